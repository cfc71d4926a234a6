import type { LayerOf, LayerSpec, LayerType } from './recipe.ts';

type LayerFactories = { readonly [T in LayerType]: (id: string) => LayerOf<T> };

const FACTORIES: LayerFactories = {
  dense: (id) => ({
    type: 'dense',
    id,
    units: 64,
    activation: 'relu',
    useBias: true,
    kernelInitializer: 'heNormal',
    kernelRegularizer: null,
  }),
  activation: (id) => ({ type: 'activation', id, activation: 'relu' }),
  leakyReLU: (id) => ({ type: 'leakyReLU', id, alpha: 0.1 }),
  dropout: (id) => ({ type: 'dropout', id, rate: 0.2 }),
  gaussianNoise: (id) => ({ type: 'gaussianNoise', id, stddev: 0.1 }),
  batchNormalization: (id) => ({ type: 'batchNormalization', id, momentum: 0.9, epsilon: 1e-3 }),
  layerNormalization: (id) => ({ type: 'layerNormalization', id, epsilon: 1e-3 }),
};

/** All layer types, in the order in which a menu offers them. */
export const LAYER_TYPES: readonly LayerType[] = [
  'dense',
  'dropout',
  'batchNormalization',
  'layerNormalization',
  'activation',
  'leakyReLU',
  'gaussianNoise',
];

/**
 * A layer with its default options. They are Keras's, but for two that suit small tables better: ReLU with He
 * initialisation, and running averages that settle within tens of steps (momentum 0.9, not 0.99).
 */
export function createLayer<T extends LayerType>(type: T, id: string): LayerOf<T> {
  return FACTORIES[type](id);
}

/** The last layer of a network: as many units as the data has outputs. */
export function createHead(id: string, activation: LayerOf<'dense'>['activation']): LayerOf<'dense'> {
  return { ...FACTORIES.dense(id), units: '$outputs', activation, kernelInitializer: 'glorotUniform' };
}

/** An id that no layer has yet: the type and the lowest free number. It becomes the layer's name in the model. */
export function freeLayerId(type: LayerType, layers: readonly LayerSpec[]): string {
  const taken = new Set(layers.map(({ id }) => id));
  let number = 1;
  while (taken.has(`${type}_${number}`)) number += 1;
  return `${type}_${number}`;
}
