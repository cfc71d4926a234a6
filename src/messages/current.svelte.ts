import { Formatters } from './formatters.ts';
import { chooseLocale, isLocale, LOCALE_TAGS, type Locale } from './locale.ts';
import type { Messages } from './messages.ts';

const STORAGE_KEY = 'lathe.locale';

/** Each language is a chunk of its own. */
const LOADERS: Readonly<Record<Locale, () => Promise<{ messages: Messages }>>> = {
  en: () => import('./en/messages.ts'),
  zh: () => import('./zh/messages.ts'),
};

/** The language the page speaks now. `i18n.t` and `i18n.format` are reactive. */
class CurrentMessages {
  #messages = $state.raw<Messages | null>(null);
  #format = $state.raw(new Formatters('en'));

  get locale(): Locale {
    return this.#format.locale;
  }

  get format(): Formatters {
    return this.#format;
  }

  /** All words. `start` or `use` must have resolved. */
  get t(): Messages {
    if (!this.#messages) throw new Error('messages are read before they are loaded');
    return this.#messages;
  }

  /** Loads the remembered language, else the first of the browser's that the studio speaks. */
  async start(): Promise<void> {
    const remembered = readRemembered();
    await this.#load(isLocale(remembered) ? remembered : chooseLocale(navigator.languages));
  }

  /** Switches to a language and remembers it. */
  async use(locale: Locale): Promise<void> {
    await this.#load(locale);
    try {
      localStorage.setItem(STORAGE_KEY, locale);
    } catch {
      // Without local storage the choice holds until the page is closed.
    }
  }

  async #load(locale: Locale): Promise<void> {
    const { messages } = await LOADERS[locale]();
    this.#messages = messages;
    this.#format = new Formatters(locale);
    document.documentElement.lang = LOCALE_TAGS[locale];
  }
}

function readRemembered(): string | null {
  try {
    return localStorage.getItem(STORAGE_KEY);
  } catch {
    return null;
  }
}

export const i18n = new CurrentMessages();
