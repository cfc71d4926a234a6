import type { Activation } from '../../../core/recipe/layerSpec.ts';
import type { LossSpec } from '../../../core/training/settings.ts';

/** Activations that work value by value. */
export type PlainActivation = Exclude<Activation, 'softmax'> | 'leakyReLU';

/** A window that moves over [height, width]; of a series the height is 1. */
export interface Window {
  /** [height, width, channels] of a sample, before and after. */
  readonly from: readonly [number, number, number];
  readonly to: readonly [number, number, number];
  /** [height, width] */
  readonly size: readonly [number, number];
  readonly strides: readonly [number, number];
  /** Rows of padding above, columns of it to the left. */
  readonly padding: readonly [number, number];
}

export type WindowAttributes = { readonly window: Window };
export type ActivationAttributes = { readonly activation: PlainActivation; readonly alpha: number };
export type RowsAttributes = { readonly rows: number };
export type NormalizationAttributes = { readonly epsilon: number };
export type DropoutAttributes = {
  readonly rate: number;
  /** Names the layer's own draws. */
  readonly purpose: string;
  /** So many rows of channels share a draw. */
  readonly spread: number;
};
/** `width` columns from `start` on. */
export type ColumnsAttributes = { readonly start: number; readonly width: number };
export type LossAttributes = { readonly loss: LossSpec; readonly areLogits: boolean };

/** Every operation and what it is told beside its inputs. Types, not interfaces: only so are they records to print. */
export type OperationAttributes = {
  /** a[m,k]·b[k,n], either one transposed; with a bias as third input, and ReLU behind it. */
  readonly matMul: { readonly transposeA: boolean; readonly transposeB: boolean; readonly relu: boolean };
  readonly addBias: Record<string, never>;
  /** Rows [rows, width] → [width]. */
  readonly sumRows: Record<string, never>;
  readonly activate: ActivationAttributes;
  readonly activateGradient: ActivationAttributes;
  readonly softmax: Record<string, never>;
  readonly softmaxGradient: Record<string, never>;
  readonly add: Record<string, never>;
  readonly multiply: Record<string, never>;
  /** The same values under another shape: nothing is computed. */
  readonly reshape: { readonly shape: readonly number[] };
  readonly conv2d: WindowAttributes & { readonly relu: boolean };
  readonly conv2dInputGradient: WindowAttributes;
  readonly conv2dFilterGradient: WindowAttributes;
  readonly maxPool: WindowAttributes;
  readonly maxPoolGradient: WindowAttributes;
  readonly averagePool: WindowAttributes;
  readonly averagePoolGradient: WindowAttributes;
  /** [batch, rows, width] → [batch, width] */
  readonly meanRows: RowsAttributes;
  readonly meanRowsGradient: RowsAttributes;
  readonly batchNormalization: NormalizationAttributes & { readonly momentum: number };
  readonly batchNormalizationGradient: Record<string, never>;
  readonly batchNormalizationInference: NormalizationAttributes;
  readonly dropout: DropoutAttributes;
  readonly concatenate: Record<string, never>;
  readonly columns: ColumnsAttributes;
  /** Mean loss and its gradient at once, from what the network gives, targets, and perhaps weights per class. */
  readonly loss: LossAttributes;
};

export type OperationName = keyof OperationAttributes;
