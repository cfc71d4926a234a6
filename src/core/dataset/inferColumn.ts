import { parseDate } from './dateText.ts';
import type { ColumnPlan, DateFormat } from './importOptions.ts';
import type { NumberReader } from './numberText.ts';
import type { ColumnType } from './table.ts';

/** What is written for no and yes, in lower case. */
const BOOLEAN_WORDS: readonly (readonly [string, string])[] = [
  ['false', 'true'],
  ['no', 'yes'],
  ['0', '1'],
  ['n', 'y'],
  ['f', 't'],
  ['off', 'on'],
  ['否', '是'],
  ['假', '真'],
  ['nein', 'ja'],
  ['non', 'oui'],
];
/** A column of numbers or dates may hold this share of something else, which is then reported cell by cell. */
const MAX_MISFIT_SHARE = 0.05;
const TIME_NAME = /time|date|epoch|unix|^ts$|_ts$|时间|日期/i;
const IDENTIFIER_NAME =
  /(?:^|[^a-z])(?:id|uid|udi|uuid|guid|no|nr|key|index|serial|lot|barcode)(?:$|[^a-z])|Id$|ID$|编号|序号|条码/;
/** Seconds since 1970 from 2000 to 2100: what makes a whole number look like a moment. */
const EPOCH_RANGE = { from: 946_684_800, to: 4_102_444_800 };
/** Fewer rows say nothing about whether values repeat. */
const MIN_ROWS_FOR_IDENTIFIER = 20;
/** Of a numbering, so many are looked at one by one. */
const CONSECUTIVE_ROWS = 1000;
const MAX_CATEGORY_LENGTH = 60;
const MAX_CATEGORIES = 1000;

export type InferredColumn = Pick<ColumnPlan, 'type' | 'dateFormat' | 'booleanWords'>;

/** What a column most probably holds, judged by its name and its values: trimmed, without the missing ones, in the file's order. */
export function inferColumn(name: string, values: readonly string[], numbers: NumberReader): InferredColumn {
  const booleanWords = findBooleanWords(values);
  if (booleanWords !== null) return { ...plain('boolean'), booleanWords };

  const numeric = values.filter((value) => !Number.isNaN(numbers.parseNumber(value)));
  if (isAlmostAll(numeric, values)) return inferNumeric(name, numeric, numbers);

  const dateFormat = findDateFormat(values);
  if (dateFormat !== null) return { ...plain('datetime'), dateFormat };
  return plain(inferWords(values));
}

/** A column of `type` with the formats that matter to other types left at their most common. */
function plain(type: ColumnType): InferredColumn {
  return { type, dateFormat: 'iso', booleanWords: ['false', 'true'] };
}

function isAlmostAll(part: readonly string[], whole: readonly string[]): boolean {
  return part.length > 0 && whole.length - part.length <= whole.length * MAX_MISFIT_SHARE;
}

/** Both words must occur, or else a word that is no number, so that a column of zeros stays one of numbers. */
function findBooleanWords(values: readonly string[]): readonly [string, string] | null {
  const seen = new Set<string>();
  for (const value of values) {
    seen.add(value.toLowerCase());
    if (seen.size > 2) return null;
  }
  const fits = BOOLEAN_WORDS.find((pair) => [...seen].every((word) => pair.includes(word)));
  const isEnough = seen.size === 2 || (fits !== undefined && fits[0].length > 1);
  return seen.size > 0 && fits !== undefined && isEnough ? fits : null;
}

function inferNumeric(name: string, written: readonly string[], numbers: NumberReader): InferredColumn {
  if (!written.every((value) => numbers.isWhole(value))) return plain('number');
  // A code keeps its leading zeros, and digits past 2⁵³ would be lost as a number.
  if (written.some((value) => /^0\d/.test(value)))
    return plain(inferWords(written) === 'identifier' ? 'identifier' : 'category');
  const values = written.map((value) => numbers.parseInteger(value));
  if (values.some(Number.isNaN)) return plain('identifier');

  if (TIME_NAME.test(name)) {
    const isWithin = (unit: number): boolean =>
      values.every((value) => value >= EPOCH_RANGE.from * unit && value <= EPOCH_RANGE.to * unit);
    if (isWithin(1)) return { ...plain('datetime'), dateFormat: 'epochSeconds' };
    if (isWithin(1000)) return { ...plain('datetime'), dateFormat: 'epochMs' };
    if (written.every((value) => value.length === 8 && !Number.isNaN(parseDate(value, 'ymd'))))
      return { ...plain('datetime'), dateFormat: 'ymd' };
  }
  return plain(isRowNumber(values) || isUniqueNumber(name, values) ? 'identifier' : 'integer');
}

/** 0, 1, 2 … or 1, 2, 3 … at the beginning, and ever rising (a sample leaves rows out further on): such a column numbers the rows. */
function isRowNumber(values: readonly number[]): boolean {
  const first = values[0];
  if (values.length < MIN_ROWS_FOR_IDENTIFIER || (first !== 0 && first !== 1)) return false;
  return values.every((value, row) =>
    row < CONSECUTIVE_ROWS ? value === first + row : value > (values[row - 1] ?? value),
  );
}

function isUniqueNumber(name: string, values: readonly number[]): boolean {
  return (
    values.length >= MIN_ROWS_FOR_IDENTIFIER && IDENTIFIER_NAME.test(name) && new Set(values).size === values.length
  );
}

function inferWords(values: readonly string[]): ColumnType {
  const distinct = new Set(values).size;
  const length = values.reduce((sum, value) => sum + value.length, 0) / Math.max(1, values.length);
  if (distinct === 0 || length > MAX_CATEGORY_LENGTH) return 'text';
  if (values.length < MIN_ROWS_FOR_IDENTIFIER) return 'category';
  if (distinct <= MAX_CATEGORIES && distinct <= values.length / 2) return 'category';
  return values.some((value) => /\s/.test(value)) ? 'text' : 'identifier';
}

function findDateFormat(values: readonly string[]): DateFormat | null {
  const fitting: { format: DateFormat; parsed: readonly number[] }[] = [];
  for (const format of ['iso', 'ymd', 'dmy', 'mdy'] as const) {
    const parsed = values.map((value) => parseDate(value, format)).filter((moment) => !Number.isNaN(moment));
    const misfits = values.length - parsed.length;
    if (parsed.length > 0 && misfits <= values.length * MAX_MISFIT_SHARE) fitting.push({ format, parsed });
  }
  const fullest = Math.max(...fitting.map(({ parsed }) => parsed.length));
  const [first, second] = fitting.filter(({ parsed }) => parsed.length === fullest);
  if (first === undefined) return null;
  if (second === undefined || first.format !== 'dmy') return first.format;
  // 03/04 may be in March or in April: records tend to be in order, so the reading that wanders less is the likelier one.
  const [dayFirst, monthFirst] = [wandering(first.parsed), wandering(second.parsed)];
  if (dayFirst === monthFirst) return values.some((value) => /^\d+\//.test(value)) ? 'mdy' : 'dmy';
  return dayFirst < monthFirst ? 'dmy' : 'mdy';
}

function wandering(moments: readonly number[]): number {
  let sum = 0;
  for (let i = 1; i < moments.length; i++) sum += Math.abs((moments[i] ?? 0) - (moments[i - 1] ?? 0));
  return sum;
}
