import { expect, test } from 'vitest';
import { csvText, nextSort, sortRows, tableCsv, type TableColumn } from '../../../src/ui/kit/table.ts';

const columns: readonly TableColumn<{ name: string; loss: number }>[] = [
  { id: 'name', label: 'Name', text: ({ name }) => name, compare: (a, b) => a.name.localeCompare(b.name) },
  {
    id: 'loss',
    label: 'Loss',
    text: ({ loss }) => loss.toFixed(2),
    exported: ({ loss }) => loss,
    compare: (a, b) => a.loss - b.loss,
  },
  { id: 'plain', label: 'Plain', text: () => '' },
];
const rows = [
  { name: 'b', loss: 0.126 },
  { name: 'a', loss: 0.5 },
  { name: 'c', loss: 0.126 },
];
const names = (sorted: readonly { name: string }[]) => sorted.map(({ name }) => name).join('');

test('a head is pressed for ascending, descending, and the order as it was', () => {
  const first = nextSort(null, 'loss');
  const second = nextSort(first, 'loss');
  expect([first, second, nextSort(second, 'loss')]).toEqual([
    { column: 'loss', descending: false },
    { column: 'loss', descending: true },
    null,
  ]);
  expect(nextSort(second, 'name')).toEqual({ column: 'name', descending: false });
});

test('equal rows keep their order, in both directions', () => {
  expect(names(sortRows(rows, columns, { column: 'loss', descending: false }))).toBe('bca');
  expect(names(sortRows(rows, columns, { column: 'loss', descending: true }))).toBe('abc');
});

test('a column that cannot be compared leaves the order', () => {
  expect(names(sortRows(rows, columns, { column: 'plain', descending: true }))).toBe('bac');
});

test('CSV keeps full numbers and quotes what needs it', () => {
  expect(tableCsv(columns.slice(0, 2), rows.slice(0, 1))).toBe('Name,Loss\r\nb,0.126\r\n');
  expect(csvText([['a "b"', 'x,y', 'l\nm', null, 3]])).toBe('"a ""b""","x,y","l\nm",,3\r\n');
});
