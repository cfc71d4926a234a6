import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cellAt, requireColumn, type RawRow, type Table } from '../../../../src/core/dataset/table.ts';
import { planBackTest } from '../../../../src/core/evaluation/backTest.ts';
import { encodeSample } from '../../../../src/core/preprocessing/applyPipeline.ts';
import { checkPreparation } from '../../../../src/core/preprocessing/checkPreparation.ts';
import { dealSamples, fitSamples } from '../../../../src/core/preprocessing/dealSamples.ts';
import type { PreparationSpec, Resampling, WindowSample } from '../../../../src/core/preprocessing/preparation.ts';
import { dataRow, isFilledStep, resampleTable } from '../../../../src/core/preprocessing/resampleTable.ts';
import { transformSamples } from '../../../../src/core/preprocessing/transformSamples.ts';
import { column, specFor, table } from './tables.ts';

const STEP = 10;
const MAX_GAP = 4;
const RESAMPLING: Resampling = { step: STEP, numbers: 'mean', fill: 'linear' };
const WINDOW: WindowSample = {
  kind: 'window',
  unit: 'unit',
  time: 'time',
  length: 3,
  stride: 1,
  horizon: 2,
  label: 'last',
  cap: null,
  maxGap: MAX_GAP,
  season: null,
  resampling: RESAMPLING,
};

type Row = readonly [unit: string, time: number, x: number | null, mode: string | null, y: number];

function tableOf(rows: readonly Row[]): Table {
  return table(
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
      'number',
      rows.map(([, , x]) => x),
    ),
    column(
      'mode',
      'category',
      rows.map(([, , , mode]) => mode),
    ),
    column(
      'y',
      'number',
      rows.map(([, , , , y]) => y),
    ),
  );
}

function specOf(rows: Table, sample: Partial<WindowSample> = {}): PreparationSpec {
  const split = { kind: 'blocks', train: 0.6, validation: 0.2, test: 0.2 } as const;
  const spec = specFor(rows, 'regression', split, { unit: { role: 'ignore' }, time: { role: 'ignore' } });
  return { ...spec, sample: { ...WINDOW, ...sample } };
}

/** A table's cells by unit and time, without the order of its rows. */
function cellsOf(rows: Table): Record<string, unknown[]> {
  const found: Record<string, unknown[]> = {};
  for (let row = 0; row < rows.rowCount; row++) {
    const [unit, time, ...rest] = rows.columns.map((each) => cellAt(each, row));
    const cells = rest.map((cell) => (typeof cell === 'number' ? Number(cell.toFixed(6)) : cell));
    (found[String(unit)] ??= []).push([time, ...cells]);
  }
  return found;
}

/** Rows of three units at uneven times, each time once in a unit; small and long gaps among them. */
const logs = fc
  .uniqueArray(
    fc.record({
      unit: fc.constantFrom('a', 'b', 'c'),
      time: fc.integer({ min: 0, max: 400 }),
      x: fc.option(fc.integer({ min: -50, max: 50 }), { freq: 8 }),
      mode: fc.option(fc.constantFrom('on', 'off'), { freq: 8 }),
      y: fc.integer({ min: 0, max: 9 }),
    }),
    { minLength: 4, maxLength: 60, selector: ({ unit, time }) => `${unit}${time}` },
  )
  .map((rows) => rows.map(({ unit, time, x, mode, y }): Row => [unit, time, x, mode, y]));

/** One unit's rows in order of time, mostly without long gaps. */
const series = fc
  .array(
    fc.record({
      wait: fc.integer({ min: 1, max: 35 }),
      x: fc.option(fc.integer({ min: -50, max: 50 }), { freq: 8 }),
      mode: fc.option(fc.constantFrom('on', 'off'), { freq: 8 }),
      y: fc.integer({ min: 0, max: 9 }),
    }),
    { minLength: 20, maxLength: 50 },
  )
  .map((rows) => {
    let time = 0;
    return rows.map(({ wait, x, mode, y }): Row => ['a', (time += wait), x, mode, y]);
  });

