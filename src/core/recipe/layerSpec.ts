/** What the data decides, by the names that a size expression uses. */
export const SIZE_SYMBOLS = [
  '$features',
  '$outputs',
  '$time',
  '$height',
  '$width',
  '$channels',
  '$vocabulary',
  '$past',
  '$code',
] as const;
export type SizeSymbol = (typeof SIZE_SYMBOLS)[number];

/**
 * A product of whole numbers and of what the data decides, each of which may be divided, rounding up:
 * `$outputs`, `$height/4`, `$height/4*$width/4*16`.
 */
export type SizeExpression = `$${string}`;

/** A number, or an expression that `resolveSizes` works out for the data. */
export type Size = number | SizeExpression;

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

export const PADDINGS = ['same', 'valid'] as const;
export type Padding = (typeof PADDINGS)[number];

export const INTERPOLATIONS = ['nearest', 'bilinear'] as const;
export type Interpolation = (typeof INTERPOLATIONS)[number];

export interface Regularizer {
  readonly l1: number;
  readonly l2: number;
}

// Types, not interfaces: only so do they pass for records of options.
type Named<T extends string> = {
  readonly type: T;
  readonly id: string;
  /** Ids of the layers it takes its input from, `input` for the network's own; left out: the layer before it. */
  readonly inputs?: readonly string[];
};

/** Weights that every output shares with its inputs' neighbourhood or its whole input. */
type Weighted = {
  readonly activation: Activation;
  readonly useBias: boolean;
  readonly kernelInitializer: Initializer;
  readonly kernelRegularizer: Regularizer | null;
};

/** A window that moves over time, or over height and width alike. */
type Windowed = {
  readonly kernelSize: number;
  readonly strides: number;
  readonly padding: Padding;
};

type Pooled = {
  readonly poolSize: number;
  readonly strides: number;
  readonly padding: Padding;
};

type Recurrent = {
  readonly units: Size;
  readonly activation: Activation;
  /** Whether every step's state is given, [time, units], or the last one alone, [units]. */
  readonly returnSequences: boolean;
  /** Runs over time in both directions and gives both states side by side. */
  readonly bidirectional: boolean;
  readonly useBias: boolean;
  readonly kernelInitializer: Initializer;
  readonly recurrentInitializer: Initializer;
};

type Gated = Recurrent & { readonly recurrentActivation: Activation };

/** Layers carry Keras's names and options as tfjs spells them, and an id that undo, problems and drag keep to. */
export type LayerSpec =
  | (Named<'dense'> & { readonly units: Size } & Weighted)
  | (Named<'activation'> & { readonly activation: Activation })
  | (Named<'leakyReLU'> & { readonly alpha: number })
  | (Named<'dropout'> & { readonly rate: number })
  | (Named<'spatialDropout'> & { readonly rate: number })
  | (Named<'gaussianNoise'> & { readonly stddev: number })
  | (Named<'batchNormalization'> & { readonly momentum: number; readonly epsilon: number })
  | (Named<'layerNormalization'> & { readonly epsilon: number })
  | Named<'flatten'>
  | (Named<'reshape'> & { readonly targetShape: readonly Size[] })
  | (Named<'repeatVector'> & { readonly n: Size })
  | (Named<'conv1d'> & { readonly filters: Size } & Windowed & Weighted)
  | (Named<'conv2d'> & { readonly filters: Size } & Windowed & Weighted)
  | (Named<'separableConv2d'> & { readonly filters: Size } & Windowed & Weighted)
  | (Named<'depthwiseConv2d'> & { readonly depthMultiplier: number } & Windowed & Weighted)
  | (Named<'conv2dTranspose'> & { readonly filters: Size } & Windowed & Weighted)
  | (Named<'maxPooling1d'> & Pooled)
  | (Named<'averagePooling1d'> & Pooled)
  | (Named<'maxPooling2d'> & Pooled)
  | (Named<'averagePooling2d'> & Pooled)
  | Named<'globalMaxPooling1d'>
  | Named<'globalAveragePooling1d'>
  | Named<'globalMaxPooling2d'>
  | Named<'globalAveragePooling2d'>
  | (Named<'upSampling2d'> & { readonly size: number; readonly interpolation: Interpolation })
  | (Named<'embedding'> & {
      readonly inputDim: Size;
      readonly outputDim: number;
      /** Whether token 0 is padding, which the layers behind pass over. */
      readonly maskZero: boolean;
    })
  | (Named<'simpleRNN'> & Recurrent)
  | (Named<'lstm'> & Gated)
  | (Named<'gru'> & Gated)
  | Named<'attentionPooling'>
  | (Named<'levelLinear'> & {
      readonly units: Size;
      /** The feature whose last value the outputs begin from, counted from 1. */
      readonly feature: Size;
      readonly kernelRegularizer: Regularizer | null;
    })
  | Named<'add'>
  | Named<'multiply'>
  | Named<'concatenate'>;

export type LayerType = LayerSpec['type'];
export type LayerOf<T extends LayerType> = Extract<LayerSpec, { type: T }>;
