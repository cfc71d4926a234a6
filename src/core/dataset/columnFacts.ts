import type { Column } from './table.ts';

/** What a quick look at a column's values says. */
export interface ColumnFacts {
  readonly missing: number;
  /** Different values, missing ones aside; counting ends at `DISTINCT_LIMIT`. */
  readonly distinct: number;
  /** Whole numbers that go up by one from row to row. */
  readonly isRowNumber: boolean;
}

export const DISTINCT_LIMIT = 100_000;

export function columnFacts({ data }: Column): ColumnFacts {
  const seen = new Set<number | string>();
  let missing = 0;
  for (const value of data.values) {
    if (value === null || value !== value || (data.kind === 'coded' && value === -1)) missing++;
    else if (seen.size < DISTINCT_LIMIT) seen.add(value);
  }
  return { missing, distinct: seen.size, isRowNumber: data.kind === 'numeric' && countsUp(data.values) };
}

function countsUp(values: Float64Array): boolean {
  return values.length > 1 && values.every((value, row) => row === 0 || value === (values[row - 1] ?? NaN) + 1);
}