describe('a resampled table', () => {
  test('invents nothing inside a long gap, and fills every short one', () => {
    fc.assert(
      fc.property(logs, (rows) => {
        const source = tableOf(rows);
        const regular = resampleTable(specOf(source), source);
        const unit = requireColumn(regular, 'unit');
        const time = requireColumn(regular, 'time');
        for (let row = 0; row < regular.rowCount; row++) {
          const at = Number(cellAt(time, row));
          const measured = rows.filter(([name]) => name === cellAt(unit, row)).map(([, each]) => each);
          const isNear = measured.some((each) => each >= at - STEP / 2 && each < at + STEP / 2);
          expect(isFilledStep(regular, row)).toBe(!isNear);
          if (isNear) continue;
          const before = Math.max(...measured.filter((each) => each < at));
          const after = Math.min(...measured.filter((each) => each > at));
          // Each end may be half a step from its own.
          expect(after - before).toBeLessThanOrEqual((MAX_GAP + 1) * STEP);
        }
        for (let row = 1; row < regular.rowCount; row++) {
          const step = Number(cellAt(time, row)) - Number(cellAt(time, row - 1));
          if (cellAt(unit, row) === cellAt(unit, row - 1) && step !== STEP)
            expect(step).toBeGreaterThan(MAX_GAP * STEP);
        }
      }),
    );
  });

  test('is the same for any order of rows, and of each unit the same without the others', () => {
    fc.assert(
      fc.property(logs, fc.constantFrom<Resampling['fill']>('previous', 'linear'), fc.nat(), (rows, fill, seed) => {
        const of = (some: readonly Row[]): Record<string, unknown[]> => {
          const source = tableOf(some);
          return cellsOf(resampleTable(specOf(source, { resampling: { ...RESAMPLING, fill } }), source));
        };
        const all = of(rows);
        const turn = seed % rows.length;
        expect(of([...rows.slice(turn), ...rows.slice(0, turn)].reverse())).toEqual(all);
        for (const unit of Object.keys(all))
          expect(of(rows.filter(([name]) => name === unit))[unit]).toEqual(all[unit]);
      }),
    );
  });

  test('of a regular series is that series', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.option(fc.double({ noNaN: true })), fc.constantFrom('on', null))), (cells) => {
        const rows = cells.map(([x, mode], i): Row => ['a', 7 + i * STEP, x, mode, i]);
        const source = tableOf(rows);
        const regular = resampleTable(specOf(source), source);
        expect(regular.columns).toEqual(source.columns);
        expect(regular.steps?.isMixed.length).toBe(rows.length);
      }),
    );
  });

  test('has of a step the mean or the last of its numbers and its last word, and between steps what was asked for', () => {
    const rows: Row[] = [
      ['a', 0, 1, 'on', 5],
      ['a', 9, 10, 'on', 5],
      ['a', 11, 20, 'off', 7],
      ['a', 12, null, null, 9],
      ['a', 40, 45, 'on', 1],
      ['a', 100, 0, 'on', 2],
    ];
    const source = tableOf(rows);
    const cells = (sample: Partial<WindowSample>): unknown => cellsOf(resampleTable(specOf(source, sample), source)).a;
    expect(cells({})).toEqual([
      [0, 1, 'on', 5],
      [10, 15, 'off', 7],
      // A label is never filled in.
      [20, 25, 'off', null],
      [30, 35, 'off', null],
      [40, 45, 'on', 1],
      [100, 0, 'on', 2],
    ]);
    // What is foretold is its own past.
    expect(cells({ label: 'forecast', resampling: { step: STEP, numbers: 'last', fill: 'previous' } })).toEqual([
      [0, 1, 'on', 5],
      [10, 20, 'off', 9],
      [20, 20, 'off', 9],
      [30, 20, 'off', 9],
      [40, 45, 'on', 1],
      [100, 0, 'on', 2],
    ]);
    const regular = resampleTable(specOf(source), source);
    expect(Array.from({ length: regular.rowCount }, (_, row) => dataRow(regular, row))).toEqual([0, 3, 3, 3, 4, 5]);
  });

  test('has the label that windows go by: most rows, or any', () => {
    const source = table(
      column('unit', 'category', ['a', 'a', 'a', 'a']),
      column('time', 'integer', [0, 1, 2, 3]),
      column('x', 'number', [1, 2, 3, 4]),
      column('alarm', 'boolean', [false, true, false, false]),
    );
    const split = { kind: 'blocks', train: 1, validation: 0, test: 0 } as const;
    const spec = specFor(source, 'binary', split, { unit: { role: 'ignore' }, time: { role: 'ignore' } });
    const labelOf = (label: WindowSample['label']): unknown => {
      const { columns } = resampleTable({ ...spec, sample: { ...WINDOW, label } }, source);
      const alarm = columns.find(({ name }) => name === 'alarm');
      return alarm && cellAt(alarm, 0);
    };
    expect(labelOf('any')).toBe(cellAt(requireColumn(source, 'alarm'), 1));
    expect(labelOf('majority')).toBe(cellAt(requireColumn(source, 'alarm'), 0));
  });

  test('is refused without a time column, with no step, or with far too many', () => {
    const source = tableOf([
      ['a', 0, 1, 'on', 5],
      ['a', 1e9, 1, 'on', 5],
    ]);
    const codes = (sample: Partial<WindowSample>): string[] =>
      checkPreparation(specOf(source, sample), source.columns).map(({ error }) => error.code);
    expect(codes({})).toEqual([]);
    expect(codes({ time: null })).toContain('data.resampling');
    expect(codes({ resampling: { ...RESAMPLING, step: 0 } })).toContain('data.resampling');
    expect(() => resampleTable(specOf(source, { maxGap: null }), source)).toThrow('data.tooManySteps');
  });
});

