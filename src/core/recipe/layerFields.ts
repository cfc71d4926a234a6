import { formOf, integerField, numberField, outOfRange, type FieldTable, type FormField } from '../training/field.ts';
import { createLayer } from './createLayer.ts';
import { ACTIVATIONS, INITIALIZERS, INTERPOLATIONS, PADDINGS, SIZE_SYMBOLS, type LayerSpec } from './layerSpec.ts';

const SIZE = { kind: 'size', min: 1, max: 1_000_000, symbols: SIZE_SYMBOLS } as const;
const ACTIVATION = { kind: 'choice', options: ACTIVATIONS } as const;
const INITIALIZER = { kind: 'choice', options: INITIALIZERS } as const;
const WEIGHTED = {
  activation: ACTIVATION,
  useBias: { kind: 'boolean' },
  kernelInitializer: INITIALIZER,
  kernelRegularizer: { kind: 'regularizer', min: 0, max: 10 },
} as const;
const STRIDED = { strides: integerField(1, 32, 1), padding: { kind: 'choice', options: PADDINGS } } as const;
const WINDOWED = { kernelSize: integerField(1, 512, 1), ...STRIDED } as const;
const POOLED = { poolSize: integerField(1, 64, 1), ...STRIDED } as const;
const RECURRENT = {
  units: SIZE,
  returnSequences: { kind: 'boolean' },
  bidirectional: { kind: 'boolean' },
  activation: ACTIVATION,
  useBias: { kind: 'boolean' },
  kernelInitializer: INITIALIZER,
  recurrentInitializer: INITIALIZER,
} as const;
const GATED = { ...RECURRENT, recurrentActivation: ACTIVATION } as const;
const RATE = numberField(0, 0.95, 0.05);

/** Fields of every layer type: what its form asks for, and the range that the schema admits. */
export const LAYER_FIELDS: FieldTable<LayerSpec, 'type'> = {
  dense: { units: SIZE, ...WEIGHTED },
  activation: { activation: ACTIVATION },
  leakyReLU: { alpha: numberField(0, 1, 0.05) },
  dropout: { rate: RATE },
  spatialDropout: { rate: RATE },
  gaussianNoise: { stddev: numberField(0, 10, 0.05) },
  batchNormalization: { momentum: numberField(0, 0.9999, 0.01), epsilon: numberField(1e-12, 1, 10, 'log') },
  layerNormalization: { epsilon: numberField(1e-12, 1, 10, 'log') },
  flatten: {},
  reshape: { targetShape: { kind: 'sizeList', min: 1, max: 1_000_000 } },
  repeatVector: { n: SIZE },
  conv1d: { filters: SIZE, ...WINDOWED, ...WEIGHTED },
  conv2d: { filters: SIZE, ...WINDOWED, ...WEIGHTED },
  separableConv2d: { filters: SIZE, ...WINDOWED, ...WEIGHTED },
  depthwiseConv2d: { depthMultiplier: integerField(1, 64, 1), ...WINDOWED, ...WEIGHTED },
  conv2dTranspose: { filters: SIZE, ...WINDOWED, ...WEIGHTED },
  maxPooling1d: POOLED,
  averagePooling1d: POOLED,
  maxPooling2d: POOLED,
  averagePooling2d: POOLED,
  globalMaxPooling1d: {},
  globalAveragePooling1d: {},
  globalMaxPooling2d: {},
  globalAveragePooling2d: {},
  upSampling2d: { size: integerField(1, 16, 1), interpolation: { kind: 'choice', options: INTERPOLATIONS } },
  embedding: { inputDim: SIZE, outputDim: integerField(1, 4096, 1), maskZero: { kind: 'boolean' } },
  simpleRNN: RECURRENT,
  lstm: GATED,
  gru: GATED,
  attentionPooling: {},
  levelLinear: { units: SIZE, feature: SIZE, kernelRegularizer: WEIGHTED.kernelRegularizer },
  add: {},
  multiply: {},
  concatenate: {},
};

/** The form of a layer, with what each option would be by default. */
export function layerForm(layer: LayerSpec): FormField[] {
  return formOf(LAYER_FIELDS[layer.type], optionsOf(layer), optionsOf(createLayer(layer.type, layer.id)));
}

/** A layer without its links, which are no option. */
function optionsOf({ inputs: _links, ...options }: LayerSpec) {
  return options;
}

/** Fields of a layer that hold a number out of their range, with the numbers. */
export function fieldsOutOfRange(layer: LayerSpec): { key: string; value: number; min: number; max: number }[] {
  return layerForm(layer).flatMap(({ key, field, value }) =>
    outOfRange(field, value).map((number) => ({
      key,
      value: number,
      min: 'min' in field ? field.min : -Infinity,
      max: 'max' in field ? field.max : Infinity,
    })),
  );
}
