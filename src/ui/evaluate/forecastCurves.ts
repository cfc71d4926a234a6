import type { EvaluatedRows } from '../../core/evaluation/report.ts';
import type { Point } from '../charts/chartOption.ts';

/** More would be a hedge, not a line. */
const MAX_POINTS = 600;

/**
 * What was foretold and what came, over the rows of the data set, or its even steps, from windows that do not overlap in what they foretell.
 * @param first - where the target's steps begin among the outputs
 * @param steps - the steps ahead
 */
export function forecastCurves(
  { rowIndices, stepIndices = rowIndices, outputs, outputWidth, targets, targetWidth }: EvaluatedRows,
  first: number,
  steps: readonly number[],
): { readonly actual: readonly Point[]; readonly predicted: readonly Point[] } {
  const actual: Point[] = [];
  const predicted: Point[] = [];
  let next = -Infinity;
  for (let window = 0; window < stepIndices.length && actual.length < MAX_POINTS; window++) {
    const row = stepIndices[window] ?? 0;
    if (row < next && row >= next - 2 * steps.length) continue;
    next = row + steps.length;
    steps.forEach((step, i) => {
      actual.push([row + step + 1, targets[window * targetWidth + first + i] ?? NaN]);
      predicted.push([row + step + 1, outputs[window * outputWidth + first + i] ?? NaN]);
    });
  }
  return { actual, predicted };
}
