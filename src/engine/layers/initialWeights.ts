import type { Initializer } from '../../core/recipe/layerSpec.ts';
import { createRandom, type Random } from '../../shared/random.ts';

/** Standard deviation of a standard normal cut at ±2, by which Keras divides so that the cut one has the wanted spread. */
const TRUNCATED_STDDEV = 0.87962566103423978;
/** Keras's default range and spread where the shape does not decide it. */
const PLAIN_SCALE = 0.05;

/**
 * Initial values of a weight, in the distribution that Keras 3 gives the initialiser of this name (tfjs's own leave out
 * the correction for truncation, and its draws differ between backends). Drawn on the CPU, so that one seed begins
 * alike everywhere.
 * @param shape - the last axis is the output, the one before it the input, those ahead the receptive field
 */
export function drawInitialWeights(initializer: Initializer, shape: readonly number[], seed: number): Float32Array {
  const values = new Float32Array(shape.reduce((product, size) => product * size, 1));
  const random = createRandom(seed);
  const { fanIn, fanOut } = computeFans(shape);
  const fanAverage = (fanIn + fanOut) / 2;
  switch (initializer) {
    case 'zeros':
      return values;
    case 'ones':
      return values.fill(1);
    case 'randomUniform':
      return fillUniform(values, random, PLAIN_SCALE);
    case 'randomNormal':
      return values.map(() => random.normal() * PLAIN_SCALE);
    case 'truncatedNormal':
      return fillTruncated(values, random, PLAIN_SCALE);
    case 'glorotUniform':
      return fillUniform(values, random, Math.sqrt(3 / fanAverage));
    case 'heUniform':
      return fillUniform(values, random, Math.sqrt(6 / fanIn));
    case 'leCunUniform':
      return fillUniform(values, random, Math.sqrt(3 / fanIn));
    case 'glorotNormal':
      return fillTruncated(values, random, Math.sqrt(1 / fanAverage) / TRUNCATED_STDDEV);
    case 'heNormal':
      return fillTruncated(values, random, Math.sqrt(2 / fanIn) / TRUNCATED_STDDEV);
    case 'leCunNormal':
      return fillTruncated(values, random, Math.sqrt(1 / fanIn) / TRUNCATED_STDDEV);
    case 'orthogonal':
      return fillOrthogonal(values, random, shape.at(-1) ?? 1);
  }
}

function computeFans(shape: readonly number[]): { fanIn: number; fanOut: number } {
  const receptiveField = shape.slice(0, -2).reduce((product, size) => product * size, 1);
  const outputs = shape.at(-1) ?? 1;
  const inputs = shape.at(-2) ?? outputs;
  return { fanIn: Math.max(1, inputs * receptiveField), fanOut: Math.max(1, outputs * receptiveField) };
}

function fillUniform(values: Float32Array, random: Random, limit: number): Float32Array {
  return values.map(() => (2 * random.uniform() - 1) * limit);
}

/** Draws beyond two standard deviations are drawn again. */
function fillTruncated(values: Float32Array, random: Random, stddev: number): Float32Array {
  return values.map(() => {
    let draw = random.normal();
    while (Math.abs(draw) > 2) draw = random.normal();
    return draw * stddev;
  });
}

/**
 * Orthonormal columns (rows, where there are fewer rows than columns) of the matrix [size / columns, columns]:
 * Gram-Schmidt over normal vectors, which is the QR decomposition with a positive diagonal of R.
 * Source: A. M. Saxe et al., "Exact solutions to the nonlinear dynamics of learning in deep linear networks", 2014.
 */
function fillOrthogonal(values: Float32Array, random: Random, columns: number): Float32Array {
  const rows = values.length / columns;
  const length = Math.max(rows, columns);
  const basis: Float64Array[] = [];
  for (let k = 0; k < Math.min(rows, columns); k++) {
    const vector = Float64Array.from({ length }, () => random.normal());
    for (const other of basis) subtractProjection(vector, other);
    normalize(vector);
    basis.push(vector);
  }
  basis.forEach((vector, k) =>
    vector.forEach((value, i) => {
      values[rows >= columns ? i * columns + k : k * columns + i] = value;
    }),
  );
  return values;
}

function subtractProjection(vector: Float64Array, unit: Float64Array): void {
  let product = 0;
  for (let i = 0; i < vector.length; i++) product += (vector[i] ?? 0) * (unit[i] ?? 0);
  for (let i = 0; i < vector.length; i++) vector[i] = (vector[i] ?? 0) - product * (unit[i] ?? 0);
}

function normalize(vector: Float64Array): void {
  const norm = Math.hypot(...vector);
  for (let i = 0; i < vector.length; i++) vector[i] = (vector[i] ?? 0) / norm;
}
