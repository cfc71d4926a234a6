import type { Column } from '../dataset/table.ts';
import type { PreparationSpec, WindowSample } from './preparation.ts';
import { unitRuns, type Series } from './windows.ts';

const MS_PER_HOUR = 3_600_000;

/**
 * A target column made into one value per window (not for `each`, which wants none). `last` and `horizon` take the value of one row, `majority` the commonest
 * word (the first of several) or the mean of numbers, `any` the true word of a boolean or the higher of two, and never the normal
 * class where there is one and another word. Missing where a row that decides it is missing; `any` and `majority` pass over missing rows.
 * @param ends - places in the series
 */
export function labelWindows(
  column: Column,
  { order }: Series,
  ends: Uint32Array,
  { label, length, horizon }: Pick<WindowSample, 'label' | 'length' | 'horizon'>,
  { task, normalClass }: Pick<PreparationSpec, 'task' | 'normalClass'>,
): Column {
  const rowAt = (place: number): number => order[place] ?? 0;
  if (label === 'majority' && task === 'regression' && column.data.kind === 'numeric') {
    const { values } = column.data;
    const means = Float64Array.from(ends, (end) => meanOf(values, order.subarray(end - length + 1, end + 1)));
    return { ...column, data: { kind: 'numeric', values: means } };
  }
  if (label === 'any' || label === 'majority')
    return withRows(column, ends, (end) => pickRow(column, order, end, length, label, normalClass));
  return withRows(column, ends, (end) => rowAt(label === 'horizon' ? end + horizon : end));
}

/** One column per step ahead, `name +1` … `name +horizon`. */
export function forecastColumns(column: Column, { order }: Series, ends: Uint32Array, horizon: number): Column[] {
  return Array.from({ length: horizon }, (_, step) => ({
    ...withRows(column, ends, (end) => order[end + step + 1] ?? 0),
    name: forecastName(column.name, step + 1),
  }));
}

export function forecastName(column: string, step: number): string {
  return `${column} +${step}`;
}

/**
 * How long each window's unit still has from its last row on: in the time column's unit, hours for date-times, rows without time; at most `cap`.
 * Every unit must run to its end.
 */
export function remainingLife(
  series: Series,
  ends: Uint32Array,
  { cap }: Pick<WindowSample, 'cap'>,
  timeType: Column['type'] | null,
): Float64Array {
  const { times } = series;
  const last = new Float64Array(times.length);
  for (const { start, end } of unitRuns(series)) last.fill(times[end - 1] ?? NaN, start, end);
  const scale = timeType === 'datetime' ? MS_PER_HOUR : 1;
  return Float64Array.from(ends, (end) => {
    const life = ((last[end] ?? NaN) - (times[end] ?? NaN)) / scale;
    return cap === null ? life : Math.min(life, cap);
  });
}

/** What remaining life is called as a target, with its unit. */
export function remainingLifeName({ time }: Pick<WindowSample, 'time'>, timeType: Column['type'] | null): string {
  return `remaining life (${timeType === 'datetime' ? 'h' : (time ?? 'rows')})`;
}

/** The column with one value per window: that of a row each, missing where the row is below 0. */
export function withRows(column: Column, ends: Uint32Array, rowOf: (end: number) => number): Column {
  const { data } = column;
  switch (data.kind) {
    case 'numeric':
      return {
        ...column,
        data: { kind: 'numeric', values: Float64Array.from(ends, (end) => data.values[rowOf(end)] ?? NaN) },
      };
    case 'coded':
      return {
        ...column,
        data: { kind: 'coded', values: Int32Array.from(ends, (end) => data.values[rowOf(end)] ?? -1) },
      };
    case 'text':
      return { ...column, data: { kind: 'text', values: Array.from(ends, (end) => data.values[rowOf(end)] ?? null) } };
  }
}

/** NaN where none is present. */
function meanOf(values: Float64Array, rows: Uint32Array): number {
  let sum = 0;
  let count = 0;
  for (const row of rows) {
    const value = values[row] ?? NaN;
    if (Number.isNaN(value)) continue;
    sum += value;
    count += 1;
  }
  return sum / count;
}

/** The row of a window whose value stands for all of them; -1 where none has one. */
export function pickRow(
  column: Column,
  order: Uint32Array,
  end: number,
  length: number,
  label: 'any' | 'majority',
  normalClass: string | undefined,
): number {
  const { data, categories } = column;
  const counts = new Map<number | string, { count: number; row: number }>();
  for (let place = end - length + 1; place <= end; place++) {
    const row = order[place] ?? 0;
    const value = data.values[row];
    if (value === undefined || value === null || Number.isNaN(value) || (data.kind === 'coded' && value === -1))
      continue;
    const seen = counts.get(value);
    if (seen) seen.count += 1;
    else counts.set(value, { count: 1, row });
  }
  let best: { rank: number | string; row: number } | null = null;
  for (const [value, { count, row }] of counts) {
    const word = wordOf(column, categories, value);
    if (label === 'any' && counts.size > 1 && String(word) === normalClass) continue;
    const rank = label === 'majority' ? count : column.type === 'boolean' ? value : word;
    if (best === null || rank > best.rank) best = { rank, row };
  }
  return best?.row ?? -1;
}

/** What a value is called; a boolean's code says its rank too. */
function wordOf({ data }: Column, categories: readonly string[] | undefined, value: number | string): number | string {
  return data.kind === 'coded' && typeof value === 'number' ? (categories?.[value] ?? '') : value;
}
