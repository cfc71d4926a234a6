export const LOCALES = ['en', 'zh'] as const;
export type Locale = (typeof LOCALES)[number];

/** Each language calls itself by its own name. */
export const LOCALE_NAMES: Readonly<Record<Locale, string>> = { en: 'English', zh: '简体中文' };

/** The BCP 47 tag for `lang` attributes and Intl. */
export const LOCALE_TAGS: Readonly<Record<Locale, string>> = { en: 'en', zh: 'zh-Hans' };

export function isLocale(value: unknown): value is Locale {
  return LOCALES.some((locale) => locale === value);
}

/** The first of the user's languages that the studio speaks; English where it speaks none. */
export function chooseLocale(languages: readonly string[]): Locale {
  for (const language of languages) {
    const locale = LOCALES.find((each) => language.toLowerCase().split('-')[0] === each);
    if (locale) return locale;
  }
  return 'en';
}
