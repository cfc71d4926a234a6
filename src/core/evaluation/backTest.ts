import { AppError } from '../../shared/appError.ts';
import type { ColumnType, Table } from '../dataset/table.ts';
import { dealWindows, rowsAhead, type DealtSamples } from '../preprocessing/dealSamples.ts';
import { SPLIT_EXCLUDED, type PreparationSpec } from '../preprocessing/preparation.ts';
import { dataRow, settleSteps } from '../preprocessing/resampleTable.ts';
import { longestStepIn, seriesOf } from '../preprocessing/sampleColumns.ts';
import { splitRows } from '../preprocessing/splitRows.ts';
import { cutRuns, unitRuns, windowEnds, type Run, type Series } from '../preprocessing/windows.ts';
import type { ForecastReport } from './forecast.ts';

/** `fixed`: the network as it was trained; `retrained`: trained anew at each origin, on all rows before it. */
export const BACK_TEST_MODES = ['fixed', 'retrained'] as const;
export type BackTestMode = (typeof BACK_TEST_MODES)[number];

export const ORIGINS = { min: 2, max: 24 } as const;

/** What was foretold from one origin up to the next. */
export interface BackTestFold {
  /** The first row of the table that was not known at the origin, from 0; of several units the first one's. */
  readonly row: number;
  /** Its time as the time column has it; null without one. */
  readonly time: number | null;
  readonly windows: number;
  /** Rows that the network was trained on. */
  readonly trainingRows: number;
  /** One for each target. */
  readonly forecasts: readonly ForecastReport[];
}

export interface BackTest {
  readonly mode: BackTestMode;
  /** Of the time column; null without one. */
  readonly timeType: ColumnType | null;
  readonly folds: readonly BackTestFold[];
}

/** One origin of a plan. */
export interface Origin {
  readonly row: number;
  readonly time: number | null;
  /** The part of each row as the origin sees it: train and validation before it, nothing behind. */
  readonly knownParts: Uint8Array;
  /** Windows whose forecasts begin between this origin and the next, all in the test part; what they look at may lie before it. */
  readonly dealt: DealtSamples;
}

const TEST = 2;

/**
 * Rolling origins over the test rows: each unit's test rows are cut into `count` stretches of equal length. At an origin all rows before it are
 * known, so a forecast may look back past it. For retraining, the known rows are dealt to training and validation, oldest first, in the
 * proportion of the split.
 * Source: L. J. Tashman, "Out-of-sample tests of forecasting accuracy", International Journal of Forecasting 16, 2000.
 * @throws AppError `backTest.needsTime` where the split is not by time, `backTest.tooShort`; see `dealSamples`
 */
export function planBackTest(spec: PreparationSpec, table: Table, count: number): Origin[] {
  const { sample, split } = spec;
  if (sample?.kind !== 'window' || (split.kind !== 'blocks' && split.kind !== 'time'))
    throw new AppError('backTest.needsTime', {});
  const series = seriesOf(sample, table);
  const rowParts = splitRows(spec, table);
  const stretches = unitRuns(series).flatMap((unit) => testStretch(unit, series, rowParts));
  const runs = cutRuns(series, longestStepIn(sample, series), lookedAt(rowParts, table), SPLIT_EXCLUDED);
  const grid = { length: sample.length, stride: 1, ahead: rowsAhead(sample) };
  const origins: Origin[] = [];
  for (let index = 0; index < count; index++) {
    const cuts = stretches.map(({ start, end, unit }) => ({
      unit,
      start: start + Math.floor((index * (end - start)) / count),
      end: start + Math.floor(((index + 1) * (end - start)) / count),
    }));
    // A window's forecast begins with the row behind its last one.
    const ends = runs.flatMap((run) =>
      windowEnds(run, grid).filter((last) => cuts.some(({ start, end }) => last + 1 >= start && last + 1 < end)),
    );
    const [first] = cuts;
    if (!first || ends.length === 0)
      throw new AppError('backTest.tooShort', { origin: index + 1, rows: sample.length + grid.ahead });
    const parts = ends.map(() => TEST);
    origins.push({
      row: dataRow(table, series.order[first.start] ?? 0),
      time: sample.time === null ? null : (series.times[first.start] ?? null),
      knownParts: partsBefore(cuts, series, table, rowParts, split),
      dealt: dealWindows({ spec, sample, table, series, rowParts, ends, parts }),
    });
  }
  return origins;
}

interface Stretch {
  readonly start: number;
  readonly end: number;
  readonly unit: Run;
}

/** Windows look back over all rows, but over no step that was filled from two parts; null: over all. */
function lookedAt(rowParts: Uint8Array, { steps }: Table): Uint8Array | null {
  return steps ? rowParts.map((part) => (part === SPLIT_EXCLUDED ? part : 0)) : null;
}

/** From a unit's first test row to its end. */
function testStretch(unit: Run, { order }: Series, rowParts: Uint8Array): Stretch[] {
  let start = unit.end;
  while (start > unit.start && rowParts[order[start - 1] ?? 0] === TEST) start -= 1;
  return start < unit.end ? [{ start, end: unit.end, unit }] : [];
}

function partsBefore(
  cuts: readonly Stretch[],
  { order }: Series,
  table: Table,
  rowParts: Uint8Array,
  { train, validation }: { readonly train: number; readonly validation: number },
): Uint8Array {
  const parts = new Uint8Array(table.rowCount).fill(SPLIT_EXCLUDED);
  for (const { start, unit } of cuts) {
    const trained = Math.round(((start - unit.start) * train) / (train + validation));
    for (let place = unit.start; place < start; place++)
      parts[order[place] ?? 0] = place - unit.start < trained ? 0 : 1;
  }
  settleSteps(table, parts, (row) => rowParts[row] !== SPLIT_EXCLUDED);
  return parts;
}
