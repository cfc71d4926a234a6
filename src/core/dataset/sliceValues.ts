import type { ColumnValues } from './table.ts';

/** A copy of the values of rows start … end-1. */
export function sliceValues(data: ColumnValues, start: number, end: number): ColumnValues {
  switch (data.kind) {
    case 'numeric':
      return { kind: 'numeric', values: data.values.slice(start, end) };
    case 'coded':
      return { kind: 'coded', values: data.values.slice(start, end) };
    case 'text':
      return { kind: 'text', values: data.values.slice(start, end) };
  }
}
