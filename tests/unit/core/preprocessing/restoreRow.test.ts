import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cellAt, type RawRow, type Table } from '../../../../src/core/dataset/table.ts';
import { encodeRow } from '../../../../src/core/preprocessing/applyPipeline.ts';
import { toError } from '../../../../src/core/preprocessing/checkPreparation.ts';
import { fitPipeline } from '../../../../src/core/preprocessing/fitPipeline.ts';
import type { FittedPipeline, PreparationSpec } from '../../../../src/core/preprocessing/preparation.ts';
import { featureUnits, lostColumns, restoreRow } from '../../../../src/core/preprocessing/restoreRow.ts';
import { splitRows } from '../../../../src/core/preprocessing/splitRows.ts';
import { column, preparedTable, specFor, table } from './tables.ts';

function fit(spec: PreparationSpec, data: Table): FittedPipeline {
  const fitted = fitPipeline(spec, data, splitRows(spec, data));
  if (!fitted.ok) throw toError(fitted.problems);
  return fitted.value;
}

function encode(pipeline: FittedPipeline, row: RawRow): Float32Array {
  const encoded = encodeRow(pipeline, row);
  if (!encoded.ok) throw new Error(encoded.problems[0]?.message);
  return encoded.value;
}

const rows = Array.from({ length: 40 }, (_, i) => i);
const data = table(
  column('size', 'number', rows.map((i) => 3.25 * i - 20)), // prettier-ignore
  column('count', 'integer', rows.map((i) => i * i)), // prettier-ignore
  column('at', 'datetime', rows.map((i) => Date.UTC(2024, 0, 1) + i * 3_600_000)), // prettier-ignore
  column('colour', 'category', rows.map((i) => ['red', 'green', 'blue'][i % 3] ?? '')), // prettier-ignore
  column('sold', 'boolean', rows.map((i) => (i % 2 ? 'yes' : 'no'))), // prettier-ignore
  column('price', 'number', rows),
);

test.each(['standard', 'minMax', 'robust', 'quantile', 'none'] as const)(
  'a row comes back from its features, scaled by %s, logged or not',
  (scaling) => {
    for (const logTransform of [false, true]) {
      for (const encoding of ['oneHot', 'ordinal'] as const) {
        const spec = specFor(data, 'regression', undefined, {
          size: { scaling, logTransform },
          count: { scaling },
          at: { dateParts: ['hour', 'elapsed'] },
          colour: { encoding },
        });
        const assigned = { ...spec, split: { ...spec.split, train: 1, validation: 0, test: 0 } };
        const pipeline = fit(assigned, data);
        for (const i of [0, 7, 23, 39]) {
          const row = Object.fromEntries(data.columns.map((each) => [each.name, cellAt(each, i)]));
          const restored = restoreRow(pipeline, encode(pipeline, row));
          expect(restored['size']).toBeCloseTo(Number(row['size']), 3);
          expect(restored).toMatchObject({ count: row['count'], colour: row['colour'], sold: row['sold'] });
          expect(Math.abs(Number(restored['at']) - Number(row['at']))).toBeLessThan(1000);
          const units = featureUnits(pipeline);
          expect(units[0]?.(encode(pipeline, row)[0] ?? NaN)).toBeCloseTo(Number(row['size']), 3);
        }
        expect(lostColumns(pipeline)).toEqual([]);
      }
    }
  },
);

test('a date without the time elapsed is lost, and said to be', () => {
  const pipeline = fit(specFor(data, 'regression', undefined, { at: { dateParts: ['hour', 'month'] } }), data);
  expect(lostColumns(pipeline)).toEqual(['at']);
  expect(restoreRow(pipeline, new Float32Array(pipeline.features.length))['at']).toBeNull();
});

test('what was restored is encoded as the row was, whatever the preparation; only clipped and missing values differ at all', () => {
  fc.assert(
    fc.property(preparedTable, ({ table: any, changes }) => {
      const unclipped = { ...changes, size: { ...changes.size, clipping: { kind: 'none' as const } } };
      const spec = specFor(any, 'regression', { kind: 'random', seed: 1, train: 1, validation: 0, test: 0 }, unclipped);
      const fitted = fitPipeline(spec, any, splitRows(spec, any));
      if (!fitted.ok) return;
      const pipeline = fitted.value;
      const at = pipeline.columns.findIndex(({ name }) => name === 'size');
      const offset = pipeline.features.findIndex((feature) => feature.column === 'size');
      for (let i = 0; i < any.rowCount; i++) {
        const row = Object.fromEntries(any.columns.map((each) => [each.name, cellAt(each, i)]));
        if (row['size'] === null || row['colour'] === null) continue;
        const features = encode(pipeline, row);
        const restored = restoreRow(pipeline, features);
        expect(restored['colour']).toBe(row['colour']);
        const scale = Math.max(1, Math.abs(Number(row['size'])));
        // A rank among few references says only roughly where between two it was, and equal ones share one.
        if (pipeline.columns[at]?.quantiles) continue;
        const again = encode(pipeline, { ...row, size: restored['size'] ?? null });
        expect(Math.abs((again[offset] ?? NaN) - (features[offset] ?? NaN))).toBeLessThan(1e-3 * scale);
      }
    }),
  );
});
