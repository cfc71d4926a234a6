import type { StepPlaces } from './report.ts';
import type { SplitPart } from '../preprocessing/preparation.ts';
import { errorMap, largestOf } from './errorMap.ts';

/** How well samples were made again, one by one. */
export interface ReconstructionErrors {
  /** Mean squared error of each sample over its values, in prepared units, [rows]. */
  readonly errors: Float32Array;
  /** The largest error of each sample's `errorMap`, [rows]: what a small fault shows in. */
  readonly peaks: Float32Array;
  /** Of each entry of the last axis (a feature, a channel), the mean over the others, [rows, features]. */
  readonly featureErrors: Float32Array;
}

/** What a sample's error is: of the whole of it, or of its worst place. */
export type JudgedBy = 'whole' | 'place';

/** What a sample is to those who look at its errors. */
export type ReconstructedKind = 'row' | 'window' | 'image';

/** When windows end (their last row), and of which unit they are. */
export interface WindowTimes extends StepPlaces {
  readonly length: number;
  readonly stride: number;
}

/** One part of the split through an autoencoder. */
export interface ReconstructedPart extends ReconstructionErrors {
  readonly runId: string;
  readonly part: SplitPart;
  /** Rows of the data set, [rows]. */
  readonly rowIndices: Uint32Array;
  /** Index of each row's label in `classes`, -1 where it has none, [rows]. */
  readonly labels: Float32Array;
  readonly classes: readonly string[];
  /** The class that was trained on; null: all rows. */
  readonly normalClass: string | null;
  readonly kind: ReconstructedKind;
  /** Of one sample. */
  readonly shape: readonly number[];
  /** What the last axis is made of; of pictures their colours. */
  readonly features: readonly string[];
  readonly windows: WindowTimes | null;
  /** Values of a sample, and of its code. */
  readonly inputSize: number;
  readonly codeSize: number;
  /** [rows, codeSize] */
  readonly codes: Float32Array;
  /** Errors of the naive model, which gives the training rows' mean whatever the sample. */
  readonly baselineErrors: ReconstructionErrors;
  /** Errors of all training rows, and of the validation rows: what thresholds and contamination are read off. */
  readonly trainingErrors: Float32Array;
  readonly validationErrors: Float32Array;
  readonly validationPeaks: Float32Array;
  /** Training rows with another label than the most frequent one; null where there are no labels. */
  readonly trainingMinority: number | null;
  /** null: not a denoising autoencoder. */
  readonly denoising: DenoisingErrors | null;
  /** null: not pictures, or without masks. */
  readonly pixels: PixelDetection | null;
}

/** How errors by place and masks of defects go together. */
export interface PixelDetection {
  /** Pictures with a defect in their mask. */
  readonly pictures: number;
  /** Of all pixels. */
  readonly faultyShare: number;
  /** null where all pixels are alike. */
  readonly rocAuc: number | null;
  readonly averagePrecision: number | null;
}

/** Mean squared errors against clean samples, of spoilt ones and of what a denoising autoencoder made of them. */
export interface DenoisingErrors {
  readonly before: number;
  readonly after: number;
  readonly rows: number;
}

/**
 * @param inputs - [rows, ...sample]
 * @param outputs - of the same shape
 * @param shape - of one sample
 */
export function reconstructionErrors(
  inputs: Float32Array,
  outputs: ArrayLike<number>,
  shape: readonly number[],
): ReconstructionErrors {
  const size = shape.reduce((product, length) => product * length, 1);
  const width = shape.at(-1) ?? 1;
  const rows = inputs.length / size;
  const errors = new Float32Array(rows);
  const peaks = new Float32Array(rows);
  const featureErrors = new Float32Array(rows * width);
  const perFeature = size / width;
  for (let row = 0; row < rows; row++) {
    let total = 0;
    for (let i = 0; i < size; i++) {
      const difference = (inputs[row * size + i] ?? NaN) - (outputs[row * size + i] ?? NaN);
      const squared = difference * difference;
      total += squared;
      const at = row * width + (i % width);
      featureErrors[at] = (featureErrors[at] ?? 0) + squared / perFeature;
    }
    errors[row] = total / size;
    const at = row * size;
    peaks[row] = largestOf(errorMap(inputs.subarray(at, at + size), outputs, at, shape));
  }
  return { errors, peaks, featureErrors };
}

/** The mean of each feature's errors over rows that are chosen (all where none are named), [features]. */
export function meanFeatureErrors(featureErrors: Float32Array, width: number, rows?: readonly number[]): number[] {
  const chosen = rows ?? Array.from({ length: featureErrors.length / width }, (_, row) => row);
  const sums = new Array<number>(width).fill(0);
  for (const row of chosen) {
    for (let i = 0; i < width; i++) sums[i] = (sums[i] ?? 0) + (featureErrors[row * width + i] ?? 0);
  }
  return sums.map((sum) => sum / chosen.length);
}

export function meanOf(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Features of one sample by their share of its error, largest first. */
export function drivingFeatures(
  featureErrors: ArrayLike<number>,
  names: readonly string[],
): readonly { readonly name: string; readonly share: number }[] {
  const total = names.reduce((sum, _, i) => sum + (featureErrors[i] ?? 0), 0);
  return names
    .map((name, i) => ({ name, share: total > 0 ? (featureErrors[i] ?? 0) / total : 0 }))
    .sort((a, b) => b.share - a.share);
}
