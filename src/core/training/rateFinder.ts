/** A loss beyond this multiple of the first one means that the sweep has gone too far. */
const EXPLOSION_FACTOR = 4;
/** Share of the sweep that the smoothing window spans. */
const WINDOW_SHARE = 0.1;

/**
 * Learning rates that grow by an equal factor per step, `from` and `to` included.
 * Source: L. N. Smith, "Cyclical Learning Rates for Training Neural Networks", 2017 (the range test).
 */
export function sweepRates(from: number, to: number, steps: number): number[] {
  if (steps < 2) return [from];
  return Array.from({ length: steps }, (_, i) => from * (to / from) ** (i / (steps - 1)));
}

/** Whether a sweep may end early: its last loss is not finite, or has exploded. */
export function isSweepOver(losses: readonly number[]): boolean {
  const [first = 0] = losses;
  const last = losses.at(-1) ?? first;
  return !Number.isFinite(last) || last > EXPLOSION_FACTOR * Math.abs(first);
}

/**
 * A centred moving mean. Unlike a running average it does not lag, so a fall stays at the rate that caused it.
 * The window is cut at both ends.
 */
export function smoothLosses(losses: readonly number[]): number[] {
  const reach = Math.max(1, Math.round((losses.length * WINDOW_SHARE) / 2));
  return losses.map((_, i) => {
    const window = losses.slice(Math.max(0, i - reach), i + reach + 1);
    return window.reduce((sum, loss) => sum + loss, 0) / window.length;
  });
}

/**
 * The rate at which the smoothed loss falls fastest per decade, before its lowest point; null where it never falls.
 * @param rates - ascending
 * @param losses - one per rate; what follows the first loss that is not finite is left out
 */
export function suggestRate(rates: readonly number[], losses: readonly number[]): number | null {
  const firstBad = losses.findIndex((loss) => !Number.isFinite(loss));
  const smooth = smoothLosses(firstBad < 0 ? losses : losses.slice(0, firstBad));
  const lowest = smooth.indexOf(Math.min(...smooth));
  let steepest = 0;
  let suggestion: number | null = null;
  for (let i = 1; i < lowest; i++) {
    const slope = slopeAt(rates, smooth, i);
    if (slope < steepest) {
      steepest = slope;
      suggestion = rates[i] ?? null;
    }
  }
  return suggestion;
}

/** Central difference of the loss over the logarithm of the rate. */
function slopeAt(rates: readonly number[], losses: readonly number[], i: number): number {
  const rise = (losses[i + 1] ?? NaN) - (losses[i - 1] ?? NaN);
  return rise / Math.log((rates[i + 1] ?? NaN) / (rates[i - 1] ?? NaN));
}
