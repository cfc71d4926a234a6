import type { Histogram } from '../../core/dataset/histogram.ts';
import { histogramOf } from '../../core/dataset/histogram.ts';

/** Residuals in bins; values that are not finite are left out. */
export function residualHistogram(residuals: Float64Array): Histogram | null {
  const sorted = residuals.filter(Number.isFinite).sort();
  return sorted.length === 0 ? null : histogramOf(sorted, false);
}
