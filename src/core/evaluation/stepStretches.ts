import type { StepPlaces } from './report.ts';

/** Rows start … end-1 that follow each other along one unit's series. */
export interface Stretch {
  readonly unit: string;
  readonly start: number;
  readonly end: number;
  /** When its first and its last row are. */
  readonly from: number;
  readonly to: number;
}

/** Rows that are drawn in one piece: as many as can be told apart on a screen. */
const MAX_ROWS = 400;
/** Usual steps without a row after which a new stretch begins. */
const LONGEST_STEP = 5;

/** Cuts judged rows into stretches: at every unit, at longer gaps in time, and where one would be too long to look at. */
export function cutStretches({ times, units, unitNames, step }: StepPlaces, maxRows = MAX_ROWS): Stretch[] {
  const stretches: Stretch[] = [];
  let start = 0;
  for (let row = 1; row <= times.length; row++) {
    const isCut =
      row === times.length ||
      units[row] !== units[row - 1] ||
      (times[row] ?? 0) - (times[row - 1] ?? 0) > LONGEST_STEP * step ||
      row - start >= maxRows;
    if (!isCut) continue;
    const unit = unitNames[units[start] ?? 0] ?? '';
    stretches.push({ unit, start, end: row, from: times[start] ?? NaN, to: times[row - 1] ?? NaN });
    start = row;
  }
  return stretches;
}

/** The stretches with the largest mean error first; equal ones stay in order. */
export function worstFirst(
  stretches: readonly Stretch[],
  errorOf: (row: number) => number,
): { readonly stretch: Stretch; readonly error: number }[] {
  return stretches
    .map((stretch) => {
      let sum = 0;
      for (let row = stretch.start; row < stretch.end; row++) sum += errorOf(row);
      return { stretch, error: sum / (stretch.end - stretch.start) };
    })
    .sort((a, b) => b.error - a.error);
}

/** Rows with the same code one after the other. */
export interface Segment {
  readonly code: number;
  readonly from: number;
  /** Where the next one begins; of the last one a usual step behind its last row. */
  readonly to: number;
}

/** A stretch's rows as segments of equal codes, along its times. */
export function segmentsOf(
  { start, end, to }: Stretch,
  { times, step }: Pick<StepPlaces, 'times' | 'step'>,
  codeOf: (row: number) => number,
): Segment[] {
  const segments: Segment[] = [];
  const last = to + (step > 0 ? step : 1);
  let first = start;
  for (let row = start + 1; row <= end; row++) {
    if (row < end && codeOf(row) === codeOf(first)) continue;
    segments.push({ code: codeOf(first), from: times[first] ?? NaN, to: row < end ? (times[row] ?? NaN) : last });
    first = row;
  }
  return segments;
}
