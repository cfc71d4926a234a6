/** Irregular series brought to even steps. Tables (`resampleTable`) and raw rows (`applyPipeline`) are resampled by what is here, so they agree. */
import { AppError } from '../../shared/appError.ts';
import type { ColumnType } from '../dataset/table.ts';
import type { Resampling } from './preparation.ts';
import type { Series } from './windows.ts';

/** More is a step that does not fit the data. */
export const MAX_STEPS = 10_000_000;

/** The even steps of a series, and which of its places each is made of. */
export interface StepPlan {
  readonly count: number;
  /** Step i is made of the places starts[i] … starts[i+1]-1 of the series; of none where it is filled. */
  readonly starts: Uint32Array;
  readonly units: Int32Array;
  /** In the time column's unit. */
  readonly times: Float64Array;
  /** The nearest measured steps at or before, and at or after, each; of one unit, and never across a long gap. */
  readonly before: Uint32Array;
  readonly after: Uint32Array;
}

/**
 * Lays steps over a series. Each unit's first row is at its step 0, and every row is of the step nearest to it. Steps without rows are made
 * only where rows are at most `maxGap` steps apart; over longer gaps there are none.
 * @param maxGap - null: any gap is filled
 * @throws AppError `data.tooManySteps`
 */
export function planSteps(
  { units, times }: Series,
  { step }: Pick<Resampling, 'step'>,
  maxGap: number | null,
): StepPlan {
  const starts: number[] = [];
  const unitOf: number[] = [];
  const timeOf: number[] = [];
  let origin = 0;
  let last = 0;
  const add = (place: number, index: number): void => {
    starts.push(place);
    unitOf.push(units[place] ?? 0);
    timeOf.push(origin + index * step);
  };
  for (let place = 0; place < units.length; place++) {
    const isFirst = units[place] !== units[place - 1];
    if (isFirst) origin = times[place] ?? 0;
    const index = Math.round(((times[place] ?? 0) - origin) / step);
    if (!isFirst && index === last) continue;
    const empty = isFirst ? 0 : index - last - 1;
    const isFilled = maxGap === null || empty < Math.floor(maxGap);
    const wanted = starts.length + 1 + (isFilled ? empty : 0);
    if (wanted > MAX_STEPS) throw new AppError('data.tooManySteps', { steps: wanted, limit: MAX_STEPS });
    if (isFilled) for (let i = 1; i <= empty; i++) add(place, last + i);
    add(place, index);
    last = index;
  }
  starts.push(units.length);
  const count = timeOf.length;
  const isMeasured = (i: number): boolean => (starts[i] ?? 0) < (starts[i + 1] ?? 0);
  const before = new Uint32Array(count);
  const after = new Uint32Array(count);
  for (let i = 0; i < count; i++) before[i] = isMeasured(i) ? i : (before[i - 1] ?? i);
  for (let i = count - 1; i >= 0; i--) after[i] = isMeasured(i) ? i : (after[i + 1] ?? i);
  return {
    count,
    starts: Uint32Array.from(starts),
    units: Int32Array.from(unitOf),
    times: Float64Array.from(timeOf),
    before,
    after,
  };
}

/** The longest step that a window may go over in a resampled series: between the longest gap that is filled and the shortest that is not. */
export function longestRegularStep({ step }: Pick<Resampling, 'step'>, maxGap: number | null): number | null {
  return maxGap === null ? null : (Math.floor(maxGap) + 0.5) * step;
}

/** Whether the rows of a step are averaged, or the last one stands for them. Numbers that name a class are words. */
export function isAveraged(type: ColumnType, isName: boolean): boolean {
  return (type === 'number' || type === 'integer') && !isName;
}

/**
 * One number per step; NaN where none of its rows has one.
 * @param valueAt - by place of the series; NaN where missing
 * @param fill - null: filled steps are missing
 */
export function stepNumbers(
  plan: StepPlan,
  valueAt: (place: number) => number,
  numbers: Resampling['numbers'],
  fill: Resampling['fill'] | null,
): Float64Array {
  const { count, starts, before, after } = plan;
  const values = new Float64Array(count).fill(NaN);
  for (let i = 0; i < count; i++) {
    // Adds nothing to any number: a value by itself stays as it is, -0 too.
    let sum = -0;
    let present = 0;
    for (let place = starts[i] ?? 0; place < (starts[i + 1] ?? 0); place++) {
      const value = valueAt(place);
      if (Number.isNaN(value)) continue;
      sum = numbers === 'last' ? value : sum + value;
      present = numbers === 'last' ? 1 : present + 1;
    }
    if (present > 0) values[i] = sum / present;
  }
  if (fill === null) return values;
  for (let i = 0; i < count; i++) {
    const [from, to] = [before[i] ?? i, after[i] ?? i];
    if (from === i) continue;
    const [first, last] = [values[from] ?? NaN, values[to] ?? NaN];
    values[i] = fill === 'previous' ? first : first + ((last - first) * (i - from)) / (to - from);
  }
  return values;
}

/**
 * For each step the place whose value stands for it: its last one that has a value; -1 where none has.
 * @param isFilled - whether filled steps have that of the step before
 */
export function lastPlaces(plan: StepPlan, isMissing: (place: number) => boolean, isFilled: boolean): Int32Array {
  const { count, starts, before } = plan;
  const places = new Int32Array(count).fill(-1);
  for (let i = 0; i < count; i++) {
    if (before[i] !== i) {
      if (isFilled) places[i] = places[before[i] ?? i] ?? -1;
      continue;
    }
    let place = (starts[i + 1] ?? 0) - 1;
    while (place >= (starts[i] ?? 0) && isMissing(place)) place--;
    if (place >= (starts[i] ?? 0)) places[i] = place;
  }
  return places;
}
