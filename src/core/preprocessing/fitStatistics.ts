import { quantileOf } from '../dataset/quantile.ts';
import type { Clipping, FittedColumn, FittedScaling, Imputation, Scaling } from './preparation.ts';

/** scikit-learn's default `n_quantiles`. */
const QUANTILE_REFERENCES = 1000;
const UNSCALED: FittedScaling = { affine: null, quantiles: null };

/** The number that stands in for missing ones; null where rows are dropped. `sorted` holds the present values, at least one unless constant. */
export function fitFill(sorted: Float64Array, imputation: Imputation): number | null {
  switch (imputation.kind) {
    case 'mean':
      return meanOf(sorted);
    case 'median':
      return quantileOf(sorted, 0.5);
    case 'mostFrequent':
      return mostFrequent(sorted);
    case 'constant':
      return Number(imputation.value);
    case 'dropRow':
      return null;
  }
}

/** Limits for outliers from the present values, ascending. Stand-ins take no part: they would draw the limits together. */
export function fitClip(sorted: Float64Array, clipping: Clipping): FittedColumn['clip'] {
  if (clipping.kind === 'none' || sorted.length === 0) return null;
  if (clipping.kind === 'quantile') return [quantileOf(sorted, clipping.low), quantileOf(sorted, clipping.high)];
  const lower = quantileOf(sorted, 0.25);
  const upper = quantileOf(sorted, 0.75);
  const reach = clipping.factor * (upper - lower);
  return [lower - reach, upper + reach];
}

/**
 * Scaling parameters from values without NaN, at least one: equal to scikit-learn's StandardScaler, MinMaxScaler, RobustScaler
 * and QuantileTransformer (uniform output, without its subsampling). A constant column gets scale 1, as there.
 */
export function fitScaling(values: Float64Array, scaling: Scaling): FittedScaling {
  switch (scaling) {
    case 'none':
      return UNSCALED;
    case 'standard':
      return { affine: fitStandard(values), quantiles: null };
    case 'minMax': {
      const low = values.reduce((a, b) => Math.min(a, b), Infinity);
      const high = values.reduce((a, b) => Math.max(a, b), -Infinity);
      return { affine: { center: low, scale: scaleOrOne(high - low) }, quantiles: null };
    }
    case 'robust': {
      const sorted = values.slice().sort();
      const spread = quantileOf(sorted, 0.75) - quantileOf(sorted, 0.25);
      return { affine: { center: quantileOf(sorted, 0.5), scale: scaleOrOne(spread) }, quantiles: null };
    }
    case 'quantile': {
      const sorted = values.slice().sort();
      const last = Math.max(1, Math.min(QUANTILE_REFERENCES, sorted.length) - 1);
      let highest = -Infinity;
      // Rounding in the interpolation must not make the references fall.
      const quantiles = Array.from(
        { length: last + 1 },
        (_, i) => (highest = Math.max(highest, quantileOf(sorted, i / last))),
      );
      return { affine: null, quantiles };
    }
  }
}

/** Mean and population standard deviation (ddof 0), in two passes. */
export function fitStandard(values: Float64Array): { readonly center: number; readonly scale: number } {
  const count = values.length;
  const center = meanOf(values);
  let squares = 0;
  let rest = 0;
  for (const value of values) {
    squares += (value - center) ** 2;
    rest += value - center;
  }
  // The second term takes out what rounding of the mean left (Chan, Golub & LeVeque 1983), as scikit-learn does.
  const variance = (squares - (rest * rest) / count) / count;
  const noise = count * Number.EPSILON;
  const isConstant = variance <= noise * variance + (noise * center) ** 2;
  return { center, scale: isConstant ? 1 : Math.sqrt(variance) };
}

function scaleOrOne(scale: number): number {
  return scale < 10 * Number.EPSILON ? 1 : scale;
}

function meanOf(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  const mean = sum / values.length;
  let rest = 0;
  for (const value of values) rest += value - mean;
  return mean + rest / values.length;
}

/** The value with the longest run in ascending values; the smallest among equals. */
function mostFrequent(sorted: Float64Array): number {
  let best = NaN;
  let bestRun = 0;
  let run = 0;
  sorted.forEach((value, i) => {
    run = value === sorted[i - 1] ? run + 1 : 1;
    if (run > bestRun) {
      bestRun = run;
      best = value;
    }
  });
  return best;
}
