import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cellAt } from '../../../../src/core/dataset/table.ts';
import { bindingsOf } from '../../../../src/core/preprocessing/bindings.ts';
import { dealSamples, fitSamples } from '../../../../src/core/preprocessing/dealSamples.ts';
import type { PreparationSpec, SplitSpec, Task, WindowSample } from '../../../../src/core/preprocessing/preparation.ts';
import { rangeOf } from '../../../../src/core/preprocessing/samples.ts';
import { transformSamples } from '../../../../src/core/preprocessing/transformSamples.ts';
import {
  coveringEnds,
  describeSampling,
  orderSeries,
  windowEnds,
  windowPlaces,
} from '../../../../src/core/preprocessing/windows.ts';
import { column, specFor, table } from './tables.ts';

const BLOCKS: SplitSpec = { kind: 'blocks', train: 0.6, validation: 0.2, test: 0.2 };
const WINDOW: WindowSample = {
  kind: 'window',
  unit: 'unit',
  time: 'time',
  length: 3,
  stride: 1,
  horizon: 1,
  label: 'last',
  cap: null,
  maxGap: null,
  season: null,
};

function windowSpec(
  rows: ReturnType<typeof table>,
  task: Task,
  sample: Partial<WindowSample>,
  split: SplitSpec = BLOCKS,
): PreparationSpec {
  const spec = specFor(rows, task, split, { unit: { role: 'ignore' }, time: { role: 'ignore' } });
  return { ...spec, standardizeTarget: false, sample: { ...WINDOW, ...sample } };
}

/** unit, time with ties and gaps, x, y: rows in any order. */
const logs = fc
  .array(
    fc.tuple(
      fc.constantFrom('a', 'b', 'c'),
      fc.option(fc.integer({ min: 0, max: 40 }), { freq: 15 }),
      fc.integer({ min: 0, max: 99 }),
      fc.option(fc.integer({ min: 0, max: 3 }), { freq: 9 }),
    ),
    { minLength: 12, maxLength: 80 },
  )
  .map((rows) =>
    table(
      column(
        'unit',
        'category',
        rows.map(([unit]) => unit),
      ),
      column(
        'time',
        'integer',
        rows.map(([, time]) => time),
      ),
      column(
        'x',
        'integer',
        rows.map(([, , x]) => x),
      ),
      column(
        'y',
        'integer',
        rows.map(([, , , y]) => y),
      ),
    ),
  );

const samples = fc.record({
  length: fc.integer({ min: 1, max: 6 }),
  stride: fc.integer({ min: 1, max: 4 }),
  horizon: fc.integer({ min: 1, max: 4 }),
  label: fc.constantFrom('last', 'majority', 'horizon', 'forecast', 'remainingLife'),
  maxGap: fc.option(fc.integer({ min: 1, max: 4 })),
} as const);

const splits = fc.constantFrom<SplitSpec>(
  BLOCKS,
  { ...BLOCKS, kind: 'group', seed: 3, column: 'unit' },
  { ...BLOCKS, kind: 'time', column: 'time' },
);

describe('windows', () => {
  test('never cross a unit, a gap in time or a split, and are in order of time', () => {
    fc.assert(
      fc.property(logs, samples, splits, (rows, sample, split) => {
        const spec = windowSpec(rows, 'regression', sample, split);
        const { windows, parts, rowParts } = dealSamples(spec, rows);
        if (!windows) throw new Error('no windows');
        const { series, ends } = windows;
        const { medianStep } = describeSampling(series, sample.maxGap);
        const ahead = sample.label === 'horizon' || sample.label === 'forecast' ? sample.horizon : 0;
        const [unit, time] = rows.columns;
        if (!unit || !time) throw new Error('no columns');
        ends.forEach((end, i) => {
          const places = rangeOf(end - sample.length + 1, end + ahead + 1);
          const inWindow = Array.from(places, (place) => series.order[place] ?? -1);
          expect(new Set(inWindow.map((row) => cellAt(unit, row))).size).toBe(1);
          expect(new Set(inWindow.map((row) => rowParts[row])).size).toBe(1);
          if (parts[i] !== 3) expect(parts[i]).toBe(rowParts[inWindow[0] ?? -1]);
          const times = inWindow.map((row) => Number(cellAt(time, row)));
          for (let step = 1; step < times.length; step++) {
            const gap = (times[step] ?? NaN) - (times[step - 1] ?? NaN);
            expect(gap).toBeGreaterThanOrEqual(0);
            if (sample.maxGap !== null && medianStep > 0) expect(gap).toBeLessThanOrEqual(sample.maxGap * medianStep);
          }
        });
      }),
    );
  });

  test('of one stretch are all there, a stride apart', () => {
    fc.assert(
      fc.property(fc.nat(50), fc.nat(60), samples, fc.boolean(), (start, size, { length, stride }, fromEnd) => {
        const ends = windowEnds({ start, end: start + size }, { length, stride, ahead: 0 }, fromEnd);
        const most = size - length + 1;
        expect(ends).toHaveLength(most > 0 ? Math.ceil(most / stride) : 0);
        ends.forEach((end, i) => i > 0 && expect(end - (ends[i - 1] ?? 0)).toBe(stride));
        if (most > 0) expect(fromEnd ? ends.at(-1) : ends[0]).toBe(fromEnd ? start + size - 1 : start + length - 1);
      }),
    );
  });

  test('that cover runs lie side by side, as few as will do, and leave out runs that are too short', () => {
    const runLengths = fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 5 });
    fc.assert(
      fc.property(runLengths, fc.integer({ min: 1, max: 12 }), (lengths, length) => {
        let start = 0;
        const runs = lengths.map((rows) => ({ start, end: (start += rows) }));
        const ends = coveringEnds(runs, length);
        const filled = runs.filter((run) => run.end - run.start >= length);
        const covered = filled.flatMap((run) => Array.from({ length: run.end - run.start }, (_, i) => run.start + i));
        expect([...new Set(windowPlaces(ends, length))].sort((a, b) => a - b)).toEqual(covered);
        expect(ends).toHaveLength(filled.reduce((sum, run) => sum + Math.ceil((run.end - run.start) / length), 0));
        for (const end of ends) expect(filled.some((run) => end < run.end && end - length >= run.start - 1)).toBe(true);
      }),
    );
  });

  test('are read as they lie in the table, scaled by training rows alone', async () => {
    const rows = table(
      column('unit', 'category', ['a', 'b', 'a', 'b', 'a', 'b', 'a', 'b', 'a', 'b']),
      column('time', 'integer', [5, 1, 4, 2, 3, 3, 2, 4, 1, 5]),
      column('x', 'integer', [50, 10, 40, 20, 30, 30, 20, 40, 10, 50]),
      column('y', 'integer', [5, 1, 4, 2, 3, 3, 2, 4, 1, 5]),
    );
    const spec = windowSpec(rows, 'regression', { length: 2 });
    const dealt = dealSamples(spec, rows);
    const fitted = fitSamples(spec, rows, dealt);
    if (!fitted.ok) throw new Error(fitted.problems[0]?.message);
    expect(bindingsOf(fitted.value)).toEqual({ sample: [2, 1], target: [1], vocabulary: null });
    const train = transformSamples(fitted.value, rows, dealt)('train');
    // Three rows of each unit train: two windows each.
    expect(Array.from(train?.targets ?? [])).toEqual([2, 3, 2, 3]);
    expect(Array.from(train?.rowIndices ?? [])).toEqual([6, 4, 3, 5]);
    const values = await train?.features.read(Uint32Array.of(1, 2), null);
    const scaled = (x: number): number => Math.fround((x - 20) / Math.sqrt(200 / 3));
    expect(Array.from(values ?? [])).toEqual([20, 30, 10, 20].map(scaled));
  });
});

