/** The key that takes a picture's class away, the one that leaves it out, and the one that asks for a new class. */
export const NO_CLASS_KEY = '0';
export const EXCLUDE_KEY = 'x';
export const NEW_CLASS_KEY = 'n';

const KEYS = '123456789abcdefghijklmopqrstuvwyz';

/** The key of the class at a place: digits, then letters that do nothing else; null for the 34th and later ones. */
export function keyOfClass(index: number): string | null {
  return KEYS.charAt(index) || null;
}

/** The place of the class that a key stands for; null where it stands for none of so many. */
export function classOfKey(key: string, classes: number): number | null {
  const index = key.length === 1 ? KEYS.indexOf(key.toLowerCase()) : -1;
  return index >= 0 && index < classes ? index : null;
}
