import type { CurvePoint } from './report.ts';

/** The most points a stored curve has. */
export const MAX_CURVE_POINTS = 500;

/**
 * How many rows of each kind lie at or above every distinct score, highest score first. Entry 0 is the threshold that no row
 * reaches: Infinity, nothing counted. Everything that ROC and precision-recall say follows from it.
 */
export interface Ranking {
  readonly positives: number;
  readonly negatives: number;
  readonly thresholds: Float64Array;
  readonly truePositives: Float64Array;
  readonly falsePositives: Float64Array;
}

/**
 * Ranks rows by score; equal scores fall together. Both kinds are sorted as typed arrays and then merged, so that a million rows
 * take a fraction of a second. Scores must be finite.
 */
export function rankScores(scores: Float64Array, isPositive: Uint8Array): Ranking {
  const positives = scores.filter((_, row) => isPositive[row] === 1).sort();
  const negatives = scores.filter((_, row) => isPositive[row] !== 1).sort();
  const thresholds = new Float64Array(scores.length + 1);
  const truePositives = new Float64Array(scores.length + 1);
  const falsePositives = new Float64Array(scores.length + 1);
  thresholds[0] = Infinity;

  let positivesBelow = positives.length;
  let negativesBelow = negatives.length;
  let length = 1;
  while (positivesBelow > 0 || negativesBelow > 0) {
    const threshold = Math.max(positives[positivesBelow - 1] ?? -Infinity, negatives[negativesBelow - 1] ?? -Infinity);
    while (positives[positivesBelow - 1] === threshold) positivesBelow--;
    while (negatives[negativesBelow - 1] === threshold) negativesBelow--;
    thresholds[length] = threshold;
    truePositives[length] = positives.length - positivesBelow;
    falsePositives[length] = negatives.length - negativesBelow;
    length++;
  }
  return {
    positives: positives.length,
    negatives: negatives.length,
    thresholds: thresholds.subarray(0, length),
    truePositives: truePositives.subarray(0, length),
    falsePositives: falsePositives.subarray(0, length),
  };
}

/** Area under the ROC curve by the trapezoidal rule over every threshold; null where positives or negatives are absent. */
export function rocArea({ positives, negatives, truePositives, falsePositives }: Ranking): number | null {
  if (positives === 0 || negatives === 0) return null;
  let doubleArea = 0;
  let hits = 0;
  let alarms = 0;
  for (let k = 1; k < truePositives.length; k++) {
    const nextHits = truePositives[k] ?? 0;
    const nextAlarms = falsePositives[k] ?? 0;
    doubleArea += (nextAlarms - alarms) * (nextHits + hits);
    hits = nextHits;
    alarms = nextAlarms;
  }
  return doubleArea / 2 / positives / negatives;
}

/**
 * Average precision, Σ (Rₙ - Rₙ₋₁)·Pₙ over every threshold (no interpolation, as scikit-learn's); null where positives or
 * negatives are absent.
 */
export function averagePrecision({ positives, negatives, truePositives, falsePositives }: Ranking): number | null {
  if (positives === 0 || negatives === 0) return null;
  let total = 0;
  let hits = 0;
  for (let k = 1; k < truePositives.length; k++) {
    const nextHits = truePositives[k] ?? 0;
    if (nextHits > hits) total += ((nextHits - hits) * nextHits) / (nextHits + (falsePositives[k] ?? 0));
    hits = nextHits;
  }
  return total / positives;
}

/** The ROC curve from (0, 0) to (1, 1), thinned; empty where positives or negatives are absent. */
export function rocCurve({ positives, negatives, thresholds, truePositives, falsePositives }: Ranking): CurvePoint[] {
  if (positives === 0 || negatives === 0) return [];
  const x = falsePositives.map((alarms) => alarms / negatives);
  const y = truePositives.map((hits) => hits / positives);
  return thinCurve(x, y, thresholds);
}

/** The precision-recall curve from recall 0 (precision 1 by definition) to recall 1, thinned; empty where positives or negatives are absent. */
export function precisionRecallCurve({
  positives,
  negatives,
  thresholds,
  truePositives,
  falsePositives,
}: Ranking): CurvePoint[] {
  if (positives === 0 || negatives === 0) return [];
  const x = truePositives.map((hits) => hits / positives);
  const y = truePositives.map((hits, k) => (k === 0 ? 1 : hits / (hits + (falsePositives[k] ?? 0))));
  return thinCurve(x, y, thresholds);
}

/**
 * At most `MAX_CURVE_POINTS` points of a curve, ends included. A point is dropped where it lies near the last one kept
 * (|Δx| + |Δy| below a tolerance, the smallest 1/250·2ⁿ that gives few enough), so that steep and jagged stretches keep their shape.
 */
export function thinCurve(x: Float64Array, y: Float64Array, thresholds: Float64Array): CurvePoint[] {
  let kept = Uint32Array.from(x.keys());
  for (let tolerance = 1 / 250; kept.length > MAX_CURVE_POINTS; tolerance *= 2) {
    kept = farApart(x, y, tolerance);
  }
  return Array.from(kept, (k) => ({ x: x[k] ?? 0, y: y[k] ?? 0, threshold: thresholds[k] ?? 0 }));
}

function farApart(x: Float64Array, y: Float64Array, tolerance: number): Uint32Array<ArrayBuffer> {
  const last = x.length - 1;
  const kept = [0];
  let lastX = x[0] ?? 0;
  let lastY = y[0] ?? 0;
  for (let k = 1; k < last; k++) {
    const nextX = x[k] ?? 0;
    const nextY = y[k] ?? 0;
    if (Math.abs(nextX - lastX) + Math.abs(nextY - lastY) < tolerance) continue;
    kept.push(k);
    lastX = nextX;
    lastY = nextY;
  }
  kept.push(last);
  return Uint32Array.from(kept);
}