describe('windows of a resampled table', () => {
  test('hold no step that was filled from two parts', () => {
    fc.assert(
      fc.property(logs, (rows) => {
        const source = tableOf(rows);
        const spec = specOf(source, { label: 'forecast' });
        const regular = resampleTable(spec, source);
        const { rowParts } = dealSamples(spec, regular);
        const { before, after } = regular.steps ?? { before: [], after: [] };
        for (let row = 0; row < regular.rowCount; row++) {
          if (rowParts[row] === 3) continue;
          expect([rowParts[before[row] ?? row], rowParts[after[row] ?? row]]).toEqual([rowParts[row], rowParts[row]]);
        }
      }),
    );
  });

  test('look back past an origin of a back-test, but over no such step', () => {
    const rows = Array.from({ length: 60 }, (_, i): Row => ['a', i * 2 * STEP, i % 7, 'on', i]);
    const source = tableOf(rows);
    const spec = specOf(source, { label: 'forecast' });
    const regular = resampleTable(spec, source);
    const { rowParts } = dealSamples(spec, regular);
    const between = Array.from(rowParts.keys()).filter((row) => rowParts[row] === 3);
    expect(between.length).toBeGreaterThan(0);
    for (const { dealt, knownParts } of planBackTest(spec, regular, 3)) {
      for (const end of dealt.windows?.ends ?? []) {
        expect(between.some((row) => row > end - WINDOW.length && row <= end + WINDOW.horizon)).toBe(false);
      }
      const known = Array.from(knownParts.keys()).filter((row) => knownParts[row] !== 3);
      for (const row of known) expect(knownParts[regular.steps?.after[row] ?? row]).not.toBe(3);
    }
  });

  test('are in the studio what the downloaded pipeline makes of the same rows', () => {
    let compared = 0;
    fc.assert(
      fc.property(
        series,
        fc.record({
          step: fc.constantFrom(7, 10, 25),
          numbers: fc.constantFrom('mean', 'last'),
          fill: fc.constantFrom('previous', 'linear'),
        } as const),
        (rows, resampling) => {
          const source = tableOf(rows);
          const spec = specOf(source, { label: 'forecast', length: 2, horizon: 1, resampling });
          const regular = resampleTable(spec, source);
          const dealt = dealSamples(spec, regular, new Uint8Array(regular.rowCount));
          const fitted = fitSamples(spec, regular, dealt);
          const { windows } = dealt;
          if (!fitted.ok || !windows) return;
          const part = transformSamples(fitted.value, regular, dealt)('train');
          const last = Number(windows.ends.at(-1));
          // Rows up to the window's last step, which must be one that was measured: nothing behind it is known.
          if (isFilledStep(regular, last)) return;
          const raw = Array.from({ length: source.rowCount }, (_, row): RawRow =>
            Object.fromEntries(source.columns.map((each) => [each.name, cellAt(each, row)])),
          ).filter(
            ({ time }) =>
              Number(time) <= Number(cellAt(requireColumn(regular, 'time'), last)) + resampling.step / 2 - 0.1,
          );
          const encoded = encodeSample(fitted.value, raw.reverse());
          const studio = part?.features.read(Uint32Array.of(part.rowCount - 1), null);
          expect(encoded).toEqual({ ok: true, value: studio });
          compared += 1;
        },
      ),
    );
    expect(compared).toBeGreaterThan(10);
  });

  test('are refused by the downloaded pipeline where rows end with a long gap, lack a time or are no numbers', () => {
    const rows = Array.from({ length: 20 }, (_, i): Row => ['a', i * STEP, i, 'on', i]);
    const source = tableOf(rows);
    const spec = specOf(source, { label: 'forecast' });
    const regular = resampleTable(spec, source);
    const fitted = fitSamples(spec, regular, dealSamples(spec, regular));
    if (!fitted.ok) throw new Error('not fitted');
    const at = (time: number | string | null, x: number | string = 1): RawRow => ({
      unit: 'a',
      time,
      x,
      mode: 'on',
      y: 1,
    });
    const reasonsFor = (given: readonly RawRow[]): unknown => {
      const encoded = encodeSample(fitted.value, given);
      return encoded.ok ? 'ok' : encoded.problems.map(({ column: name, reason }) => `${name} ${reason}`);
    };
    expect(reasonsFor([at(0), at(12), at(21)])).toBe('ok');
    expect(reasonsFor([at('2026-01-01T00:00'), at('2026-01-01T00:00:00.012'), at('2026-01-01T00:00:00.021')])).toBe(
      'ok',
    );
    expect(reasonsFor([at(0), at(10), at(90)])).toEqual([' missingValue']);
    expect(reasonsFor([at(0), at(null), at(20)])).toEqual(['time missingValue']);
    expect(reasonsFor([at(0), at(10, 'hot'), at(20)])).toEqual(['x invalidValue']);
  });
});
