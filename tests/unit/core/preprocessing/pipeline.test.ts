import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cellAt, type RawRow, type Table } from '../../../../src/core/dataset/table.ts';
import { decodeOutputs, encodeRow } from '../../../../src/core/preprocessing/applyPipeline.ts';
import { toError } from '../../../../src/core/preprocessing/checkPreparation.ts';
import { fitPipeline } from '../../../../src/core/preprocessing/fitPipeline.ts';
import type { FittedPipeline, PreparationSpec, PreparedRows } from '../../../../src/core/preprocessing/preparation.ts';
import { splitRows } from '../../../../src/core/preprocessing/splitRows.ts';
import { outputWidth, transformRows } from '../../../../src/core/preprocessing/transformRows.ts';
import { column, preparedTable, specFor, table } from './tables.ts';

function rawRow({ columns }: Table, row: number): RawRow {
  return Object.fromEntries(columns.map((each) => [each.name, cellAt(each, row)]));
}

function everyRow({ rowCount }: Table): Uint32Array {
  return Uint32Array.from({ length: rowCount }, (_, row) => row);
}

function fit(spec: PreparationSpec, data: Table): FittedPipeline {
  const fitted = fitPipeline(spec, data, splitRows(spec, data));
  if (!fitted.ok) throw toError(fitted.problems);
  return fitted.value;
}

function problemsOf(spec: PreparationSpec, data: Table): string[] {
  const fitted = fitPipeline(spec, data, new Uint8Array(data.rowCount));
  return fitted.ok ? [] : fitted.problems.map(({ path, error }) => `${path} ${error.code}`);
}

function valuesOf({ features }: PreparedRows): Float32Array {
  return features.values ?? new Float32Array();
}

