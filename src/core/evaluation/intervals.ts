import { createRandom } from '../../shared/random.ts';
import { inverseIncompleteBeta } from './incompleteBeta.ts';
import type { RegressionInput } from './regression.ts';
import type { Interval } from './report.ts';

const CONFIDENCE = 0.95;
const TAIL = (1 - CONFIDENCE) / 2;
const RESAMPLES = 1000;
/** More rows than this are dealt at random into this many groups, which are resampled in their stead: the work stays bounded. */
const MAX_RESAMPLED_UNITS = 5000;
const BOOTSTRAP_SEED = 20_260_101;

/** The exact 95 % interval of a proportion (Clopper and Pearson 1934): never too narrow, also for few rows or a rate of 0 or 1. */
export function clopperPearson(successes: number, trials: number): Interval {
  const failures = trials - successes;
  return {
    low: successes === 0 ? 0 : inverseIncompleteBeta(TAIL, successes, failures + 1),
    high: failures === 0 ? 1 : inverseIncompleteBeta(1 - TAIL, successes + 1, failures),
    method: 'clopperPearson',
  };
}

/**
 * 95 % percentile bootstrap intervals (Efron 1979; 1000 resamples, fixed seed) of MAE and RMSE, each the mean over target columns.
 * Above 5,000 rows random groups of rows are resampled: errors are summed within a group, so the variance of the mean is kept.
 */
export function bootstrapErrors(input: RegressionInput): { readonly mae: Interval; readonly rmse: Interval } {
  const random = createRandom(BOOTSTRAP_SEED);
  const width = input.columns.length;
  const units = groupErrors(input, (row) =>
    input.rowCount <= MAX_RESAMPLED_UNITS ? row : random.below(MAX_RESAMPLED_UNITS),
  );
  const unitCount = units.rows.length;
  const maes = new Float64Array(RESAMPLES);
  const rmses = new Float64Array(RESAMPLES);
  const absolute = new Float64Array(width);
  const squared = new Float64Array(width);
  for (let resample = 0; resample < RESAMPLES; resample++) {
    let rows = 0;
    absolute.fill(0);
    squared.fill(0);
    for (let draw = 0; draw < unitCount; draw++) {
      const unit = random.below(unitCount);
      rows += units.rows[unit] ?? 0;
      for (let target = 0; target < width; target++) {
        absolute[target] = (absolute[target] ?? 0) + (units.absolute[unit * width + target] ?? 0);
        squared[target] = (squared[target] ?? 0) + (units.squared[unit * width + target] ?? 0);
      }
    }
    maes[resample] = absolute.reduce((sum, total) => sum + total / rows, 0) / width;
    rmses[resample] = squared.reduce((sum, total) => sum + Math.sqrt(total / rows), 0) / width;
  }
  return { mae: percentileInterval(maes), rmse: percentileInterval(rmses) };
}

/** Sums of |error| and error² by unit, [units, targets], and the rows in each. */
function groupErrors(
  { columns, rowCount, targets, outputs }: RegressionInput,
  unitOf: (row: number) => number,
): { rows: Float64Array; absolute: Float64Array; squared: Float64Array } {
  const width = columns.length;
  const unitCount = Math.min(rowCount, MAX_RESAMPLED_UNITS);
  const rows = new Float64Array(unitCount);
  const absolute = new Float64Array(unitCount * width);
  const squared = new Float64Array(unitCount * width);
  for (let row = 0; row < rowCount; row++) {
    const unit = unitOf(row);
    rows[unit] = (rows[unit] ?? 0) + 1;
    for (let target = 0; target < width; target++) {
      const error = (targets[row * width + target] ?? 0) - (outputs[row * width + target] ?? 0);
      const sum = unit * width + target;
      absolute[sum] = (absolute[sum] ?? 0) + Math.abs(error);
      squared[sum] = (squared[sum] ?? 0) + error * error;
    }
  }
  return { rows, absolute, squared };
}

function percentileInterval(statistics: Float64Array): Interval {
  const sorted = statistics.toSorted();
  return { low: quantileOfSorted(sorted, TAIL), high: quantileOfSorted(sorted, 1 - TAIL), method: 'bootstrap' };
}

/** Linear interpolation between order statistics, numpy's default. */
function quantileOfSorted(sorted: Float64Array, probability: number): number {
  const position = probability * (sorted.length - 1);
  const below = Math.floor(position);
  const low = sorted[below] ?? 0;
  const high = sorted[below + 1] ?? low;
  return low + (position - below) * (high - low);
}
