import type { FittedTextSample, TextUnit } from './preparation.ts';

export const PADDING = 0;
export const UNKNOWN = 1;
/** Token of the first known word. */
export const FIRST_WORD = 2;

/** A word or a number, with what is joined to it by hyphens, apostrophes or points; a han or kana character by itself. */
const WORD =
  /\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|(?:(?!\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana})[\p{L}\p{N}\p{M}])+(?:['’.-][\p{L}\p{N}]+)*/gu;

/** The tokens of a text, lower case, in order; punctuation and white space are none. */
export function tokenize(text: string, unit: TextUnit): string[] {
  const plain = text.normalize('NFKC').toLowerCase();
  switch (unit) {
    case 'words':
      return plain.match(WORD) ?? [];
    case 'characters':
      return Array.from(plain).filter((character) => /[\p{L}\p{N}]/u.test(character));
    case 'segmenter': {
      const segments = [...new Intl.Segmenter('zh', { granularity: 'word' }).segment(plain)];
      return segments.filter(({ isWordLike }) => isWordLike === true).map(({ segment }) => segment);
    }
  }
}

const numbersByText = new WeakMap<FittedTextSample, ReadonlyMap<string, number>>();

/**
 * A text as the network takes it, [length] tokens: padding in front of a short one, the last tokens of a long one. `unknown` words are those
 * that training never saw. A text without any word is one unknown word, so that no sample is padding alone.
 */
export function encodeText(
  fitted: FittedTextSample,
  text: string,
): { tokens: Float32Array; known: number; unknown: number } {
  let numbers = numbersByText.get(fitted);
  if (!numbers) {
    numbers = new Map(fitted.words.map((word, i) => [word, i + FIRST_WORD]));
    numbersByText.set(fitted, numbers);
  }
  const words = tokenize(text, fitted.unit).slice(-fitted.length);
  const tokens = new Float32Array(fitted.length).fill(PADDING);
  if (words.length === 0) tokens[fitted.length - 1] = UNKNOWN;
  const start = fitted.length - words.length;
  let unknown = 0;
  words.forEach((word, i) => {
    const number = numbers.get(word) ?? UNKNOWN;
    if (number === UNKNOWN) unknown += 1;
    tokens[start + i] = number;
  });
  return { tokens, known: words.length - unknown, unknown };
}