describe('a pipeline', () => {
  test('encodes a row alone to the same bits as in a table, before and after a round trip through JSON', () => {
    let encoded = 0;
    fc.assert(
      fc.property(preparedTable, ({ table: data, changes, seed }) => {
        const spec = specFor(
          data,
          'regression',
          { kind: 'random', seed, train: 0.6, validation: 0.2, test: 0.2 },
          changes,
        );
        const fitted = fitPipeline(spec, data, splitRows(spec, data));
        // A column may have no value in the training rows: then the problem says so.
        if (!fitted.ok) return fitted.problems.every(({ error }) => error.code === 'data.columnWithoutValues');
        const pipeline = fitted.value;
        const restored: FittedPipeline = JSON.parse(JSON.stringify(pipeline));
        const rows = transformRows(pipeline, data, everyRow(data), true);
        const again = transformRows(restored, data, everyRow(data), true);
        expect(new Uint32Array(valuesOf(again).buffer)).toEqual(new Uint32Array(valuesOf(rows).buffer));
        expect(rows.features.shape).toEqual([pipeline.features.length]);
        for (let row = 0; row < data.rowCount; row++) {
          const single = encodeRow(restored, rawRow(data, row));
          if (!single.ok) throw new Error(single.problems[0]?.message);
          const width = pipeline.features.length;
          const slice = valuesOf(rows).slice(row * width, (row + 1) * width);
          expect(new Uint32Array(single.value.buffer)).toEqual(new Uint32Array(slice.buffer));
          expect(slice.every(Number.isFinite)).toBe(true);
          encoded++;
        }
        return true;
      }),
      { numRuns: 150 },
    );
    expect(encoded).toBeGreaterThan(1000);
  });

  test('learns from training rows only', () => {
    const data = table(column('x', 'number', [1, 2, 3, 1000, null]), column('y', 'number', [1, 2, 3, 1000, 5]));
    const spec = specFor(data, 'regression', undefined, { x: { missingIndicator: true } });
    const fitted = fitPipeline(spec, data, Uint8Array.of(0, 0, 0, 1, 2));
    expect(fitted.ok && fitted.value.columns[0]).toMatchObject({
      fill: 2,
      affine: { center: 2, scale: Math.sqrt(2 / 3) },
      missingIndicator: false,
    });
    expect(fitted.ok && fitted.value.target).toMatchObject({ center: [2], scale: [Math.sqrt(2 / 3)] });
  });

  test('clip limits come from the values present, not from their stand-ins', () => {
    const data = table(
      column('x', 'number', [0, 10, 20, 30, 1000, null, null, null]),
      column('y', 'number', [1, 2, 3, 4, 5, 6, 7, 8]),
    );
    const spec = specFor(data, 'regression', undefined, {
      x: { clipping: { kind: 'iqr', factor: 1 }, scaling: 'none' },
    });
    const fitted = fitPipeline(spec, data, new Uint8Array(8));
    expect(fitted.ok && fitted.value.columns[0]?.clip).toEqual([-10, 50]);
    if (fitted.ok)
      expect([...valuesOf(transformRows(fitted.value, data, Uint32Array.of(4, 5), false))]).toEqual([50, 20]);
  });

  test('date parts turn in circles, the year and the days gone by do not', () => {
    const noon = Date.UTC(2024, 3, 1, 6);
    const data = table(column('at', 'datetime', [noon, noon + 36 * 3_600_000]), column('y', 'number', [1, 2]));
    const dateParts = ['year', 'month', 'hour', 'elapsed'] as const;
    const spec = specFor(data, 'regression', undefined, { at: { dateParts, scaling: 'none' } });
    const fitted = fitPipeline(spec, data, new Uint8Array(2));
    if (!fitted.ok) throw new Error('not fitted');
    expect(fitted.value.features.map(({ name }) => name)).toEqual([
      'at year',
      'at month (sin)',
      'at month (cos)',
      'at hour (sin)',
      'at hour (cos)',
      'at elapsed',
    ]);
    const expected = [2024, 1, 0, 1, 0, 0, 2024, 1, 0, -1, 0, 1.5].map((value) => expect.closeTo(value, 6));
    expect([...valuesOf(transformRows(fitted.value, data, everyRow(data), false))]).toEqual(expected);
  });

  test('an ISO date-time means UTC unless it says otherwise', () => {
    const data = table(column('at', 'datetime', [0, 86_400_000]), column('y', 'number', [1, 2]));
    const spec = specFor(data, 'regression', undefined, { at: { dateParts: ['elapsed'], scaling: 'none' } });
    const fitted = fitPipeline(spec, data, new Uint8Array(2));
    if (!fitted.ok) throw new Error('not fitted');
    const elapsed = (at: string): number | undefined => {
      const encoded = encodeRow(fitted.value, { at });
      return encoded.ok ? encoded.value[0] : undefined;
    };
    expect(elapsed('1970-01-03')).toBe(2);
    expect(elapsed('1970-01-02 12:00')).toBe(1.5);
    expect(elapsed('1970-01-02T12:00:00+12:00')).toBe(1);
    expect(elapsed('3 January 1970')).toBeUndefined();
    expect(elapsed('1970-13-01')).toBeUndefined();
    expect(elapsed('1970-02-30')).toBeUndefined();
    expect(elapsed('1970-02-30')).toBeUndefined();
  });
});

test('a number that scaling carries beyond 32 bits is refused, not passed on as infinite', () => {
  const data = table(column('x', 'number', [0, 1e-30, 1e30]), column('y', 'number', [1, 2, 3]));
  const fitted = fitPipeline(specFor(data, 'regression'), data, Uint8Array.of(0, 0, 2));
  if (!fitted.ok) throw new Error('not fitted');
  expect(() => transformRows(fitted.value, data, Uint32Array.of(2), false)).toThrow(
    expect.objectContaining({ code: 'data.invalidValue' }),
  );
  expect(encodeRow(fitted.value, { x: 1e30 })).toMatchObject({ ok: false, problems: [{ reason: 'invalidValue' }] });
});

