import { expect, test } from 'vitest';
import type { Column, Table } from '../../../../src/core/dataset/table.ts';
import { suggestPreparation } from '../../../../src/core/preprocessing/suggestPreparation.ts';

function integers(name: string, values: readonly number[]): Column {
  return { name, type: 'integer', data: { kind: 'numeric', values: Float64Array.from(values) } };
}

function pictures(widths: readonly number[], heights: readonly number[], channels: readonly number[]): Table {
  const rowCount = widths.length;
  const image: Column = {
    name: 'image',
    type: 'image',
    data: { kind: 'text', values: widths.map((_, i) => `${i}.png`) },
  };
  const codes = Int32Array.from(widths, (_, i) => i % 3);
  const label: Column = {
    name: 'label',
    type: 'category',
    categories: ['a', 'b', 'c'],
    data: { kind: 'coded', values: codes },
  };
  const columns = [
    image,
    label,
    integers('width', widths),
    integers('height', heights),
    integers('channels', channels),
  ];
  return { rowCount, columns };
}

test('pictures are classified by their label, at their own size where that is small', () => {
  const spec = suggestPreparation(pictures(Array(30).fill(28), Array(30).fill(28), Array(30).fill(1)), null);
  expect(spec).toMatchObject({ task: 'multiclass', split: { kind: 'stratified' } });
  expect(spec.sample).toMatchObject({
    kind: 'image',
    column: 'image',
    width: 28,
    height: 28,
    channels: 1,
    fit: 'stretch',
  });
  expect(Object.entries(spec.columns).map(([name, { role }]) => [name, role])).toEqual([
    ['image', 'feature'],
    ['label', 'target'],
    ['width', 'ignore'],
    ['height', 'ignore'],
    ['channels', 'ignore'],
  ]);
});

test('large ones are made smaller in proportion, mixed ones letterboxed, coloured if one is', () => {
  const wide = suggestPreparation(pictures(Array(9).fill(800), Array(9).fill(200), Array(9).fill(1)), null);
  expect(wide.sample).toMatchObject({ width: 64, height: 16, fit: 'stretch' });
  const mixed = suggestPreparation(pictures([100, 200, 300], [100, 100, 100], [1, 3, 1]), null);
  expect(mixed.sample).toMatchObject({ fit: 'letterbox', channels: 3 });
});
