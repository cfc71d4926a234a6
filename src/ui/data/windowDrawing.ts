import type { SplitPart } from '../../core/preprocessing/preparation.ts';
import type { WindowPreview } from '../../protocol/dataContract.ts';

const LANES = 4;
const BAR = 6;
const GAP = 3;

export interface WindowDrawing {
  /** SVG path of the series. */
  readonly path: string;
  readonly bars: readonly {
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
    readonly part: SplitPart | null;
  }[];
}

/** A series above, its windows as bars in lanes below, so that those that overlap are seen apart. */
export function drawWindows({ times, values, windows }: WindowPreview, width: number, height: number): WindowDrawing {
  const first = times[0] ?? 0;
  const last = Math.max(times.at(-1) ?? 1, ...windows.map(({ to }) => to));
  const xOf = (time: number): number => round(((time - first) / (last - first || 1)) * width);
  const present = values.filter(Number.isFinite);
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
    const command = isDrawn ? 'L' : 'M';
    isDrawn = true;
    return `${command}${xOf(times[i] ?? 0)} ${yOf(value)}`;
  }).join('');
  const bars = windows.map(({ from, to, part }, i) => ({
    x: xOf(from),
    y: floor + GAP + (i % LANES) * (BAR + GAP),
    width: Math.max(2, xOf(to) - xOf(from)),
    height: BAR,
    part,
  }));
  return { path, bars };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
