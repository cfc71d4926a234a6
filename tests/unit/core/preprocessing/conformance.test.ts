import { describe, expect, test } from 'vitest';
import type { CellValue } from '../../../../src/core/dataset/table.ts';
import { columnEncoders, encodeRow, transformNumber } from '../../../../src/core/preprocessing/applyPipeline.ts';
import { fitPipeline } from '../../../../src/core/preprocessing/fitPipeline.ts';
import { fitColumn } from '../../../../src/core/preprocessing/fitColumn.ts';
import { splitRows } from '../../../../src/core/preprocessing/splitRows.ts';
import type { ColumnPreparation, FittedColumn, SplitSpec } from '../../../../src/core/preprocessing/preparation.ts';
import { defaultColumnPreparation } from '../../../../src/core/preprocessing/suggestPreparation.ts';
import fixtures from '../../../conformance/preprocessing/fixtures.json' with { type: 'json' };
import { column, specFor, table } from './tables.ts';

/** Relative to the size of the value; sums in another order differ by this much. */
const TOLERANCE = 1e-11;
/** A hundred thousand times larger than its spread, a column has five digits less, and its logarithm one more still. */
const LARGE_OFFSET_TOLERANCE = 1e-9;

function expectAllClose(actual: readonly number[], expected: readonly number[], tolerance = TOLERANCE): void {
  expect(actual.length).toBe(expected.length);
  actual.forEach((value, i) => {
    const wanted = expected[i] ?? NaN;
    expect(Math.abs(value - wanted), `[${i}] ${value} against ${wanted}`).toBeLessThanOrEqual(
      tolerance * Math.max(1, Math.abs(wanted)),
    );
  });
}

function fitNumbers(train: readonly (number | null)[], changes: Partial<ColumnPreparation>): FittedColumn {
  const preparation = { ...defaultColumnPreparation('number', 'feature'), ...changes };
  const fitted = fitColumn(column('x', 'number', train), preparation, Uint32Array.from(train.keys()));
  if (!fitted.ok) throw new Error('not fitted');
  return fitted.value;
}

function transformAll(fitted: FittedColumn, values: readonly (number | null)[]): number[] {
  return values.map((value) => transformNumber(fitted, value ?? Number(fitted.fill)));
}

describe.each(fixtures.numbers.map((fixture) => [fixture.name, fixture] as const))('numbers: %s', (_, fixture) => {
  test.each(['mean', 'median', 'mostFrequent'] as const)('%s stands in for missing values', (kind) => {
    expectAllClose([Number(fitNumbers(fixture.train, { imputation: { kind } }).fill)], [fixture.imputers[kind]]);
  });

  test.each(['standard', 'minMax', 'robust', 'quantile'] as const)('%s scaling', (scaling) => {
    const fitted = fitNumbers(fixture.train, { scaling });
    const tolerance = fixture.name === 'large offset' ? LARGE_OFFSET_TOLERANCE : TOLERANCE;
    expectAllClose(transformAll(fitted, fixture.train), fixture.scalings[scaling].train, tolerance);
    expectAllClose(transformAll(fitted, fixture.other), fixture.scalings[scaling].other, tolerance);
  });

  test('logarithm, then standard scaling', () => {
    const fitted = fitNumbers(fixture.train, { logTransform: true });
    const tolerance = fixture.name === 'large offset' ? LARGE_OFFSET_TOLERANCE : TOLERANCE;
    expectAllClose(transformAll(fitted, fixture.train), fixture.log.train, tolerance);
    expectAllClose(transformAll(fitted, fixture.other), fixture.log.other, tolerance);
  });

  test('missing-indicator where values are missing, else none', () => {
    const fitted = fitNumbers(fixture.train, { missingIndicator: true });
    expect(fitted.missingIndicator).toBe(fixture.indicator !== null);
    if (fixture.indicator === null) return;
    const pipeline = pipelineOf('number', fixture.train, { missingIndicator: true });
    expect(fixture.train.map((value) => encode(pipeline, value)[1])).toEqual(fixture.indicator);
  });
});

function pipelineOf(type: 'number' | 'category', train: readonly CellValue[], changes: Partial<ColumnPreparation>) {
  const data = table(column('x', type, train), column('y', 'number', [...train.keys()]));
  const fitted = fitPipeline(
    specFor(data, 'regression', undefined, { x: changes }),
    data,
    new Uint8Array(train.length),
  );
  if (!fitted.ok) throw new Error('not fitted');
  return fitted.value;
}

function encode(pipeline: ReturnType<typeof pipelineOf>, x: CellValue): number[] {
  const encoded = encodeRow(pipeline, { x });
  if (!encoded.ok) throw new Error(encoded.problems[0]?.message);
  return [...encoded.value];
}

describe.each(fixtures.categories.map((fixture) => [fixture.name, fixture] as const))(
  'categories: %s',
  (_, fixture) => {
    test('the most frequent word stands in, categories are sorted', () => {
      const [encoder] = columnEncoders(pipelineOf('category', fixture.train, {}));
      expect(encoder?.column.fill).toBe(fixture.mostFrequent);
      expect(encoder?.column.categories).toEqual(fixture.categories);
    });

    test('one-hot', () => {
      const pipeline = pipelineOf('category', fixture.train, { encoding: 'oneHot' });
      expect(fixture.train.map((word) => encode(pipeline, word))).toEqual(fixture.oneHot.train);
      expect(fixture.other.map((word) => encode(pipeline, word))).toEqual(fixture.oneHot.other);
    });

    test('ordinal', () => {
      const pipeline = pipelineOf('category', fixture.train, { encoding: 'ordinal' });
      expect(fixture.train.map((word) => encode(pipeline, word)[0])).toEqual(fixture.ordinal.train);
      expect(fixture.other.map((word) => encode(pipeline, word)[0])).toEqual(fixture.ordinal.other);
    });
  },
);

test.each(fixtures.stratified.map((fixture) => [fixture.name, fixture] as const))(
  'stratified split has the proportions of train_test_split: %s',
  (_, { classes, fractions, sizes }) => {
    const [train = 0, validation = 0, rest = 0] = fractions;
    const split: SplitSpec = { kind: 'stratified', seed: 7, train, validation, test: rest };
    const data = table(column('x', 'number', [...classes.keys()]), column('y', 'category', classes));
    const assignment = splitRows(specFor(data, 'multiclass', split), data);
    const names = [...new Set(classes)].sort();
    const counts = [0, 1, 2].map((part) =>
      names.map((name) => classes.filter((each, row) => each === name && assignment[row] === part).length),
    );
    counts.forEach((counted, part) => {
      counted.forEach((count, k) => {
        // scikit-learn draws where its remainders fall, so two splits may differ by a row.
        expect(Math.abs(count - (sizes[part]?.[k] ?? NaN))).toBeLessThanOrEqual(1);
      });
      const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
      expect(total(counted)).toBe(total(sizes[part] ?? []));
    });
  },
);
