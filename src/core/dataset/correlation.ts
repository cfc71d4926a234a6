/** Where a column lies and how it spreads, so that its values can be brought to a common size before sums are taken. */
export interface Spread {
  readonly mean: number;
  readonly standardDeviation: number;
}

/** Below this share of the whole column's variance the rows that a pair has in common are constant. */
const CONSTANT_VARIANCE = 1e-12;

/**
 * Pearson correlations of columns whose rows come in chunks, pairwise complete: each pair over the rows where both are present.
 * Sums are of standardised values, so that nothing cancels.
 */
export class CorrelationSums {
  readonly #spreads: readonly Spread[];
  /** Per pair: rows, Σx, Σy, Σx², Σy², Σxy. */
  readonly #sums: Float64Array;

  constructor(spreads: readonly Spread[]) {
    this.#spreads = spreads;
    this.#sums = new Float64Array(spreads.length * spreads.length * 6);
  }

  /** Takes in a run of rows: one array per column, in the order of the spreads, missing values NaN. */
  add(columns: readonly Float64Array[]): void {
    const standardised = columns.map((values, i) => {
      const { mean = NaN, standardDeviation = NaN } = this.#spreads[i] ?? {};
      return values.map((value) => (value - mean) / standardDeviation);
    });
    standardised.forEach((xs, i) => {
      standardised.slice(0, i).forEach((ys, j) => this.#addPair(i, j, xs, ys));
    });
  }

  /** Row-major [n, n]; 1 on the diagonal; NaN where a column is constant or a pair has fewer than two rows. */
  matrix(): number[] {
    const n = this.#spreads.length;
    const matrix = new Array<number>(n * n).fill(NaN);
    for (let i = 0; i < n; i++) {
      matrix[i * n + i] = (this.#spreads[i]?.standardDeviation ?? 0) > 0 ? 1 : NaN;
      for (let j = 0; j < i; j++) matrix[i * n + j] = matrix[j * n + i] = this.#pair(i, j);
    }
    return matrix;
  }

  #addPair(i: number, j: number, xs: Float64Array, ys: Float64Array): void {
    let rows = 0;
    let sumX = 0;
    let sumY = 0;
    let sumXX = 0;
    let sumYY = 0;
    let sumXY = 0;
    for (let row = 0; row < xs.length; row++) {
      const x = xs[row] ?? NaN;
      const y = ys[row] ?? NaN;
      // NaN is the only value unequal to itself, and x - y is NaN where either is.
      if (x - y !== x - y) continue;
      rows++;
      sumX += x;
      sumY += y;
      sumXX += x * x;
      sumYY += y * y;
      sumXY += x * y;
    }
    const at = this.#offset(i, j);
    [rows, sumX, sumY, sumXX, sumYY, sumXY].forEach((sum, k) => {
      this.#sums[at + k] = (this.#sums[at + k] ?? 0) + sum;
    });
  }

  #pair(i: number, j: number): number {
    const at = this.#offset(i, j);
    const [rows = 0, sumX = 0, sumY = 0, sumXX = 0, sumYY = 0, sumXY = 0] = this.#sums.subarray(at, at + 6);
    if (rows < 2) return NaN;
    const varianceX = (sumXX - (sumX * sumX) / rows) / rows;
    const varianceY = (sumYY - (sumY * sumY) / rows) / rows;
    if (varianceX < CONSTANT_VARIANCE || varianceY < CONSTANT_VARIANCE) return NaN;
    const covariance = (sumXY - (sumX * sumY) / rows) / rows;
    return Math.max(-1, Math.min(1, covariance / Math.sqrt(varianceX * varianceY)));
  }

  #offset(i: number, j: number): number {
    return (i * this.#spreads.length + j) * 6;
  }
}