describe('a category that training never saw', () => {
  const data = table(column('x', 'category', ['b', 'a', 'b', 'c']), column('y', 'number', [1, 2, 3, 4]));
  const assignment = Uint8Array.of(0, 0, 0, 2);
  const fitted = (unseen: 'zeros' | 'other' | 'error', encoding: 'oneHot' | 'ordinal'): FittedPipeline => {
    const result = fitPipeline(specFor(data, 'regression', undefined, { x: { unseen, encoding } }), data, assignment);
    if (!result.ok) throw new Error('not fitted');
    return result.value;
  };

  test.each([
    ['zeros', 'oneHot', [0, 0]],
    ['other', 'oneHot', [0, 0, 1]],
    ['zeros', 'ordinal', [-1]],
    ['other', 'ordinal', [2]],
  ] as const)('%s, %s', (unseen, encoding, expected) => {
    const rows = transformRows(fitted(unseen, encoding), data, Uint32Array.of(3), false);
    expect([...valuesOf(rows)]).toEqual(expected);
    expect(rows.targetWidth).toBe(0);
  });

  test('error: the table names the row, the single row its column', () => {
    const pipeline = fitted('error', 'oneHot');
    expect(() => transformRows(pipeline, data, Uint32Array.of(0, 3), false)).toThrow(
      expect.objectContaining({ code: 'data.unseenCategory', details: { column: 'x', value: 'c', row: 4 } }),
    );
    expect(encodeRow(pipeline, { x: 'c' })).toMatchObject({
      ok: false,
      problems: [{ column: 'x', reason: 'unseenCategory', value: 'c' }],
    });
  });
});

test('a row says everything that keeps it from being encoded', () => {
  const data = table(
    column('size', 'number', [1, 2, 3]),
    column('sold', 'boolean', ['no', 'yes', 'no']),
    column('at', 'datetime', [1, 2, 3]),
    column('y', 'number', [1, 2, 3]),
  );
  const pipeline = fit(specFor(data, 'regression', undefined, { size: { imputation: { kind: 'dropRow' } } }), data);
  const reasons = (row: RawRow): string[] => {
    const encoded = encodeRow(pipeline, row);
    return encoded.ok ? [] : encoded.problems.map(({ column: name, reason }) => `${name} ${reason}`);
  };
  expect(reasons({ size: 1, sold: true, at: 5 })).toEqual([]);
  expect(reasons({ size: null, sold: null, at: null })).toEqual(['size missingValue']);
  expect(reasons({ size: '12abc', sold: 'perhaps' })).toEqual([
    'size invalidValue',
    'sold invalidValue',
    'at missingColumn',
  ]);
  expect(reasons({ size: Infinity, sold: 'yes', at: 'soon' })).toEqual(['size invalidValue', 'at invalidValue']);
});

