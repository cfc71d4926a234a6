import { columnMeans, covarianceOf, symmetricEigen } from './principalComponents.ts';

/** How made samples compare with real ones of the same number, in the space in which both are embedded. */
export interface GenerationQuality {
  /** Mean distance of two made samples over that of two real ones: 1 for a faithful generator, near 0 for a collapsed one. */
  readonly diversity: number;
  /** Whether the generator gives nearly the same for whatever it is given. */
  readonly isCollapsed: boolean;
  /**
   * Share of the real samples that have a made one within the distance of their 5th nearest real neighbour.
   * Source: M. F. Naeem et al., "Reliable Fidelity and Diversity Metrics for Generative Models", 2020.
   */
  readonly coverage: number;
}

/** Below this share of the data's own spread a generator has lost most of it. */
export const COLLAPSED_BELOW = 0.35;
const NEIGHBOURS = 5;

/**
 * @param made - [rows, width], some hundreds of rows
 * @param real - of the same width
 */
export function judgeGeneration(made: Float32Array, real: Float32Array, width: number): GenerationQuality {
  const diversity = meanDistance(made, width) / Math.max(meanDistance(real, width), 1e-12);
  return { diversity, isCollapsed: !(diversity >= COLLAPSED_BELOW), coverage: coverageOf(made, real, width) };
}

function meanDistance(values: Float32Array, width: number): number {
  const rows = values.length / width;
  let sum = 0;
  for (let a = 0; a < rows; a++) {
    for (let b = a + 1; b < rows; b++) sum += Math.sqrt(squaredDistance(values, a, values, b, width));
  }
  return rows < 2 ? 0 : sum / ((rows * (rows - 1)) / 2);
}

function coverageOf(made: Float32Array, real: Float32Array, width: number): number {
  const rows = real.length / width;
  if (rows <= NEIGHBOURS) return NaN;
  let covered = 0;
  for (let row = 0; row < rows; row++) {
    const others = new Float64Array(rows);
    for (let other = 0; other < rows; other++) others[other] = squaredDistance(real, row, real, other, width);
    // The row itself is the first, at distance 0.
    const radius = others.sort()[NEIGHBOURS] ?? NaN;
    let isCovered = false;
    for (let other = 0; other < made.length / width && !isCovered; other++) {
      isCovered = squaredDistance(real, row, made, other, width) <= radius;
    }
    if (isCovered) covered++;
  }
  return covered / rows;
}

/** The row of `real` that is nearest to each made one, and how far it is (Euclidean). */
export function nearestRows(
  made: Float32Array,
  real: Float32Array,
  width: number,
): { readonly rows: Uint32Array; readonly distances: Float32Array } {
  const count = made.length / width;
  const rows = new Uint32Array(count);
  const distances = new Float32Array(count);
  for (let row = 0; row < count; row++) {
    let least = Infinity;
    for (let other = 0; other < real.length / width; other++) {
      const distance = squaredDistance(made, row, real, other, width);
      if (distance < least) [rows[row], least] = [other, distance];
    }
    distances[row] = Math.sqrt(least);
  }
  return { rows, distances };
}

/**
 * Fréchet distance of the two normal distributions with the samples' means and covariances:
 * |μ₁ - μ₂|² + tr(C₁ + C₂ - 2·√(√C₁·C₂·√C₁)). Source: D. C. Dowson, B. V. Landau, 1982; M. Heusel et al., 2017, on
 * features of a trained network. Here on whatever the samples are embedded by: a proxy.
 * @param first - [rows, width]
 * @param second - [rows, width]
 */
export function frechetDistance(first: Float32Array, second: Float32Array, width: number): number {
  const [mean1, mean2] = [columnMeans(first, width), columnMeans(second, width)];
  const [covariance1, covariance2] = [covarianceOf(first, mean1), covarianceOf(second, mean2)];
  const between = mean1.reduce((sum, value, i) => sum + (value - (mean2[i] ?? 0)) ** 2, 0);
  const root = symmetricRoot(covariance1);
  const inner = multiply(multiply(root, covariance2), root);
  const shared = symmetricEigen(symmetrise(inner)).reduce((sum, { value }) => sum + Math.sqrt(Math.max(0, value)), 0);
  return Math.max(0, between + trace(covariance1) + trace(covariance2) - 2 * shared);
}

type Matrix = readonly (readonly number[])[];

function symmetricRoot(matrix: Matrix): Matrix {
  const eigen = symmetricEigen(symmetrise(matrix));
  return matrix.map((_, i) =>
    matrix.map((__, j) =>
      eigen.reduce(
        (sum, { value, vector }) => sum + Math.sqrt(Math.max(0, value)) * (vector[i] ?? 0) * (vector[j] ?? 0),
        0,
      ),
    ),
  );
}

function multiply(a: Matrix, b: Matrix): number[][] {
  return a.map((line) => b.map((_, j) => line.reduce((sum, value, k) => sum + value * (b[k]?.[j] ?? 0), 0)));
}

/** Rounding leaves products of symmetric matrices a little askew. */
function symmetrise(matrix: Matrix): number[][] {
  return matrix.map((line, i) => line.map((value, j) => (value + (matrix[j]?.[i] ?? 0)) / 2));
}

function trace(matrix: Matrix): number {
  return matrix.reduce((sum, line, i) => sum + (line[i] ?? 0), 0);
}

function squaredDistance(a: Float32Array, rowA: number, b: Float32Array, rowB: number, width: number): number {
  let sum = 0;
  for (let i = 0; i < width; i++) sum += ((a[rowA * width + i] ?? 0) - (b[rowB * width + i] ?? 0)) ** 2;
  return sum;
}
