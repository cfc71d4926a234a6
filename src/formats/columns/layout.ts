import { parseDate } from '../../core/dataset/dateText.ts';
import { MissingTokens } from '../../core/dataset/missingTokens.ts';
import { NumberReader, type NumberStyle } from '../../core/dataset/numberText.ts';
import { ALWAYS_MISSING } from './missingWords.ts';

/** Records above the table proper; more would be a file of another kind. */
const MAX_PREAMBLE_RECORDS = 20;
/** The table proper has at least this share of the records. */
const MIN_TABLE_SHARE = 0.7;

export interface TableLayout {
  /** Records before the header or, without one, before the first row: titles, notes. */
  readonly skipRecords: number;
  readonly hasHeader: boolean;
}

/** Where the table begins among a file's first records, and whether with a header. */
export function detectLayout(rows: readonly (readonly string[])[], style: NumberStyle): TableLayout {
  const preamble = countPreamble(rows);
  const skipRecords = isCountsRecord(rows[preamble] ?? [], rows.slice(preamble + 1), style) ? preamble + 1 : preamble;
  const [first, ...rest] = rows.slice(skipRecords);
  return { skipRecords, hasHeader: first !== undefined && isHeader(first, rest, style) };
}

/**
 * The header's cells spread over `columnCount` columns. R leaves out the name of the first column, where the names of the rows stand; spreadsheets
 * leave out the last where every row ends with a delimiter.
 */
export function alignHeader(header: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const width = tableWidth([header, ...rows]);
  const lacksOne = header.length === width - 1 && header.length > 0;
  const full = rows.filter(({ length }) => length === width);
  const isFirstNameLess = lacksOne && full.length > 1 && full.some((cells) => cells.at(-1)?.trim() !== '');
  const named = isFirstNameLess ? ['', ...header] : [...header];
  while (named.length < width) named.push('');
  return named;
}

/** The number of cells that most records have; the first record's where there is a tie. */
export function tableWidth(rows: readonly (readonly string[])[]): number {
  const counts = new Map<number, number>();
  for (const { length } of rows) counts.set(length, (counts.get(length) ?? 0) + 1);
  let width = rows[0]?.length ?? 0;
  for (const [length, count] of counts) if (count > (counts.get(width) ?? 0)) width = length;
  return width;
}

/** Records at the top with another number of cells than the table's, unless the first is a header that lacks one name. */
function countPreamble(rows: readonly (readonly string[])[]): number {
  const width = tableWidth(rows);
  const isTable = width > 1 && rows.filter(({ length }) => length === width).length >= rows.length * MIN_TABLE_SHARE;
  if (!isTable || rows.length < 3) return 0;
  const first = rows.findIndex(({ length }) => length === width);
  if (first < 1 || first > MAX_PREAMBLE_RECORDS) return 0;
  const above = rows[first - 1] ?? [];
  return above.length === width - 1 && above.every((cell) => isWord(cell)) ? first - 1 : first;
}

/**
 * scikit-learn's first line: how many rows and features there are, then the names of the classes (`150,4,setosa,versicolor,virginica`). Where it happens to have
 * as many cells as the table has columns, only what it says tells it from a header.
 */
function isCountsRecord(
  [rowCount = '', featureCount = '', ...classes]: readonly string[],
  rest: readonly (readonly string[])[],
  style: NumberStyle,
): boolean {
  const numbers = new NumberReader(style);
  const width = rest[0]?.length ?? 0;
  return (
    /^\d+$/.test(rowCount) &&
    Number(featureCount) === width - 1 &&
    classes.length > 0 &&
    classes.every((name) => isWord(name)) &&
    rest
      .slice(0, 20)
      .every(
        (cells) => cells.length === width && cells.every((cell) => !Number.isNaN(numbers.parseNumber(cell.trim()))),
      )
  );
}

function isWord(cell: string): boolean {
  return /\p{L}/u.test(cell) && !/^[+-]?\d/.test(cell);
}

/**
 * A header holds no values: no cell of it is a number, a date or a missing value where the column below holds numbers or dates. Where all
 * columns are words, the first record is a header unless its words come up again below.
 */
function isHeader(first: readonly string[], rest: readonly (readonly string[])[], style: NumberStyle): boolean {
  const numbers = new NumberReader(style);
  const missing = new MissingTokens(ALWAYS_MISSING);
  const isValue = (cell: string): boolean => {
    const text = cell.trim();
    return (
      !Number.isNaN(numbers.parseNumber(text)) ||
      !Number.isNaN(parseDate(text, 'iso')) ||
      !Number.isNaN(parseDate(text, 'dmy')) ||
      !Number.isNaN(parseDate(text, 'mdy'))
    );
  };
  if (first.every((cell) => missing.has(cell.trim()))) return false;
  const firstValues = first.filter(isValue).length;
  if (rest.length === 0) return firstValues === 0;
  if (firstValues > 0 && firstValues >= first.length / 2) return areDistinctYears(first, rest);
  const rows = rest.slice(0, 200);
  let evidence = 0;
  let hasWordsAboveValues = false;
  let blanksAboveValues = 0;
  for (const [column, cell] of alignHeader(first, rest).entries()) {
    const below = rows.map((cells) => (cells[column] ?? '').trim()).filter((text) => !missing.has(text));
    if (below.length === 0) continue;
    const valueShare = below.filter(isValue).length / below.length;
    if (valueShare > 0.8) {
      const isBlank = cell.trim() === '';
      const isName = !isValue(cell) && !missing.has(cell.trim());
      if (isBlank) blanksAboveValues += 1;
      else evidence += isName ? 1 : -1;
      hasWordsAboveValues ||= isName;
    } else if (!missing.has(cell.trim()) && below.includes(cell.trim())) evidence -= below.length > 5 ? 1 : 0;
  }
  // A name may be left out beside one that is there; by itself a gap is rather one in a row.
  return evidence - (hasWordsAboveValues ? 0 : blanksAboveValues) >= 0;
}

/** A header of years above numbers that are none. */
function areDistinctYears(first: readonly string[], rest: readonly (readonly string[])[]): boolean {
  const isYear = (cell: string): boolean => /^(?:19|20)\d\d$/.test(cell.trim());
  const years = first.filter(isYear);
  return (
    years.length >= 3 &&
    years.length >= first.length - 2 &&
    new Set(years).size === years.length &&
    !rest.flat().some(isYear)
  );
}
