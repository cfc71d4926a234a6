import type { LayerOf, LayerSpec, LayerType } from './layerSpec.ts';

type LayerFactories = { readonly [T in LayerType]: (id: string) => LayerOf<T> };

const WEIGHTED = {
  activation: 'relu',
  useBias: true,
  kernelInitializer: 'heNormal',
  kernelRegularizer: null,
} as const;
const WINDOWED = { kernelSize: 3, strides: 1, padding: 'same' } as const;
const POOLED = { poolSize: 2, strides: 2, padding: 'valid' } as const;
const RECURRENT = {
  units: 32,
  activation: 'tanh',
  returnSequences: false,
  bidirectional: false,
  useBias: true,
  kernelInitializer: 'glorotUniform',
  recurrentInitializer: 'orthogonal',
} as const;
const GATED = { ...RECURRENT, recurrentActivation: 'sigmoid' } as const;

const FACTORIES: LayerFactories = {
  dense: (id) => ({ type: 'dense', id, units: 64, ...WEIGHTED }),
  activation: (id) => ({ type: 'activation', id, activation: 'relu' }),
  leakyReLU: (id) => ({ type: 'leakyReLU', id, alpha: 0.1 }),
  dropout: (id) => ({ type: 'dropout', id, rate: 0.2 }),
  spatialDropout: (id) => ({ type: 'spatialDropout', id, rate: 0.2 }),
  gaussianNoise: (id) => ({ type: 'gaussianNoise', id, stddev: 0.1 }),
  batchNormalization: (id) => ({ type: 'batchNormalization', id, momentum: 0.9, epsilon: 1e-3 }),
  layerNormalization: (id) => ({ type: 'layerNormalization', id, epsilon: 1e-3 }),
  flatten: (id) => ({ type: 'flatten', id }),
  reshape: (id) => ({ type: 'reshape', id, targetShape: ['$features'] }),
  repeatVector: (id) => ({ type: 'repeatVector', id, n: '$time' }),
  conv1d: (id) => ({ type: 'conv1d', id, filters: 32, ...WINDOWED, ...WEIGHTED }),
  conv2d: (id) => ({ type: 'conv2d', id, filters: 32, ...WINDOWED, ...WEIGHTED }),
  separableConv2d: (id) => ({ type: 'separableConv2d', id, filters: 32, ...WINDOWED, ...WEIGHTED }),
  depthwiseConv2d: (id) => ({ type: 'depthwiseConv2d', id, depthMultiplier: 1, ...WINDOWED, ...WEIGHTED }),
  conv2dTranspose: (id) => ({ type: 'conv2dTranspose', id, filters: 32, ...WINDOWED, strides: 2, ...WEIGHTED }),
  maxPooling1d: (id) => ({ type: 'maxPooling1d', id, ...POOLED }),
  averagePooling1d: (id) => ({ type: 'averagePooling1d', id, ...POOLED }),
  maxPooling2d: (id) => ({ type: 'maxPooling2d', id, ...POOLED }),
  averagePooling2d: (id) => ({ type: 'averagePooling2d', id, ...POOLED }),
  globalMaxPooling1d: (id) => ({ type: 'globalMaxPooling1d', id }),
  globalAveragePooling1d: (id) => ({ type: 'globalAveragePooling1d', id }),
  globalMaxPooling2d: (id) => ({ type: 'globalMaxPooling2d', id }),
  globalAveragePooling2d: (id) => ({ type: 'globalAveragePooling2d', id }),
  upSampling2d: (id) => ({ type: 'upSampling2d', id, size: 2, interpolation: 'nearest' }),
  embedding: (id) => ({ type: 'embedding', id, inputDim: '$vocabulary', outputDim: 32, maskZero: true }),
  simpleRNN: (id) => ({ type: 'simpleRNN', id, ...RECURRENT }),
  lstm: (id) => ({ type: 'lstm', id, ...GATED }),
  gru: (id) => ({ type: 'gru', id, ...GATED }),
  attentionPooling: (id) => ({ type: 'attentionPooling', id }),
  levelLinear: (id) => ({ type: 'levelLinear', id, units: '$outputs', feature: '$past', kernelRegularizer: null }),
  add: (id) => ({ type: 'add', id }),
  multiply: (id) => ({ type: 'multiply', id }),
  concatenate: (id) => ({ type: 'concatenate', id }),
};

/** Layer types by what they are for, in the order in which a menu offers them. */
export const LAYER_GROUPS = {
  general: ['dense', 'activation', 'leakyReLU', 'flatten', 'reshape', 'repeatVector'],
  regularization: ['dropout', 'spatialDropout', 'gaussianNoise', 'batchNormalization', 'layerNormalization'],
  images: [
    'conv2d',
    'separableConv2d',
    'depthwiseConv2d',
    'conv2dTranspose',
    'maxPooling2d',
    'averagePooling2d',
    'globalAveragePooling2d',
    'globalMaxPooling2d',
    'upSampling2d',
  ],
  sequences: [
    'conv1d',
    'maxPooling1d',
    'averagePooling1d',
    'globalAveragePooling1d',
    'globalMaxPooling1d',
    'simpleRNN',
    'gru',
    'lstm',
    'attentionPooling',
    'levelLinear',
    'embedding',
  ],
  joins: ['add', 'multiply', 'concatenate'],
} as const satisfies Readonly<Record<string, readonly LayerType[]>>;
export type LayerGroup = keyof typeof LAYER_GROUPS;

/** All layer types. */
export const LAYER_TYPES: readonly LayerType[] = Object.values(LAYER_GROUPS).flat();

/**
 * A layer with its default options. They are Keras's, but for some that suit small data better: ReLU with He
 * initialisation, padding that keeps the size, and running averages that settle within tens of steps (momentum 0.9).
 */
export function createLayer<T extends LayerType>(type: T, id: string): LayerOf<T> {
  return FACTORIES[type](id);
}

/** The last layer of a network: as many units as the data has outputs. */
export function createHead(id: string, activation: LayerOf<'dense'>['activation']): LayerOf<'dense'> {
  return { ...FACTORIES.dense(id), units: '$outputs', activation, kernelInitializer: 'glorotUniform' };
}

/** An id that no layer has yet: the type and the lowest free number. It becomes the layer's name in the model. */
export function freeLayerId(type: LayerType, layers: readonly Pick<LayerSpec, 'id'>[]): string {
  const taken = new Set(layers.map(({ id }) => id));
  let number = 1;
  while (taken.has(`${type}_${number}`)) number += 1;
  return `${type}_${number}`;
}
