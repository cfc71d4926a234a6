import { rangeOf } from './samples.ts';

/** Rows in order: by unit, within it by time. Rows without a time are in none. */
export interface Series {
  /** Rows of the table, in order. */
  readonly order: Uint32Array;
  /** For each place in the order a number for its unit, ascending. */
  readonly units: Int32Array;
  /** For each place its time; its own number where there is no time. */
  readonly times: Float64Array;
}

/** A stretch start … end-1 of a series that windows may lie in. */
export interface Run {
  readonly start: number;
  readonly end: number;
  /** `SPLIT_PARTS`' number; 0 where nothing is split. */
  readonly part: number;
}

/** What decides where windows lie. */
export interface WindowGrid {
  readonly length: number;
  readonly stride: number;
  /** Rows behind a window that must be of the same run. */
  readonly ahead: number;
  /** Whether a run's last rows are in a window too, be it nearer to the one before. */
  readonly coversEnd?: boolean;
}

/** A unit's name, as it stands in the table; rows without one count as one unit. */
export type UnitName = string | number | boolean | null;

/**
 * Puts rows in order. Units come in the order in which they first appear; rows of the same time stay as they are.
 * @param timeOf - null: rows are in order as they are; NaN: a row that has none
 */
export function orderSeries(
  rowCount: number,
  unitOf: ((row: number) => UnitName) | null,
  timeOf: ((row: number) => number) | null,
): Series {
  const numbers = new Map<UnitName, number>();
  const unitByRow = new Int32Array(rowCount);
  const timeByRow = new Float64Array(rowCount);
  const order = new Uint32Array(rowCount);
  let count = 0;
  for (let row = 0; row < rowCount; row++) {
    const time = timeOf ? timeOf(row) : row;
    if (Number.isNaN(time)) continue;
    const name = unitOf ? unitOf(row) : null;
    const number = numbers.get(name) ?? numbers.size;
    numbers.set(name, number);
    unitByRow[row] = number;
    timeByRow[row] = time;
    order[count++] = row;
  }
  const sorted = order
    .slice(0, count)
    .sort((a, b) => (unitByRow[a] ?? 0) - (unitByRow[b] ?? 0) || (timeByRow[a] ?? 0) - (timeByRow[b] ?? 0) || a - b);
  return {
    order: sorted,
    units: Int32Array.from(sorted, (row) => unitByRow[row] ?? 0),
    times: timeOf
      ? Float64Array.from(sorted, (row) => timeByRow[row] ?? NaN)
      : Float64Array.from(sorted, (_, place) => place),
  };
}

/** Where each unit's rows begin and end, in order. */
export function unitRuns({ units }: Series): Run[] {
  return cut(
    units.length,
    (place) => units[place] !== units[place - 1],
    () => 0,
  );
}

/**
 * The stretches that windows may lie in: of one unit, of one part, without a step in time longer than `longestStep`.
 * @param parts - by row of the table; rows past the last part are in no stretch
 */
export function cutRuns(series: Series, longestStep: number | null, parts: Uint8Array | null, excluded: number): Run[] {
  const { order, units, times } = series;
  const partAt = (place: number): number => (parts ? (parts[order[place] ?? 0] ?? excluded) : 0);
  const isCut = (place: number): boolean =>
    units[place] !== units[place - 1] ||
    partAt(place) !== partAt(place - 1) ||
    (longestStep !== null && (times[place] ?? 0) - (times[place - 1] ?? 0) > longestStep);
  return cut(order.length, isCut, partAt).filter(({ part }) => part !== excluded);
}

/** Cuts 0 … length-1 before every place that says so. */
function cut(length: number, isCut: (place: number) => boolean, partAt: (place: number) => number): Run[] {
  const runs: Run[] = [];
  let start = 0;
  for (let place = 1; place <= length; place++) {
    if (place < length && !isCut(place)) continue;
    runs.push({ start, end: place, part: partAt(start) });
    start = place;
  }
  return length > 0 ? runs : [];
}

/**
 * The last places of a run's windows, ascending. From the start on, `stride` apart; with `fromEnd` such that the newest rows
 * are in one, as predictions want it.
 */
export function windowEnds(
  { start, end }: Pick<Run, 'start' | 'end'>,
  { length, stride, ahead, coversEnd = false }: WindowGrid,
  fromEnd = false,
): number[] {
  const first = start + length - 1;
  const last = end - 1 - ahead;
  if (last < first) return [];
  const count = Math.floor((last - first) / stride) + 1;
  const offset = fromEnd ? (last - first) % stride : 0;
  const ends = Array.from({ length: count }, (_, i) => first + offset + i * stride);
  if (coversEnd && ends.at(-1) !== last) ends.push(last);
  return ends;
}

/** The places of windows' rows, [windows, length]. */
export function windowPlaces(ends: Uint32Array, length: number): Uint32Array {
  const places = new Uint32Array(ends.length * length);
  ends.forEach((end, i) => places.set(rangeOf(end - length + 1, end + 1), i * length));
  return places;
}

/**
 * The last places of windows side by side from the start of each run on. The last one ends with its run, over rows of the one before
 * where the run's length is no multiple of theirs; a run that is shorter than a window has none.
 */
export function coveringEnds(runs: readonly Pick<Run, 'start' | 'end'>[], length: number): Uint32Array {
  const grid = { length, stride: length, ahead: 0, coversEnd: true };
  return Uint32Array.from(runs.flatMap((run) => windowEnds(run, grid)));
}

/** How regular the steps in time are, within units. */
export interface Sampling {
  /** In the time column's unit, milliseconds for date-times; NaN without two rows of a unit. */
  readonly medianStep: number;
  /** The share of steps that differ from the median by more than a tenth of it. */
  readonly irregularShare: number;
  /** Steps of zero: two rows at one time. */
  readonly repeatedTimes: number;
  /** Steps longer than `longestStep`, and the longest of all. */
  readonly gaps: number;
  readonly longest: number;
}

export function describeSampling({ units, times }: Series, maxGap: number | null): Sampling {
  const steps = new Float64Array(Math.max(0, units.length - 1));
  let count = 0;
  for (let place = 1; place < units.length; place++) {
    if (units[place] === units[place - 1]) steps[count++] = (times[place] ?? 0) - (times[place - 1] ?? 0);
  }
  const sorted = steps.subarray(0, count).sort();
  const medianStep = count > 0 ? (sorted[Math.floor((count - 1) / 2)] ?? NaN) : NaN;
  let irregular = 0;
  let repeatedTimes = 0;
  let gaps = 0;
  for (const step of sorted) {
    if (step === 0) repeatedTimes += 1;
    if (Math.abs(step - medianStep) > medianStep / 10) irregular += 1;
    if (maxGap !== null && step > maxGap * medianStep) gaps += 1;
  }
  return {
    medianStep,
    irregularShare: count > 0 ? irregular / count : 0,
    repeatedTimes,
    gaps,
    longest: sorted[count - 1] ?? NaN,
  };
}

/** The longest step that a window may go over; null: any. A median step of 0 says nothing. */
export function longestStepOf({ medianStep }: Sampling, maxGap: number | null): number | null {
  return maxGap === null || !(medianStep > 0) ? null : maxGap * medianStep;
}
