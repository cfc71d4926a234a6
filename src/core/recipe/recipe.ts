import type { Task } from '../preprocessing/preparation.ts';
import type { TrainingSettings } from '../training/settings.ts';

/** A size that the data decides: the pure function `resolveSizes` fills it in. */
export const SYMBOLIC_SIZES = ['$features', '$outputs'] as const;
export type SymbolicSize = (typeof SYMBOLIC_SIZES)[number];
export type Size = number | SymbolicSize;

export const ACTIVATIONS = [
  'linear',
  'relu',
  'relu6',
  'elu',
  'selu',
  'gelu',
  'swish',
  'mish',
  'tanh',
  'sigmoid',
  'hardSigmoid',
  'softplus',
  'softsign',
  'softmax',
] as const;
export type Activation = (typeof ACTIVATIONS)[number];

export const INITIALIZERS = [
  'glorotUniform',
  'glorotNormal',
  'heUniform',
  'heNormal',
  'leCunUniform',
  'leCunNormal',
  'randomUniform',
  'randomNormal',
  'truncatedNormal',
  'orthogonal',
  'zeros',
  'ones',
] as const;
export type Initializer = (typeof INITIALIZERS)[number];

export interface Regularizer {
  readonly l1: number;
  readonly l2: number;
}

/** Layers carry Keras's names and options as tfjs spells them, and an id that undo, problems and drag keep to. */
export type LayerSpec =
  | {
      readonly type: 'dense';
      readonly id: string;
      readonly units: Size;
      readonly activation: Activation;
      readonly useBias: boolean;
      readonly kernelInitializer: Initializer;
      readonly kernelRegularizer: Regularizer | null;
    }
  | { readonly type: 'activation'; readonly id: string; readonly activation: Activation }
  | { readonly type: 'leakyReLU'; readonly id: string; readonly alpha: number }
  | { readonly type: 'dropout'; readonly id: string; readonly rate: number }
  | { readonly type: 'gaussianNoise'; readonly id: string; readonly stddev: number }
  | { readonly type: 'batchNormalization'; readonly id: string; readonly momentum: number; readonly epsilon: number }
  | { readonly type: 'layerNormalization'; readonly id: string; readonly epsilon: number };

export type LayerType = LayerSpec['type'];
export type LayerOf<T extends LayerType> = Extract<LayerSpec, { type: T }>;

/** A chain of layers after an input of `inputShape` (without the batch axis). */
export interface NetworkSpec {
  readonly inputShape: readonly Size[];
  readonly layers: readonly LayerSpec[];
}

/** How networks are trained decides which networks a recipe has. */
export type Procedure = { readonly kind: 'supervised'; readonly model: NetworkSpec };

/** What to build and how to train it: plain JSON, shipped, stored, edited and exported alike. */
export interface Recipe {
  readonly version: 1;
  readonly id: string;
  readonly name: { readonly en: string; readonly zh: string };
  readonly description: { readonly en: string; readonly zh: string };
  /** The tasks it suits; empty means any. */
  readonly tasks: readonly Task[];
  readonly procedure: Procedure;
  readonly training: TrainingSettings;
}

/** What `$features` and `$outputs` are worth for a prepared data set. */
export interface SizeBindings {
  readonly features: number;
  readonly outputs: number;
}
