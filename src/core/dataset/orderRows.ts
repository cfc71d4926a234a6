import { sortWords } from './sortWords.ts';
import { cellAt, requireColumn, type Column, type Table } from './table.ts';
import type { RowFilter, TableView } from './tableView.ts';

/** The columns whose values decide a view's rows and their order. */
export function viewColumns({ filters, sort }: TableView): string[] {
  return [...new Set([...filters.map(({ column }) => column), ...(sort ? [sort.column] : [])])];
}

/**
 * The rows that a view shows, in its order; null where it shows all as they are. Missing values come last either way; equal ones stay in
 * table order. The table needs the `viewColumns`.
 * @throws AppError `data.columnMissing`
 */
export function orderRows(view: TableView, table: Table): Uint32Array | null {
  const { filters, sort, rows: chosen } = view;
  if (filters.length === 0 && sort === null && chosen === null) return null;
  const tests = filters.map((filter) => rowTest(filter, requireColumn(table, filter.column)));
  const candidates = chosen ?? Uint32Array.from({ length: table.rowCount }, (_, row) => row);
  const shown = candidates.filter((row) => row < table.rowCount && tests.every((test) => test(row)));
  return sort ? sortRows(shown, requireColumn(table, sort.column), sort.direction) : shown;
}

function sortRows(rows: Uint32Array, column: Column, direction: 'ascending' | 'descending'): Uint32Array {
  const sign = direction === 'ascending' ? 1 : -1;
  const ranks = rankValues(column);
  return rows.slice().sort((a, b) => {
    const left = ranks[a] ?? NaN;
    const right = ranks[b] ?? NaN;
    if (left === right) return a - b;
    // A difference with NaN is NaN: where both or one are missing.
    const difference = (left - right) * sign;
    return Number.isNaN(difference) ? Number(Number.isNaN(left)) - Number(Number.isNaN(right)) || a - b : difference;
  });
}

/** Numbers in the order of the column's values, row by row; NaN where missing. */
function rankValues({ data, categories = [] }: Column): Float64Array {
  if (data.kind === 'numeric') return data.values;
  const words = data.kind === 'coded' ? categories : data.values.filter((text) => text !== null);
  const rankByWord = new Map(sortWords(new Set(words)).map((word, rank) => [word, rank]));
  const ranks = new Float64Array(data.values.length);
  if (data.kind === 'text') {
    data.values.forEach((text, row) => (ranks[row] = text === null ? NaN : (rankByWord.get(text) ?? NaN)));
    return ranks;
  }
  const rankByCode = Float64Array.from(categories, (word) => rankByWord.get(word) ?? NaN);
  data.values.forEach((code, row) => (ranks[row] = rankByCode[code] ?? NaN));
  return ranks;
}

function rowTest(filter: RowFilter, column: Column): (row: number) => boolean {
  switch (filter.kind) {
    case 'missing':
      return (row) => (cellAt(column, row) === null) === filter.isMissing;
    case 'range': {
      const min = filter.min ?? -Infinity;
      const max = filter.max ?? Infinity;
      return (row) => {
        const value = cellAt(column, row);
        return typeof value === 'number' && value >= min && value <= max;
      };
    }
    case 'contains': {
      const wanted = filter.text.toLowerCase();
      return (row) => {
        const cell = cellAt(column, row);
        return cell !== null && String(cell).toLowerCase().includes(wanted);
      };
    }
    case 'oneOf': {
      const wanted = new Set(filter.values);
      return (row) => {
        const cell = cellAt(column, row);
        return wanted.has(cell === null ? null : String(cell));
      };
    }
  }
}
