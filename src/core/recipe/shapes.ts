import type { ResolvedLayer, Shape } from './sizes.ts';

/** The shape of one sample after a layer, without the batch axis. A dense layer works along the last axis. */
export function outputShape(layer: ResolvedLayer, input: Shape): Shape {
  switch (layer.type) {
    case 'dense':
      return [...input.slice(0, -1), layer.units];
    case 'activation':
    case 'leakyReLU':
    case 'dropout':
    case 'gaussianNoise':
    case 'batchNormalization':
    case 'layerNormalization':
      return input;
  }
}

/** Values in a tensor of this shape. */
export function sizeOf(shape: Shape): number {
  return shape.reduce((size, length) => size * length, 1);
}
