import { NumberReader, type NumberStyle } from '../../core/dataset/numberText.ts';

/** What stands for a missing value in any column. */
export const ALWAYS_MISSING = [
  '',
  'NA',
  'N/A',
  '#N/A',
  'NaN',
  'null',
  'nil',
  '-',
  '--',
  '?',
  '.',
  'n.a.',
  '<NA>',
  '\\N',
  '缺失',
];
/** Words that mean a missing number, but are a category of their own among words: no defect is not an unknown one. */
const MISSING_AMONG_NUMBERS = ['none', 'missing', 'unknown', '无'];

/** The tokens for missing values in a table of which `rows` are the first. */
export function detectMissingTokens(rows: readonly (readonly string[])[], style: NumberStyle): string[] {
  const numbers = new NumberReader(style);
  const width = Math.max(0, ...rows.map(({ length }) => length));
  const amongNumbers = new Set<string>();
  const amongWords = new Set<string>();
  for (let column = 0; column < width; column++) {
    const cells = rows.slice(1).map((cells) => (cells[column] ?? '').trim());
    const numberCount = cells.filter((cell) => !Number.isNaN(numbers.parseNumber(cell))).length;
    const found = MISSING_AMONG_NUMBERS.filter((token) => cells.some((cell) => cell.toLowerCase() === token));
    for (const token of found) (numberCount > cells.length / 2 ? amongNumbers : amongWords).add(token);
  }
  const isMissing = (token: string): boolean => !amongWords.has(token) && (amongNumbers.has(token) || token === 'none');
  return [...ALWAYS_MISSING, ...MISSING_AMONG_NUMBERS.filter(isMissing)];
}
