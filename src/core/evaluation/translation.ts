import type { CompanionRole } from '../images/pairPictures.ts';
import type { SplitPart } from '../preprocessing/preparation.ts';

/** How far a picture is from the one that it should be; both with values in [0, 1]. */
export interface PictureErrors {
  /** Mean absolute error. */
  readonly mae: number;
  /** Peak signal-to-noise ratio, 10·log₁₀(1/MSE), in dB; at most `MAX_PSNR`, which stands for no error. */
  readonly psnr: number;
  /** Structural similarity, see `structuralSimilarity`. */
  readonly ssim: number;
}

export const TRANSLATION_METRICS = ['mae', 'psnr', 'ssim'] as const satisfies readonly (keyof PictureErrors)[];
export type TranslationMetric = (typeof TRANSLATION_METRICS)[number];

/** Over pictures; the spread is the standard deviation, divided by n - 1. */
export interface MeanAndSpread {
  readonly mean: number;
  readonly spread: number;
}

/** How the pictures of a part were translated, beside doing nothing: targets are compared with the picture itself, masks with an empty one. */
export interface TranslationReport {
  readonly part: SplitPart;
  readonly role: CompanionRole;
  readonly rowCount: number;
  readonly model: Readonly<Record<TranslationMetric, MeanAndSpread>>;
  readonly baseline: Readonly<Record<TranslationMetric, MeanAndSpread>>;
  /** Of masks: pixels marked in both over pixels marked in either, over all pictures, from one half on; null for targets, and where nothing is marked. */
  readonly overlap: number | null;
  /** Of each picture, [rowCount]. */
  readonly errors: Readonly<Record<TranslationMetric, Float32Array>>;
  readonly baselineErrors: Readonly<Record<TranslationMetric, Float32Array>>;
  /** Row of each in the data set. */
  readonly rowIndices: Uint32Array;
  /** Positions in the part, the largest mean absolute error first. */
  readonly worstFirst: Uint32Array;
}

export const MAX_PSNR = 100;
/** Window of 11 × 11 under a Gaussian of 1.5 pixels, and the constants, as published; values reach from 0 to 1. */
const SIGMA = 1.5;
const RADIUS = 5;
const C1 = 0.01 ** 2;
const C2 = 0.03 ** 2;

/**
 * @param made - [height, width, channels] from `madeAt` on
 * @param wanted - the same from `wantedAt` on
 */
export function pictureErrors(
  made: Float32Array,
  madeAt: number,
  wanted: Float32Array,
  wantedAt: number,
  shape: readonly number[],
): PictureErrors {
  return {
    ...plainErrors(made, madeAt, wanted, wantedAt, shape),
    ssim: structuralSimilarity(made, madeAt, wanted, wantedAt, shape),
  };
}

/** What an epoch is judged by: quick to compute. */
export function plainErrors(
  made: Float32Array,
  madeAt: number,
  wanted: Float32Array,
  wantedAt: number,
  shape: readonly number[],
): Pick<PictureErrors, 'mae' | 'psnr'> {
  const size = shape.reduce((product, length) => product * length, 1);
  let absolute = 0;
  let squared = 0;
  for (let i = 0; i < size; i++) {
    const off = (made[madeAt + i] ?? NaN) - (wanted[wantedAt + i] ?? NaN);
    absolute += Math.abs(off);
    squared += off * off;
  }
  return { mae: absolute / size, psnr: Math.min(MAX_PSNR, -10 * Math.log10(squared / size)) };
}

/**
 * SSIM: the mean over all places of the window, and over channels, of
 * (2μₓμᵧ + C₁)(2σₓᵧ + C₂) / ((μₓ² + μᵧ² + C₁)(σₓ² + σᵧ² + C₂)). Source: Z. Wang et al., "Image Quality Assessment: From Error
 * Visibility to Structural Similarity", 2004. In a picture that is smaller than the window, the window is as large as fits.
 */
export function structuralSimilarity(
  a: Float32Array,
  aAt: number,
  b: Float32Array,
  bAt: number,
  [height = 1, width = 1, channels = 1]: readonly number[],
): number {
  const radius = Math.min(RADIUS, Math.floor((Math.min(height, width) - 1) / 2));
  const weights = gaussianWeights(radius);
  const size = height * width;
  let total = 0;
  for (let channel = 0; channel < channels; channel++) {
    const x = new Float64Array(size);
    const y = new Float64Array(size);
    for (let pixel = 0; pixel < size; pixel++) {
      x[pixel] = a[aAt + pixel * channels + channel] ?? NaN;
      y[pixel] = b[bAt + pixel * channels + channel] ?? NaN;
    }
    const blur = (values: Float64Array): Float64Array => blurInside(values, height, width, weights);
    const [meanX, meanY] = [blur(x), blur(y)];
    const squareX = blur(x.map((value) => value * value));
    const squareY = blur(y.map((value) => value * value));
    const product = blur(x.map((value, i) => value * (y[i] ?? NaN)));
    let sum = 0;
    for (let i = 0; i < meanX.length; i++) {
      const [mx, my] = [meanX[i] ?? NaN, meanY[i] ?? NaN];
      const varianceX = (squareX[i] ?? NaN) - mx * mx;
      const varianceY = (squareY[i] ?? NaN) - my * my;
      const covariance = (product[i] ?? NaN) - mx * my;
      sum += ((2 * mx * my + C1) * (2 * covariance + C2)) / ((mx * mx + my * my + C1) * (varianceX + varianceY + C2));
    }
    total += sum / meanX.length;
  }
  return total / channels;
}

/** Weights of a window's places along one axis; they sum to 1. */
function gaussianWeights(radius: number): Float64Array {
  const weights = Float64Array.from({ length: 2 * radius + 1 }, (_, i) =>
    Math.exp(-((i - radius) ** 2) / (2 * SIGMA ** 2)),
  );
  const sum = weights.reduce((all, weight) => all + weight, 0);
  return weights.map((weight) => weight / sum);
}

/** Weighted means at every place where the whole window lies inside. */
function blurInside(values: Float64Array, height: number, width: number, weights: Float64Array): Float64Array {
  const [innerHeight, innerWidth] = [height - weights.length + 1, width - weights.length + 1];
  const rows = new Float64Array(height * innerWidth);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < innerWidth; x++) {
      let sum = 0;
      for (let k = 0; k < weights.length; k++) sum += (weights[k] ?? 0) * (values[y * width + x + k] ?? NaN);
      rows[y * innerWidth + x] = sum;
    }
  }
  const out = new Float64Array(innerHeight * innerWidth);
  for (let y = 0; y < innerHeight; y++) {
    for (let x = 0; x < innerWidth; x++) {
      let sum = 0;
      for (let k = 0; k < weights.length; k++) sum += (weights[k] ?? 0) * (rows[(y + k) * innerWidth + x] ?? NaN);
      out[y * innerWidth + x] = sum;
    }
  }
  return out;
}

export function meanAndSpread(values: Float32Array): MeanAndSpread {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, spread: values.length > 1 ? Math.sqrt(squares / (values.length - 1)) : 0 };
}

/** What doing nothing gives: the picture itself, or, of masks, one in which nothing is marked. */
export function untranslated(
  source: Float32Array,
  role: CompanionRole,
  count: number,
  shape: readonly number[],
): Float32Array {
  return role === 'target' ? source : new Float32Array(count * shape.reduce((product, length) => product * length, 1));
}
