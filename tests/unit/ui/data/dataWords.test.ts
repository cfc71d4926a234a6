import { expect, test } from 'vitest';
import { data } from '../../../../src/messages/en/data.ts';
import { Formatters } from '../../../../src/messages/formatters.ts';
import { cellText, timeText } from '../../../../src/ui/data/cellText.ts';
import { describeProblem, nameOfFile } from '../../../../src/ui/data/importText.ts';
import { splitNotes } from '../../../../src/ui/data/splitNotes.ts';
import { columnFilter, NO_FILTER, rowFilters } from '../../../../src/ui/data/tableFilters.ts';
import { warningText } from '../../../../src/ui/data/warningText.ts';

const f = new Formatters('en');

test('times are written without what is zero', () => {
  expect(timeText(Date.UTC(2026, 2, 1))).toBe('2026-03-01');
  expect(timeText(Date.UTC(2026, 2, 1, 14, 5))).toBe('2026-03-01 14:05:00');
  expect(timeText(Date.UTC(2026, 2, 1, 14, 5, 6, 70))).toBe('2026-03-01 14:05:06.070');
  expect(timeText(8.64e15 + 1)).toBe('8640000000000001');
});

test('cells keep all their digits, and a missing one is marked', () => {
  expect(cellText(0.1234567890123, { type: 'number' })).toBe('0.1234567890123');
  expect(cellText(null, { type: 'number' })).toBe('–');
  expect(cellText(0, { type: 'datetime' })).toBe('1970-01-01');
});

test('a problem says what was found and what was expected, and a long value is cut', () => {
  expect(describeProblem({ kind: 'tooFewCells', row: 5, expected: 5, found: 3 }, data, f)).toBe('3 cells instead of 5');
  const value = 'x'.repeat(200);
  const told = describeProblem({ kind: 'invalidCell', row: 2, column: 'temp', value, expected: 'number' }, data, f);
  expect(told).toMatch(/^temp: “x{60}…” is no number$/);
  expect(nameOfFile('a.b.csv')).toBe('a.b');
  expect(nameOfFile('.csv')).toBe('.csv');
});

test('a warning names the column, the value and the share', () => {
  const text = warningText(
    { kind: 'telltale', column: 'TWF', value: '1', other: 'failure', outcome: 'yes', rows: 46, share: 1 },
    data.profile,
    f,
  );
  expect(text).toContain('Where TWF is 1 (46 rows), failure is yes in 100.0%');
});

test('a filter form asks only for what was filled in', () => {
  expect(rowFilters('a', NO_FILTER)).toEqual([]);
  expect(rowFilters('a', { ...NO_FILTER, min: 0, missing: 'none' })).toEqual([
    { column: 'a', kind: 'range', min: 0, max: null },
    { column: 'a', kind: 'missing', isMissing: false },
  ]);
  expect(rowFilters('a', { ...NO_FILTER, values: ['x'] })).toEqual([{ column: 'a', kind: 'oneOf', values: ['x'] }]);
});

test('a filter form is read back from the conditions that it stood for', () => {
  const form = { min: 1, max: null, text: 'x', values: ['a'], missing: 'only' } as const;
  const filters = [...rowFilters('b', { ...NO_FILTER, text: 'other' }), ...rowFilters('a', form)];
  expect(columnFilter('a', filters)).toEqual(form);
  expect(columnFilter('c', filters)).toBeUndefined();
});

test('a split is warned of where a part lacks a class, and left in peace where it was given no share', () => {
  const summary = {
    sizes: { train: 80, validation: 20, test: 0, excluded: 0 },
    classes: ['no', 'yes'],
    balance: { train: [60, 20], validation: [20, 0], test: [0, 0] },
    windows: null,
    texts: null,
    groups: null,
    features: [],
    bindings: { sample: [1], target: [1], vocabulary: null },
  };
  expect(splitNotes(summary, { train: 0.8, validation: 0.2, test: 0 })).toEqual([
    { kind: 'noClass', part: 'validation', name: 'yes' },
  ]);
  expect(splitNotes(summary, { train: 0.7, validation: 0.2, test: 0.1 })).toContainEqual({
    kind: 'none',
    part: 'test',
  });
  const few = { ...summary, balance: { ...summary.balance, validation: [15, 5] } };
  expect(splitNotes(few, { train: 0.8, validation: 0.2, test: 0 })).toEqual([
    { kind: 'few', part: 'validation', name: 'yes', rows: 5 },
  ]);
});
