import type { CellValue, RawRow } from '../../core/dataset/table.ts';
import type { ColumnProfile, DatasetProfile } from '../../core/dataset/profile.ts';
import type { FittedColumn, FittedPipeline } from '../../core/preprocessing/preparation.ts';
import { parseNumber } from '../kit/parseNumber.ts';

/** One column as the form asks for it. */
export interface RowField {
  readonly column: FittedColumn;
  readonly kind: 'number' | 'date' | 'choice';
  /** Whether a row without the value can be predicted. */
  readonly isOptional: boolean;
  /** What the data set holds; null while unknown. Date-times in milliseconds. */
  readonly range: { readonly min: number; readonly max: number } | null;
  /** What the form starts from. */
  readonly typical: CellValue;
}

/** What is in the fields, by column; empty: missing. */
export type RowTexts = Readonly<Record<string, string>>;

export type FieldProblem = 'needed' | 'notNumber' | 'notDate' | 'unseenCategory';

export type FieldReading =
  | { readonly ok: true; readonly value: CellValue; readonly isOutside: boolean }
  | { readonly ok: false; readonly problem: FieldProblem };

/** The columns that a model wants, with what the data set's profile says of them where it is there. */
export function rowFields({ columns }: FittedPipeline, profile: DatasetProfile | null): readonly RowField[] {
  const profiles = new Map(profile?.columns.map((column) => [column.name, column]));
  return columns.map((column) => {
    const found = profiles.get(column.name);
    const { summary = null } = found ?? {};
    return {
      column,
      kind: fieldKind(column),
      isOptional: column.fill !== null,
      range: summary?.kind === 'numeric' ? { min: summary.min, max: summary.max } : null,
      typical: typicalValue(column, found),
    };
  });
}

/** A cell as its field holds it. */
export function fieldText({ column, kind }: RowField, cell: CellValue): string {
  if (cell === null) return '';
  if (kind === 'date' && typeof cell === 'number') return new Date(cell).toISOString().slice(0, 19);
  if (column.type === 'boolean' && typeof cell !== 'string') return column.categories[Number(cell)] ?? '';
  return String(cell);
}

/** The value in a field, or why there is none. */
export function readField(field: RowField, text: string): FieldReading {
  if (text.trim() === '') {
    return field.isOptional ? { ok: true, value: null, isOutside: false } : { ok: false, problem: 'needed' };
  }
  if (field.kind === 'choice') {
    const { type, unseen, categories } = field.column;
    const isRefused = !categories.includes(text) && (type === 'boolean' || unseen === 'error');
    return isRefused ? { ok: false, problem: 'unseenCategory' } : { ok: true, value: text, isOutside: false };
  }
  const value = field.kind === 'date' ? readTime(text) : readNumber(text);
  if (value === null) return { ok: false, problem: field.kind === 'date' ? 'notDate' : 'notNumber' };
  const { range } = field;
  return { ok: true, value, isOutside: range !== null && (value < range.min || value > range.max) };
}

/** The whole row; null where a field holds no valid value. */
export function readRow(fields: readonly RowField[], texts: RowTexts): RawRow | null {
  const row: Record<string, CellValue> = {};
  for (const field of fields) {
    const reading = readField(field, texts[field.column.name] ?? '');
    if (!reading.ok) return null;
    row[field.column.name] = reading.value;
  }
  return row;
}

export function typicalTexts(fields: readonly RowField[]): RowTexts {
  return Object.fromEntries(fields.map((field) => [field.column.name, fieldText(field, field.typical)]));
}

function fieldKind({ type }: FittedColumn): RowField['kind'] {
  if (type === 'category' || type === 'boolean') return 'choice';
  return type === 'datetime' ? 'date' : 'number';
}

/** The median or the most frequent word; before the profile is there, what stands in for a missing value. */
function typicalValue(
  { type, fill, categories, dateOrigin }: FittedColumn,
  profile: ColumnProfile | undefined,
): CellValue {
  const summary = profile?.summary;
  // A median between two rows has digits that no one measured.
  if (summary?.kind === 'numeric')
    return summary.quantiles[3] === undefined ? fill : Number(summary.quantiles[3].toPrecision(10));
  const frequent =
    summary?.kind === 'categorical' ? summary.top.find(({ value }) => categories.includes(value)) : undefined;
  if (frequent) return frequent.value;
  if (fill !== null) return fill;
  return type === 'datetime' ? dateOrigin : (categories[0] ?? null);
}

function readNumber(text: string): number | null {
  const parsed = parseNumber(text, {});
  return parsed.ok ? parsed.value : null;
}

/** A time as a date field writes it, in UTC. */
function readTime(text: string): number | null {
  const time = Date.parse(`${text}Z`);
  return Number.isNaN(time) ? null : time;
}
