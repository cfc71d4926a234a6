import { SYNTHETIC_COLUMN } from '../dataset/synthetic.ts';
import { isMissing, type Column, type Table } from '../dataset/table.ts';
import { SPLIT_EXCLUDED, type PreparationSpec, type Resampling, type WindowSample } from './preparation.ts';
import { entersAsHistory, seriesOf } from './sampleColumns.ts';
import { isAveraged, lastPlaces, planSteps, stepNumbers, type StepPlan } from './steps.ts';
import { pickRow, withRows } from './windowLabels.ts';

/**
 * The table with even steps in the place of its rows, in order of unit and time, where the preparation resamples; else as it is. Which
 * steps there are follows from unit and time alone. A target that is not an input too is missing in filled steps: no label is made up.
 * @throws AppError `data.columnMissing`, `data.tooManySteps`
 */
export function resampleTable(spec: PreparationSpec, table: Table): Table {
  const { sample } = spec;
  if (sample?.kind !== 'window' || sample.resampling === undefined || sample.time === null) return table;
  const { resampling } = sample;
  const series = seriesOf(sample, table);
  const plan = planSteps(series, resampling, sample.maxGap);
  const { count, before, after, times } = plan;
  const source = { spec, sample, resampling, plan, order: series.order };
  const steering = table.columns.filter(({ name }) => steers(spec, name));
  const isMixed = new Uint8Array(count);
  for (const column of steering) noteMixed(column, plan, series.order, isMixed);
  return {
    rowCount: count,
    columns: table.columns.map((column) =>
      column.name === sample.time
        ? { ...column, data: { kind: 'numeric', values: times } }
        : resampleColumn(column, source),
    ),
    steps: {
      rowCount: table.rowCount,
      lastRow: Uint32Array.from(
        lastPlaces(plan, () => false, true),
        (place) => series.order[place] ?? 0,
      ),
      before,
      after,
      isMixed,
    },
  };
}

/** A row of the data set for a row of the table: itself, or the last one at or before it that its step is made of. */
export function dataRow({ steps }: Table, row: number): number {
  return steps?.lastRow[row] ?? row;
}

/** Whether a row of the table is a step that was filled. */
export function isFilledStep({ steps }: Table, row: number): boolean {
  return steps !== undefined && steps.before[row] !== row;
}

/**
 * Filled steps are of the part that both their neighbours are of, or of none: what is filled in from two parts would tell one of the other.
 * Mixed steps are of none.
 * @param parts - by row of the table; changed
 */
export function settleSteps({ steps }: Table, parts: Uint8Array, isUsable: (row: number) => boolean): void {
  if (!steps) return;
  steps.isMixed.forEach((mixed, row) => {
    if (mixed === 1) parts[row] = SPLIT_EXCLUDED;
  });
  const { before, after } = steps;
  for (let row = 0; row < parts.length; row++) {
    if (before[row] === row) continue;
    const part = parts[before[row] ?? row] ?? SPLIT_EXCLUDED;
    parts[row] = part === parts[after[row] ?? row] && isUsable(row) ? part : SPLIT_EXCLUDED;
  }
}

interface Source {
  readonly spec: PreparationSpec;
  readonly sample: WindowSample;
  readonly resampling: Resampling;
  readonly plan: StepPlan;
  readonly order: Uint32Array;
}

function resampleColumn(column: Column, { spec, sample, resampling, plan, order }: Source): Column {
  const isTarget = spec.columns[column.name]?.role === 'target';
  const isFilled = !isTarget || entersAsHistory(sample);
  const isName = (isTarget && spec.task !== 'regression') || column.name === sample.unit || steers(spec, column.name);
  const { data } = column;
  if (data.kind === 'numeric' && isAveraged(column.type, isName)) {
    const valueAt = (place: number): number => data.values[order[place] ?? 0] ?? NaN;
    const values = stepNumbers(plan, valueAt, resampling.numbers, isFilled ? resampling.fill : null);
    return { ...column, data: { kind: 'numeric', values } };
  }
  const { label } = sample;
  const steps = Uint32Array.from({ length: plan.count }, (_, i) => i);
  if (isTarget && (label === 'any' || label === 'majority')) {
    return withRows(column, steps, (i) => {
      const [start, end] = [plan.starts[i] ?? 0, plan.starts[i + 1] ?? 0];
      return end > start ? pickRow(column, order, end - 1, end - start, label, spec.normalClass) : -1;
    });
  }
  const places = lastPlaces(plan, (place) => isMissing(column, order[place] ?? 0), isFilled);
  return withRows(column, steps, (i) => {
    const place = places[i] ?? -1;
    return place < 0 ? -1 : (order[place] ?? -1);
  });
}

/** Whether a column says which part a row is in. */
function steers({ split, excludeColumn }: PreparationSpec, name: string): boolean {
  const isSplit = (split.kind === 'group' || split.kind === 'given') && split.column === name;
  return isSplit || name === excludeColumn || name === SYNTHETIC_COLUMN;
}

function noteMixed(
  { data: { values } }: Column,
  { count, starts }: StepPlan,
  order: Uint32Array,
  isMixed: Uint8Array,
): void {
  for (let i = 0; i < count; i++) {
    const first = starts[i] ?? 0;
    for (let place = first + 1; place < (starts[i + 1] ?? 0); place++) {
      if (!Object.is(values[order[place] ?? 0], values[order[first] ?? 0])) isMixed[i] = 1;
    }
  }
}

/** How many steps of a resampled table were filled. */
export function countFilled(table: Table): number {
  let filled = 0;
  for (let row = 0; row < table.rowCount; row++) if (isFilledStep(table, row)) filled += 1;
  return filled;
}
