import type { Snippet } from 'svelte';

/** A column of a table: how a row reads in it. */
export interface TableColumn<Row> {
  readonly id: string;
  readonly label: string;
  /** The cell's text: shown, copied, and exported. */
  readonly text: (row: Row) => string;
  /** Draws the cell instead of its text. */
  readonly cell?: Snippet<[Row]>;
  /** Said on pointing at the cell: why there is no value, for instance. */
  readonly title?: (row: Row) => string | undefined;
  /** What is exported as CSV where the text is rounded for the eye. */
  readonly exported?: (row: Row) => string | number | null;
  /** Numbers stand at the end, so that their digits line up. */
  readonly align?: 'start' | 'end';
  /** px; the rest is shared by the columns without one. */
  readonly width?: number;
  /** px; what it keeps at least of the shared width, in tables of any length. */
  readonly minWidth?: number;
  readonly hint?: string;
  /** Compares two rows, ascending; a column without it cannot be sorted in a static table. */
  readonly compare?: (a: Row, b: Row) => number;
}

export interface TableSort {
  readonly column: string;
  readonly descending: boolean;
}

/** What a click on a column's head asks for: ascending, descending, then the order as it was. */
export function nextSort(current: TableSort | null, column: string): TableSort | null {
  if (current?.column !== column) return { column, descending: false };
  return current.descending ? null : { column, descending: true };
}

/** Rows in a column's order; the given order where it cannot be sorted by. Equal rows keep their order. */
export function sortRows<Row>(
  rows: readonly Row[],
  columns: readonly TableColumn<Row>[],
  sort: TableSort | null,
): readonly Row[] {
  const compare = columns.find(({ id }) => id === sort?.column)?.compare;
  if (!sort || !compare) return rows;
  return rows.toSorted(sort.descending ? (a, b) => compare(b, a) : compare);
}

/** A table as CSV (RFC 4180), with a header. */
export function tableCsv<Row>(columns: readonly TableColumn<Row>[], rows: readonly Row[]): string {
  const header = columns.map(({ label }) => label);
  const lines = rows.map((row) => columns.map((column) => column.exported?.(row) ?? column.text(row)));
  return csvText([header, ...lines]);
}

/** Cells as CSV (RFC 4180): quoted where they hold a comma, a quote or a line break. */
export function csvText(lines: readonly (readonly (string | number | null)[])[]): string {
  const quote = (cell: string | number | null): string => {
    const text = cell === null ? '' : String(cell);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return lines.map((cells) => cells.map(quote).join(',') + '\r\n').join('');
}