describe('labels', () => {
  const rows = table(
    column(
      'unit',
      'category',
      Array.from({ length: 12 }, () => 'a'),
    ),
    column(
      'time',
      'integer',
      Array.from({ length: 12 }, (_, i) => 10 * i),
    ),
    column(
      'x',
      'integer',
      Array.from({ length: 12 }, (_, i) => i),
    ),
    column('y', 'boolean', ['no', 'no', 'yes', 'no', 'no', 'no', 'yes', 'yes', 'no', 'no', 'no', 'no']),
  );
  const all: SplitSpec = { kind: 'blocks', train: 1, validation: 0, test: 0 };
  const wordsOf = (sample: Partial<WindowSample>): unknown[] => {
    const { targets } = dealSamples(windowSpec(rows, 'binary', sample, all), rows);
    const [target] = targets.columns;
    return Array.from({ length: targets.rowCount }, (_, i) => target && cellAt(target, i));
  };

  test('say what the last row, any row, most rows or a later row says', () => {
    const [no, yes] = ['no', 'yes'];
    expect(wordsOf({ stride: 3 })).toEqual([yes, no, no, no]);
    expect(wordsOf({ label: 'any', stride: 3 })).toEqual([yes, no, yes, no]);
    expect(wordsOf({ label: 'majority', stride: 3 })).toEqual([no, no, yes, no]);
    expect(wordsOf({ label: 'horizon', horizon: 4, stride: 3 })).toEqual([yes, no]);
  });

  test('foretell one column per step', () => {
    const spec = windowSpec(
      table(...rows.columns.slice(0, 2), column('y', 'integer', [...Array(12).keys()])),
      'regression',
      {
        label: 'forecast',
        horizon: 2,
        stride: 4,
      },
    );
    const { targets } = dealSamples(
      { ...spec, split: all },
      table(...rows.columns.slice(0, 2), column('y', 'integer', [...Array(12).keys()])),
    );
    expect(targets.columns.map(({ name }) => name)).toEqual(['y +1', 'y +2']);
    expect(targets.columns.map(({ data }) => [...data.values])).toEqual([
      [3, 7],
      [4, 8],
    ]);
  });

  test('count remaining life in the unit of time, up to the cap', () => {
    const spec = windowSpec(rows, 'regression', { label: 'remainingLife', cap: 60, stride: 3 });
    const { targets } = dealSamples({ ...spec, split: all }, rows);
    expect(targets.columns.map(({ name, data }) => [name, ...data.values])).toEqual([
      ['remaining life (time)', 60, 60, 30, 0],
    ]);
  });
});

test('says how regular the sampling is', () => {
  const times = [0, 10, 20, 20, 30, 90, 5, 15];
  const series = orderSeries(
    8,
    (row) => (row < 6 ? 'a' : 'b'),
    (row) => times[row] ?? NaN,
  );
  expect(describeSampling(series, 3)).toEqual({
    medianStep: 10,
    irregularShare: 2 / 6,
    repeatedTimes: 1,
    gaps: 1,
    longest: 60,
  });
});