describe('targets and outputs', () => {
  const features = column('x', 'number', [1, 2, 3, 4]);

  test('binary: 0 and 1, the second class is positive; outputs become both probabilities', () => {
    const data = table(features, column('y', 'category', ['ok', 'bad', 'ok', 'bad']));
    const pipeline = fit(specFor(data, 'binary', { kind: 'random', seed: 1, train: 1, validation: 0, test: 0 }), data);
    expect(pipeline.target).toMatchObject({ classes: ['bad', 'ok'] });
    expect([...transformRows(pipeline, data, everyRow(data), true).targets]).toEqual([1, 0, 1, 0]);
    expect(outputWidth(pipeline)).toBe(1);
    expect(decodeOutputs(pipeline, [0.25])).toEqual({ names: ['bad', 'ok'], values: [0.75, 0.25], decision: ['bad'] });
    expect(decodeOutputs(pipeline, [0.5]).decision).toEqual(['ok']);
  });

  test('multiclass: one-hot, numbers in numeric order', () => {
    const data = table(features, column('y', 'integer', [10, 9, 10, 100]));
    const pipeline = fit(
      specFor(data, 'multiclass', { kind: 'random', seed: 1, train: 1, validation: 0, test: 0 }),
      data,
    );
    expect(pipeline.target).toMatchObject({ classes: ['9', '10', '100'] });
    expect([...transformRows(pipeline, data, everyRow(data), true).targets]).toEqual([
      0, 1, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1,
    ]);
    expect(decodeOutputs(pipeline, [0.2, 0.5, 0.3])).toEqual({
      names: ['9', '10', '100'],
      values: [0.2, 0.5, 0.3],
      decision: ['10'],
    });
  });

  test('multilabel: each label by itself', () => {
    const data = table(
      features,
      column('a', 'boolean', ['no', 'yes', 'no', 'yes']),
      column('b', 'boolean', ['yes', 'yes', 'no', 'no']),
    );
    const spec = specFor(data, 'multilabel', undefined, { a: { role: 'target' } });
    const pipeline = fit(spec, data);
    expect([...transformRows(pipeline, data, everyRow(data), true).targets]).toEqual([0, 1, 1, 1, 0, 0, 1, 0]);
    expect(decodeOutputs(pipeline, [0.9, 0.2]).decision).toEqual(['a']);
  });

  test('regression: outputs come back in the unit of the target', () => {
    const data = table(features, column('y', 'number', [100, 200, 300, 400]));
    const pipeline = fit(specFor(data, 'regression'), data);
    const { targets } = transformRows(pipeline, data, everyRow(data), true);
    targets.forEach((target, row) =>
      expect(decodeOutputs(pipeline, [target]).values[0]).toBeCloseTo((row + 1) * 100, 4),
    );
  });

  test('a class that only the test rows have is still a class', () => {
    const data = table(features, column('y', 'category', ['a', 'b', 'a', 'c']));
    const fitted = fitPipeline(specFor(data, 'multiclass'), data, Uint8Array.of(0, 0, 0, 2));
    expect(fitted.ok && fitted.value.target).toMatchObject({ classes: ['a', 'b', 'c'] });
  });
});

describe('problems in a preparation', () => {
  const data = table(
    column('note', 'text', ['a', 'b', 'c']),
    column('empty', 'number', [null, null, null]),
    column('x', 'number', [1, 2, 3]),
    column('word', 'category', ['u', 'v', 'w']),
    column('y', 'number', [1, 2, 3]),
  );
  const ignoring = { note: { role: 'ignore' }, empty: { role: 'ignore' } } as const;

  test('text as a feature', () => {
    expect(problemsOf(specFor(data, 'regression', undefined, { empty: { role: 'ignore' } }), data)).toEqual([
      'columns.note data.textFeature',
    ]);
  });

  test('a column without values', () => {
    expect(problemsOf(specFor(data, 'regression', undefined, { note: { role: 'ignore' } }), data)).toEqual([
      'columns.empty data.columnWithoutValues',
    ]);
  });

  test('several at once', () => {
    const spec = specFor(
      data,
      'regression',
      { kind: 'time', column: 'word', train: 0.5, validation: 0.2, test: 0.2 },
      {
        ...ignoring,
        word: { imputation: { kind: 'mean' } },
        y: { role: 'ignore' },
      },
    );
    expect(problemsOf(spec, data)).toEqual([
      'columns.word.imputation data.imputationUnsuited',
      'columns data.targetMissing',
      'split data.splitFractions',
      'split.column data.timeUnsuited',
    ]);
  });

  test('a target that does not suit its task', () => {
    const spec = specFor(data, 'multilabel', undefined, ignoring);
    expect(problemsOf(spec, data)).toEqual(['columns.y data.targetUnsuited']);
    expect(problemsOf({ ...spec, task: 'binary' }, data)).toEqual(['columns.y data.tooManyClasses']);
    const one = table(column('x', 'number', [1, 2, 3]), column('y', 'category', ['a', 'a', 'a']));
    expect(problemsOf(specFor(one, 'binary'), one)).toEqual(['columns.y data.notEnoughClasses']);
  });

  test('no training rows', () => {
    const fitted = fitPipeline(specFor(data, 'regression', undefined, ignoring), data, Uint8Array.of(1, 2, 3));
    expect(fitted.ok ? null : fitted.problems[0]?.error).toMatchObject({
      code: 'data.noRows',
      details: { split: 'train' },
    });
  });
});
