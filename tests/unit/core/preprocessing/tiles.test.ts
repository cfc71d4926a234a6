import { expect, test } from 'vitest';
import type { Table } from '../../../../src/core/dataset/table.ts';
import { NO_AUGMENTATION, PLAIN_TILING } from '../../../../src/core/images/imageSample.ts';
import { dealSamples, fitSamples } from '../../../../src/core/preprocessing/dealSamples.ts';
import { judgeSamples } from '../../../../src/core/preprocessing/judgedRows.ts';
import { arraySamples } from '../../../../src/core/preprocessing/samples.ts';
import { suggestPreparation } from '../../../../src/core/preprocessing/suggestPreparation.ts';
import { transformSamples } from '../../../../src/core/preprocessing/transformSamples.ts';

const ROWS = 60;

function sizes(name: string, size: number): Table['columns'][number] {
  return { name, type: 'integer', data: { kind: 'numeric', values: new Float64Array(ROWS).fill(size) } };
}

const TABLE: Table = {
  rowCount: ROWS,
  columns: [
    {
      name: 'image',
      type: 'image',
      data: { kind: 'text', values: Array.from({ length: ROWS }, (_, i) => `${i}.png`) },
    },
    {
      name: 'label',
      type: 'category',
      categories: ['bad', 'good'],
      data: { kind: 'coded', values: Int32Array.from({ length: ROWS }, (_, i) => i % 2) },
    },
    sizes('width', 48),
    sizes('height', 32),
    sizes('channels', 1),
  ],
};

test('tiles are dealt with their picture, and judged as it', () => {
  const suggested = suggestPreparation(TABLE, 'label');
  const sample = { kind: 'image', column: 'image', height: 16, width: 16, channels: 1, fit: 'letterbox' } as const;
  const merge = { kind: 'largest', name: 'bad' } as const;
  const spec = {
    ...suggested,
    sample: { ...sample, augmentation: NO_AUGMENTATION, tiling: { ...PLAIN_TILING, merge } },
  };
  const dealt = dealSamples(spec, TABLE);
  expect(dealt.parts).toHaveLength(6 * ROWS);
  dealt.parts.forEach((part, i) => expect(part).toBe(dealt.rowParts[dealt.rows?.[i] ?? -1]));

  const fitted = fitSamples(spec, TABLE, dealt);
  if (!fitted.ok) throw new Error(fitted.problems[0]?.message);
  const asked: (readonly [number, number])[] = [];
  const rows = transformSamples(fitted.value, TABLE, dealt, (of, tiles) => {
    of.forEach((row, i) => asked.push([row, tiles?.[i] ?? -1]));
    return { features: arraySamples(new Float32Array(of.length), [1], of.length) };
  })('test');
  if (!rows) throw new Error('an empty part');
  expect(asked.slice(0, 6).map(([, tile]) => tile)).toEqual([0, 1, 2, 3, 4, 5]);
  // The score is that of `good`: the smallest one is most of `bad`.
  const scores = Float32Array.from(rows.rowIndices, (_, i) => (i % 6 === 4 ? 0.25 : 0.75));
  const judged = judgeSamples(fitted.value, rows, scores);
  expect(judged.rows.rowCount).toBe(rows.rowCount / 6);
  expect(new Set(judged.scores)).toEqual(new Set([0.25]));
  judged.rows.rowIndices.forEach((row, i) => expect(judged.rows.targets[i]).toBe(row % 2));
});
