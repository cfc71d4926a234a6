import type { LayerSpec } from './layerSpec.ts';

/**
 * The padding that a layer meets, of what its inputs carry: one that all of them carry, else none.
 * @typeParam M - a mask; the same object stands for the same steps
 */
export function commonMask<M>(masks: readonly (M | null)[]): M | null {
  const [first = null] = masks;
  return masks.every((mask) => mask === first) ? first : null;
}

/**
 * Whether what a layer gives has the steps that it took, so that padding stays where it was. As in Keras, and further: a
 * convolution that neither shortens nor skips carries the mask, which Keras drops there.
 */
export function carriesMask(layer: LayerSpec): boolean {
  switch (layer.type) {
    case 'dense':
    case 'activation':
    case 'leakyReLU':
    case 'dropout':
    case 'spatialDropout':
    case 'gaussianNoise':
    case 'batchNormalization':
    case 'layerNormalization':
    case 'add':
    case 'multiply':
    case 'concatenate':
      return true;
    case 'simpleRNN':
    case 'lstm':
    case 'gru':
      return layer.returnSequences;
    case 'conv1d':
      return keepsSteps(layer);
    case 'flatten':
    case 'reshape':
    case 'repeatVector':
    case 'conv2d':
    case 'conv2dTranspose':
    case 'separableConv2d':
    case 'depthwiseConv2d':
    case 'maxPooling1d':
    case 'averagePooling1d':
    case 'maxPooling2d':
    case 'averagePooling2d':
    case 'globalMaxPooling1d':
    case 'globalAveragePooling1d':
    case 'globalMaxPooling2d':
    case 'globalAveragePooling2d':
    case 'upSampling2d':
    case 'embedding':
    case 'attentionPooling':
    case 'levelLinear':
      return false;
  }
}

/** Whether a convolution gives a step for each that it takes. */
export function keepsSteps({ padding, strides }: { readonly padding: string; readonly strides: number }): boolean {
  return padding === 'same' && strides === 1;
}
