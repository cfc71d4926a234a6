/** The directions in which rows vary most, and where each row lies along them. */
export interface PrincipalComponents {
  readonly mean: readonly number[];
  /** Unit vectors, most variance first, [components][width]. */
  readonly directions: readonly (readonly number[])[];
  /** Share of the whole variance that each explains. */
  readonly explained: readonly number[];
  /** [rows, components] */
  readonly scores: Float64Array;
}

const MAX_SWEEPS = 60;
const TOLERANCE = 1e-24;

/**
 * Principal components by the eigenvectors of the covariance matrix (divided by rows - 1). The sign is set so that a
 * direction's largest entry is positive, as scikit-learn's `svd_flip` does.
 * @param values - [rows, width]
 */
export function principalComponents(values: ArrayLike<number>, width: number, components: number): PrincipalComponents {
  const rows = values.length / width;
  const mean = columnMeans(values, width);
  const covariance = covarianceOf(values, mean);
  const total = covariance.reduce((sum, line, i) => sum + (line[i] ?? 0), 0);
  const eigen = symmetricEigen(covariance).slice(0, Math.min(components, width));
  const directions = eigen.map(({ vector }) => withPositivePeak(vector));
  const scores = new Float64Array(rows * directions.length);
  for (let row = 0; row < rows; row++) {
    directions.forEach((direction, k) => {
      let sum = 0;
      direction.forEach((weight, i) => (sum += weight * ((values[row * width + i] ?? 0) - (mean[i] ?? 0))));
      scores[row * directions.length + k] = sum;
    });
  }
  const explained = eigen.map(({ value }) => (total > 0 ? Math.max(0, value) / total : 0));
  return { mean, directions, explained, scores };
}

/** Of each column of [rows, width]. */
export function columnMeans(values: ArrayLike<number>, width: number): number[] {
  const rows = values.length / width;
  const sums = new Array<number>(width).fill(0);
  for (let i = 0; i < values.length; i++) sums[i % width] = (sums[i % width] ?? 0) + (values[i] ?? 0);
  return sums.map((sum) => sum / rows);
}

/** [width, width], divided by rows - 1. */
export function covarianceOf(values: ArrayLike<number>, mean: readonly number[]): number[][] {
  const width = mean.length;
  const rows = values.length / width;
  const matrix = mean.map(() => new Array<number>(width).fill(0));
  const centred = new Float64Array(width);
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < width; i++) centred[i] = (values[row * width + i] ?? 0) - (mean[i] ?? 0);
    matrix.forEach((line, i) => {
      const own = centred[i] ?? 0;
      for (let j = i; j < width; j++) line[j] = (line[j] ?? 0) + own * (centred[j] ?? 0);
    });
  }
  const divisor = Math.max(1, rows - 1);
  return matrix.map((line, i) => line.map((_, j) => (matrix[Math.min(i, j)]?.[Math.max(i, j)] ?? 0) / divisor));
}

/** Eigenvalues and unit eigenvectors of a symmetric matrix, largest first (cyclic Jacobi rotations). */
export function symmetricEigen(symmetric: readonly (readonly number[])[]): { value: number; vector: number[] }[] {
  const size = symmetric.length;
  const a = Float64Array.from(symmetric.flat());
  const v = new Float64Array(size * size);
  for (let i = 0; i < size; i++) v[i * size + i] = 1;
  const at = (row: number, column: number): number => a[row * size + column] ?? 0;
  const scale = a.reduce((sum, value) => sum + value * value, 0);
  for (let sweep = 0; sweep < MAX_SWEEPS; sweep++) {
    let off = 0;
    for (let p = 0; p < size; p++) for (let q = p + 1; q < size; q++) off += at(p, q) ** 2;
    if (off <= TOLERANCE * scale) break;
    for (let p = 0; p < size; p++) {
      for (let q = p + 1; q < size; q++) {
        if (at(p, q) === 0) continue;
        const theta = (at(q, q) - at(p, p)) / (2 * at(p, q));
        const tangent = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.hypot(theta, 1));
        const cosine = 1 / Math.hypot(tangent, 1);
        const sine = tangent * cosine;
        for (let k = 0; k < size; k++) rotate(a, k * size + p, k * size + q, cosine, sine);
        for (let k = 0; k < size; k++) rotate(a, p * size + k, q * size + k, cosine, sine);
        for (let k = 0; k < size; k++) rotate(v, k * size + p, k * size + q, cosine, sine);
      }
    }
  }
  return Array.from({ length: size }, (_, i) => ({
    value: at(i, i),
    vector: Array.from({ length: size }, (__, k) => v[k * size + i] ?? 0),
  })).sort((left, right) => right.value - left.value);
}

function rotate(values: Float64Array, p: number, q: number, cosine: number, sine: number): void {
  const [x, y] = [values[p] ?? 0, values[q] ?? 0];
  values[p] = cosine * x - sine * y;
  values[q] = sine * x + cosine * y;
}

function withPositivePeak(vector: readonly number[]): number[] {
  const peak = vector.reduce((best, value) => (Math.abs(value) > Math.abs(best) ? value : best), 0);
  return vector.map((value) => (peak < 0 ? -value : value));
}
