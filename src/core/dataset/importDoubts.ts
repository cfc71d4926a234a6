import { parseDate } from './dateText.ts';
import type { ColumnPlan, ImportDoubt } from './importOptions.ts';
import { NumberReader } from './numberText.ts';

/** A column of words is one of numbers or dates gone wrong where at least this share of its cells reads as some. */
const MIN_SHARE = 0.5;
/** Of a column, so many cells are looked at. */
const LOOKED_AT = 1000;
const STYLES = [
  new NumberReader({ decimal: '.', thousands: ',' }),
  new NumberReader({ decimal: ',', thousands: '.' }),
  new NumberReader({ decimal: '.', thousands: ' ' }),
];
/** A number and a unit: `5 %`, `21.5 °C`, `3e-4 m/s`, `€ 5`. */
const UNIT = /^(?:[€$£¥]\s*)?(.*?\d[.,]?)\s*(?:%|‰|°[CFK]?|[€$£¥]|[a-zA-Zµμ]{1,4}(?:[²³]|\/[a-zA-Z]{1,3}[²³]?)?)?$/u;
const DATE_FORMATS = ['iso', 'ymd', 'dmy', 'mdy'] as const;

/**
 * What looks odd about a plan's columns, each judged by a sample of its cells (trimmed, without the missing ones): words that read as numbers or dates in
 * a style or format other than the rest, and columns without a value. `header`: the cells that the names come from, if any.
 */
export function findDoubts(
  columns: readonly ColumnPlan[],
  samples: readonly (readonly string[])[],
  header: readonly string[] | null,
  numbers: NumberReader,
): ImportDoubt[] {
  const values = (header ?? []).filter((cell, i) => {
    const type = columns[i]?.type;
    return (type === 'number' || type === 'integer') && !Number.isNaN(numbers.parseNumber(cell.trim()));
  });
  const inHeader: ImportDoubt[] = values.length > 0 ? [{ kind: 'valuesInHeader', values: values.join(', ') }] : [];
  const inColumns = columns.flatMap((column, i) =>
    findColumnDoubt(column, (samples[i] ?? []).slice(0, LOOKED_AT), numbers),
  );
  return [...inHeader, ...inColumns];
}

function findColumnDoubt(
  { name: column, type }: ColumnPlan,
  cells: readonly string[],
  numbers: NumberReader,
): ImportDoubt[] {
  if (cells.length === 0) return [{ kind: 'noValues', column }];
  if (type !== 'category' && type !== 'text' && type !== 'identifier') return [];
  const isNumber = (cell: string): boolean => !Number.isNaN(numbers.parseNumber(cell));
  const odd = cells.filter((cell) => !isNumber(cell));
  // Codes and long identifiers are numbers throughout, and words on purpose.
  if (odd.length === 0) return [];
  const [example = ''] = odd;
  if (cells.filter(isDateOfAnyFormat).length >= cells.length * MIN_SHARE) {
    return [{ kind: 'datesAsWords', column, example: cells.find((cell) => !isLikeFirst(cell, cells)) ?? example }];
  }
  const isClose = (cell: string): boolean => isNumber(cell) || readsAsNumber(cell);
  return cells.filter(isClose).length >= cells.length * MIN_SHARE ? [{ kind: 'numbersAsWords', column, example }] : [];
}

/** Whether a cell is a date in a format that the first cell is one in, too. */
function isLikeFirst(cell: string, [first = '']: readonly string[]): boolean {
  return DATE_FORMATS.some((format) => isDate(first, format) && isDate(cell, format));
}

function isDateOfAnyFormat(cell: string): boolean {
  return DATE_FORMATS.some((format) => isDate(cell, format));
}

function isDate(cell: string, format: (typeof DATE_FORMATS)[number]): boolean {
  return !Number.isNaN(parseDate(cell, format));
}

function readsAsNumber(cell: string): boolean {
  const bare = UNIT.exec(cell)?.[1]?.trim() ?? cell;
  return STYLES.some((style) => !Number.isNaN(style.parseNumber(bare)));
}
