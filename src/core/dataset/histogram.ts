import { quantileOf } from './quantile.ts';

const MIN_BINS = 10;
const MAX_BINS = 60;

export interface Histogram {
  /** Ascending, one more than `counts`. */
  readonly edges: readonly number[];
  /** Values in [edge, next edge); the last bin takes its right edge too. */
  readonly counts: readonly number[];
}

/**
 * Bins of equal width after Freedman & Diaconis (1981): 2·IQR·n^(-1/3), held to 10–60 bins. Whole numbers get bins that are whole
 * numbers wide and centred on them, and one bin each where they are few. `sorted` is ascending, at least one value, without NaN.
 */
export function histogramOf(sorted: Float64Array, isInteger: boolean): Histogram {
  const low = sorted[0] ?? NaN;
  const high = sorted[sorted.length - 1] ?? NaN;
  const range = high - low;
  if (range === 0) return { edges: [low - 0.5, high + 0.5], counts: [sorted.length] };
  const spread = quantileOf(sorted, 0.75) - quantileOf(sorted, 0.25);
  const width = 2 * spread * sorted.length ** (-1 / 3);
  const bins = Math.min(MAX_BINS, Math.max(MIN_BINS, width > 0 ? Math.ceil(range / width) : MIN_BINS));
  const edges = isInteger ? integerEdges(low, high, bins) : evenEdges(low, high, bins);
  const starts = edges.map((edge) => countBelow(sorted, edge));
  const counts = edges.slice(1).map((_, bin) => {
    const end = bin === edges.length - 2 ? sorted.length : (starts[bin + 1] ?? 0);
    return end - (starts[bin] ?? 0);
  });
  return { edges, counts };
}

function evenEdges(low: number, high: number, bins: number): number[] {
  return Array.from({ length: bins + 1 }, (_, i) => (i === bins ? high : low + (i * (high - low)) / bins));
}

function integerEdges(low: number, high: number, bins: number): number[] {
  const width = high - low < MAX_BINS ? 1 : Math.ceil((high - low + 1) / bins);
  const count = Math.ceil((high - low + 1) / width);
  return Array.from({ length: count + 1 }, (_, i) => low - 0.5 + i * width);
}

/** How many ascending values lie below a limit. */
function countBelow(sorted: Float64Array, limit: number): number {
  let from = 0;
  let to = sorted.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if ((sorted[middle] ?? Infinity) < limit) from = middle + 1;
    else to = middle;
  }
  return from;
}
