import { AppError } from '../../shared/appError.ts';
import type { DateFormat } from './importOptions.ts';

/** What a column holds. Numbers, integers and date-times are numeric; categories and booleans are coded; images are file paths. */
export const COLUMN_TYPES = [
  'number',
  'integer',
  'boolean',
  'category',
  'datetime',
  'text',
  'identifier',
  'image',
] as const;
export type ColumnType = (typeof COLUMN_TYPES)[number];

/**
 * The values of one column over a run of rows.
 * - `numeric`: number, integer, datetime (milliseconds since 1970-01-01 UTC); missing is NaN
 * - `coded`: category, boolean: an index into the column's `categories`; missing is -1. A boolean's categories are [false word, true word].
 * - `text`: text, identifier, image; missing is null
 */
export type ColumnValues =
  | { readonly kind: 'numeric'; readonly values: Float64Array }
  | { readonly kind: 'coded'; readonly values: Int32Array }
  | { readonly kind: 'text'; readonly values: readonly (string | null)[] };

/** A column's description, without its values. */
export interface ColumnSchema {
  readonly name: string;
  readonly type: ColumnType;
  /** Category and boolean columns: the words behind the codes. */
  readonly categories?: readonly string[];
  /** Date-times from a file: how it writes them. Files to predict must do so too. */
  readonly dateFormat?: DateFormat;
}

export interface Column extends ColumnSchema {
  readonly data: ColumnValues;
}

/** Whole columns in memory, all of `rowCount` rows. */
export interface Table {
  readonly rowCount: number;
  readonly columns: readonly Column[];
  /** Given: the rows are even steps made of another table's rows. */
  readonly steps?: StepOrigins;
}

/** What the even steps of a table were made of. */
export interface StepOrigins {
  /** Rows of the table before. */
  readonly rowCount: number;
  /** For each step the last row that it is made of; for a filled one that of the step it follows. */
  readonly lastRow: Uint32Array;
  /** For each step the nearest measured ones at or before it, and at or after it: itself, unless it is filled. */
  readonly before: Uint32Array;
  readonly after: Uint32Array;
  /** 1: its rows are not all of one group, or not all told to the same part. */
  readonly isMixed: Uint8Array;
}

/** One cell as people see it: a number, a word, or null where it is missing. Date-times are milliseconds. */
export type CellValue = number | string | boolean | null;

/** One row by column name, as a form or an API caller writes it. */
export type RawRow = Readonly<Record<string, CellValue>>;

export function columnKind(type: ColumnType): ColumnValues['kind'] {
  switch (type) {
    case 'number':
    case 'integer':
    case 'datetime':
      return 'numeric';
    case 'category':
    case 'boolean':
      return 'coded';
    case 'text':
    case 'identifier':
    case 'image':
      return 'text';
  }
}

export function cellAt(column: Column, row: number): CellValue {
  const { data } = column;
  switch (data.kind) {
    case 'numeric': {
      const value = data.values[row];
      return value === undefined || Number.isNaN(value) ? null : value;
    }
    case 'coded': {
      const code = data.values[row] ?? -1;
      return code < 0 ? null : (column.categories?.[code] ?? null);
    }
    case 'text':
      return data.values[row] ?? null;
  }
}

export function isMissing(column: Column, row: number): boolean {
  return cellAt(column, row) === null;
}

export function findColumn(table: Table, name: string): Column | undefined {
  return table.columns.find((column) => column.name === name);
}

/** The named column. Throws `data.columnMissing` where there is none. */
export function requireColumn(table: Table, name: string): Column {
  const column = findColumn(table, name);
  if (!column) throw new AppError('data.columnMissing', { column: name });
  return column;
}
