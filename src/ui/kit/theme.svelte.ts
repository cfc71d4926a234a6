export const THEMES = ['system', 'light', 'dark'] as const;
export type ThemeChoice = (typeof THEMES)[number];

const STORAGE_KEY = 'lathe.theme';

/** Light, dark, or as the system has it. The colours themselves are in tokens.css; this only says which. */
class Theme {
  choice = $state<ThemeChoice>('system');
  #isSystemDark = $state(false);
  readonly isDark = $derived(this.choice === 'system' ? this.#isSystemDark : this.choice === 'dark');

  /** Takes the remembered choice and follows the system's. Once, before the first paint. */
  start(): void {
    const query = matchMedia('(prefers-color-scheme: dark)');
    this.#isSystemDark = query.matches;
    query.addEventListener('change', ({ matches }) => (this.#isSystemDark = matches));
    const remembered = THEMES.find((theme) => theme === readRemembered());
    this.#apply(remembered ?? 'system');
  }

  choose(choice: ThemeChoice): void {
    this.#apply(choice);
    try {
      localStorage.setItem(STORAGE_KEY, choice);
    } catch {
      // Without local storage the choice holds until the page is closed.
    }
  }

  #apply(choice: ThemeChoice): void {
    this.choice = choice;
    const { dataset } = document.documentElement;
    if (choice === 'system') delete dataset['theme'];
    else dataset['theme'] = choice;
  }
}

function readRemembered(): string | null {
  try {
    return localStorage.getItem(STORAGE_KEY);
  } catch {
    return null;
  }
}

export const theme = new Theme();
