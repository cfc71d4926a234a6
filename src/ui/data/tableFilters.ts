import type { RowFilter } from '../../core/dataset/tableView.ts';

/** One column's filter as its form holds it; every empty part asks nothing. */
export interface ColumnFilter {
  readonly min: number | null;
  readonly max: number | null;
  readonly text: string;
  /** Null: any value. */
  readonly values: readonly string[] | null;
  readonly missing: 'any' | 'only' | 'none';
}

export const NO_FILTER: ColumnFilter = { min: null, max: null, text: '', values: null, missing: 'any' };

/** The conditions that a column's form stands for. */
export function rowFilters(column: string, { min, max, text, values, missing }: ColumnFilter): readonly RowFilter[] {
  const filters: RowFilter[] = [];
  if (min !== null || max !== null) filters.push({ column, kind: 'range', min, max });
  if (text !== '') filters.push({ column, kind: 'contains', text });
  if (values !== null) filters.push({ column, kind: 'oneOf', values });
  if (missing !== 'any') filters.push({ column, kind: 'missing', isMissing: missing === 'only' });
  return filters;
}

/** What a column's form holds under a view's conditions; undefined where they ask nothing of the column. */
export function columnFilter(column: string, filters: readonly RowFilter[]): ColumnFilter | undefined {
  return filters
    .filter((each) => each.column === column)
    .reduce<ColumnFilter | undefined>((form = NO_FILTER, filter) => {
      switch (filter.kind) {
        case 'range':
          return { ...form, min: filter.min, max: filter.max };
        case 'contains':
          return { ...form, text: filter.text };
        case 'oneOf':
          return { ...form, values: filter.values.filter((value) => value !== null) };
        case 'missing':
          return { ...form, missing: filter.isMissing ? 'only' : 'none' };
      }
    }, undefined);
}
