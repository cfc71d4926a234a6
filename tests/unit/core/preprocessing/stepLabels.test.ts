import { expect, test } from 'vitest';
import { bindingsOf } from '../../../../src/core/preprocessing/bindings.ts';
import { checkPreparation } from '../../../../src/core/preprocessing/checkPreparation.ts';
import { dealSamples, fitSamples } from '../../../../src/core/preprocessing/dealSamples.ts';
import { judgeSteps, UNLABELLED } from '../../../../src/core/preprocessing/stepLabels.ts';
import { suggestPreparation } from '../../../../src/core/preprocessing/suggestPreparation.ts';
import { suggestWindows } from '../../../../src/core/preprocessing/suggestSample.ts';
import { transformSamples } from '../../../../src/core/preprocessing/transformSamples.ts';
import type { PreparationSpec } from '../../../../src/core/preprocessing/preparation.ts';
import type { Table } from '../../../../src/core/dataset/table.ts';
import { cutStretches, segmentsOf, worstFirst } from '../../../../src/core/evaluation/stepStretches.ts';
import { makePressCycles } from '../../../../src/core/samples/pressCycles.ts';

/** Windows of 16 rows, 10 apart; of the state every seventh row is not known. */
function prepare(): { spec: PreparationSpec; table: Table } {
  const made = makePressCycles(3);
  const table: Table = {
    ...made,
    columns: made.columns.map((column) =>
      column.name === 'state' && column.data.kind === 'coded'
        ? {
            ...column,
            data: { kind: 'coded', values: column.data.values.map((code, row) => (row % 7 === 3 ? -1 : code)) },
          }
        : column,
    ),
  };
  const spec = suggestWindows(suggestPreparation(table, 'state'), table, 'each');
  if (spec.sample?.kind !== 'window') throw new Error('no windows');
  return { spec: { ...spec, sample: { ...spec.sample, length: 16, stride: 10 } }, table };
}

test('every labelled row of a part is learnt from and judged once, with its own label', () => {
  const { spec, table } = prepare();
  const dealt = dealSamples(spec, table);
  const fitted = fitSamples(spec, table, dealt);
  if (!fitted.ok) throw new Error('not fitted');
  const pipeline = fitted.value;
  expect(bindingsOf(pipeline).target).toEqual([16, 6]);
  const state = table.columns.find(({ name }) => name === 'state');
  const codes = state?.data.values ?? [];
  const seen = new Set<number>();
  for (const part of ['train', 'validation', 'test'] as const) {
    const rows = transformSamples(pipeline, table, dealt)(part);
    if (!rows?.steps) throw new Error('no steps');
    expect(rows.targets).toHaveLength(rows.rowCount * 16 * 6);
    rows.steps.rows.forEach((row, step) => {
      const target = rows.targets.subarray(step * 6, step * 6 + 6);
      if (row % 7 === 3) expect([...new Set(target)]).toEqual([UNLABELLED]);
    });
    // Targets stand in for scores: what every window says of a row is its label, and so is the mean.
    const judged = judgeSteps(rows, rows.targets);
    judged.rows.rowIndices.forEach((row, i) => {
      expect(seen.has(row)).toBe(false);
      seen.add(row);
      const word =
        pipeline.target.kind === 'classes'
          ? pipeline.target.classes[judged.scores.subarray(i * 6, i * 6 + 6).indexOf(1)]
          : '';
      expect(word).toBe(state?.categories?.[Number(codes[row])]);
    });
  }
  // The last rows of every press are in a window too.
  expect(seen.size).toBe(table.rowCount - Math.ceil((table.rowCount - 3) / 7));
});

test('what windows say of a row that both have is averaged; a step without a label is not judged', () => {
  const judged = judgeSteps(
    {
      rowCount: 2,
      features: { count: 2, shape: [3, 1], values: null, read: () => new Float32Array(6) },
      targetWidth: 3,
      targets: Float32Array.of(0, 1, UNLABELLED, 1, UNLABELLED, 0),
      rowIndices: Uint32Array.of(12, 13),
      steps: { count: 3, rows: Uint32Array.of(10, 11, 12, 11, 12, 13) },
    },
    Float32Array.of(0.1, 0.2, 0.3, 0.6, 0.5, 0.75),
  );
  expect([...judged.rows.rowIndices]).toEqual([10, 11, 13]);
  expect([...judged.rows.targets]).toEqual([0, 1, 0]);
  [0.1, 0.4, 0.75].forEach((score, i) => expect(judged.scores[i]).toBeCloseTo(score, 6));
});

test('only classes of one column and numbers can be labelled row by row', () => {
  const { spec, table } = prepare();
  const codesOf = (task: PreparationSpec['task']) =>
    checkPreparation({ ...spec, task }, table.columns).map(({ error }) => error.code);
  expect(codesOf('multiclass')).toEqual([]);
  for (const task of ['reconstruction', 'multilabel'] as const) expect(codesOf(task)).toContain('data.windowLabel');
});

test('stretches end at units and gaps, the worst come first, and segments fill them without a hole', () => {
  const places = {
    timeColumn: 't',
    isDate: false,
    times: Float64Array.of(0, 1, 2, 3, 20, 21, 0, 1),
    units: Int32Array.of(0, 0, 0, 0, 0, 0, 1, 1),
    unitNames: ['A', 'B'],
    step: 1,
  };
  const stretches = cutStretches(places, 3);
  expect(stretches.map(({ unit, start, end }) => [unit, start, end])).toEqual([
    ['A', 0, 3],
    ['A', 3, 4],
    ['A', 4, 6],
    ['B', 6, 8],
  ]);
  const ranked = worstFirst(stretches, (row) => Number(row === 1 || row === 7));
  expect(ranked.map(({ error }) => error)).toEqual([0.5, 1 / 3, 0, 0]);
  const first = stretches[0];
  if (!first) throw new Error('no stretch');
  expect(segmentsOf(first, places, (row) => Number(row > 0))).toEqual([
    { code: 0, from: 0, to: 1 },
    { code: 1, from: 1, to: 3 },
  ]);
});
