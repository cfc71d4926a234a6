import type { SplitPart } from '../../core/preprocessing/preparation.ts';
import type { WindowPreview } from '../../protocol/dataContract.ts';

const LANES = 4;
const BAR = 6;
const GAP = 3;

export interface WindowDrawing {
  /** SVG path of the series. */
  readonly path: string;
  /** SVG paths of dots: rows as they were measured, and steps that were filled. */
  readonly measured: string;
  readonly filled: string;
  readonly bars: readonly {
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
    readonly part: SplitPart | null;
  }[];
}

/** A series above, its windows as bars in lanes below, so that those that overlap are seen apart. */
export function drawWindows(
  { times, values, windows, resampled }: WindowPreview,
  width: number,
  height: number,
): WindowDrawing {
  const first = times[0] ?? 0;
  const last = Math.max(times.at(-1) ?? 1, ...windows.map(({ to }) => to));
  const xOf = (time: number): number => round(((time - first) / (last - first || 1)) * width);
  const present = [...values, ...(resampled?.measuredValues ?? [])].filter(Number.isFinite);
  const low = present.reduce((least, value) => Math.min(least, value), Infinity);
  const high = present.reduce((most, value) => Math.max(most, value), -Infinity);
  const floor = height - LANES * (BAR + GAP) - GAP;
  const yOf = (value: number): number => round(4 + (1 - (value - low) / (high - low || 1)) * (floor - 8));
  let isDrawn = false;
  const path = Array.from(values, (value, i) => {
    if (!Number.isFinite(value)) {
      isDrawn = false;
      return '';
    }
    const isCut = (times[i] ?? 0) - (times[i - 1] ?? 0) > (resampled?.longestStep ?? Infinity);
    const command = isDrawn && !isCut ? 'L' : 'M';
    isDrawn = true;
    return `${command}${xOf(times[i] ?? 0)} ${yOf(value)}`;
  }).join('');
  /** A dot is a line of no length with a round cap. */
  const dotAt = (time: number, value: number): string =>
    Number.isFinite(value) ? `M${xOf(time)} ${yOf(value)}h0` : '';
  const measured = Array.from(resampled?.measuredValues ?? [], (value, i) =>
    dotAt(resampled?.measuredTimes[i] ?? 0, value),
  ).join('');
  const filled = Array.from(values, (value, i) =>
    resampled?.isFilled[i] === 1 ? dotAt(times[i] ?? 0, value) : '',
  ).join('');
  const bars = windows.map(({ from, to, part }, i) => ({
    x: xOf(from),
    y: floor + GAP + (i % LANES) * (BAR + GAP),
    width: Math.max(2, xOf(to) - xOf(from)),
    height: BAR,
    part,
  }));
  return { path, measured, filled, bars };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
