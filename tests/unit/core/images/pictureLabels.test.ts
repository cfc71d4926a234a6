import { expect, test } from 'vitest';
import type { Table } from '../../../../src/core/dataset/table.ts';
import {
  addClass,
  followLabels,
  labelColumns,
  readLabels,
  setExcluded,
  setLabel,
} from '../../../../src/core/images/pictureLabels.ts';
import { splitRows } from '../../../../src/core/preprocessing/splitRows.ts';
import { suggestPreparation } from '../../../../src/core/preprocessing/suggestPreparation.ts';

function table(codes: readonly number[], categories: readonly string[]): Table {
  const size = (name: string): Table['columns'][number] => ({
    name,
    type: 'integer',
    data: { kind: 'numeric', values: new Float64Array(codes.length).fill(20) },
  });
  return {
    rowCount: codes.length,
    columns: [
      { name: 'image', type: 'image', data: { kind: 'text', values: codes.map((_, i) => `${i}.png`) } },
      { name: 'label', type: 'category', categories, data: { kind: 'coded', values: Int32Array.from(codes) } },
      size('width'),
      size('height'),
      size('channels'),
    ],
  };
}

function withLabels(before: Table, labels: ReturnType<typeof readLabels>): Table {
  const columns = labelColumns(labels, false);
  const names = new Set(columns.map(({ name }) => name));
  return { ...before, columns: [...before.columns.filter(({ name }) => !names.has(name)), ...columns] };
}

test('labels are read, changed without touching what was, and written', () => {
  const before = readLabels(table([0, 1, -1], ['a', 'b']));
  const after = setExcluded(setLabel(addClass(before, 'c'), [2, 0], 2), [1], true);
  expect([...before.codes, ...before.excluded]).toEqual([0, 1, -1, 0, 0, 0]);
  expect(after).toMatchObject({ classes: ['a', 'b', 'c'] });
  expect([...after.codes, ...after.excluded]).toEqual([2, 1, 2, 0, 1, 0]);
  expect(readLabels(withLabels(table([0, 1, -1], ['a', 'b']), after))).toEqual(after);
  expect(labelColumns(before, false).map(({ name }) => name)).toEqual(['label']);
});

test('what changes nothing is no change', () => {
  const labels = readLabels(table([0, 1], ['a', 'b']));
  expect(setLabel(labels, [1], 1)).toBe(labels);
  expect(setExcluded(labels, [0, 1], false)).toBe(labels);
  expect(addClass(labels, 'a')).toBe(labels);
});

test('excluded pictures are in no part', () => {
  const codes = Array.from({ length: 40 }, (_, i) => i % 2);
  const plain = table(codes, ['a', 'b']);
  const excluded = [3, 4, 31];
  const changed = withLabels(plain, setExcluded(readLabels(plain), excluded, true));
  const spec = suggestPreparation(changed, null);
  expect(spec).toMatchObject({ excludeColumn: 'excluded', task: 'binary', columns: { excluded: { role: 'ignore' } } });
  const parts = splitRows(spec, changed);
  expect([...parts].flatMap((part, row) => (part === 3 ? [row] : []))).toEqual(excluded);
});

test('the task follows the classes, and all else that was chosen stays', () => {
  const unlabelled = table([-1, -1, -1, -1, -1, -1], []);
  const start = suggestPreparation(unlabelled, null);
  expect(start.columns['label']?.role).not.toBe('target');
  const mine = { ...start, split: { ...start.split, train: 0.5, validation: 0.25, test: 0.25 } };

  const two = table([0, 1, 0, 1, 0, 1], ['a', 'b']);
  const binary = followLabels(mine, suggestPreparation(two, null));
  expect(binary).toMatchObject({ task: 'binary', split: { train: 0.5 }, columns: { label: { role: 'target' } } });

  const three = table([0, 1, 2, 0, 1, 2], ['a', 'b', 'c']);
  expect(followLabels(binary, suggestPreparation(three, null)).task).toBe('multiclass');

  const reconstruction = { ...binary, task: 'reconstruction' as const };
  expect(followLabels(reconstruction, suggestPreparation(three, null)).task).toBe('reconstruction');
});
