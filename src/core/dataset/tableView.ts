/** A condition that a row must meet to be shown; all filters of a view must be met. */
export type RowFilter =
  | { readonly column: string; readonly kind: 'range'; readonly min: number | null; readonly max: number | null }
  | { readonly column: string; readonly kind: 'contains'; readonly text: string }
  | { readonly column: string; readonly kind: 'oneOf'; readonly values: readonly (string | null)[] }
  | { readonly column: string; readonly kind: 'missing'; readonly isMissing: boolean };

/** Which rows of a data set are shown, and in what order. */
export interface TableView {
  readonly filters: readonly RowFilter[];
  readonly sort: { readonly column: string; readonly direction: 'ascending' | 'descending' } | null;
  /** Only these rows of the data set (a confusion cell, say). */
  readonly rows: Uint32Array | null;
}
