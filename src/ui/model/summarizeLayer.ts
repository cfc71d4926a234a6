import type { LayerSpec, Size } from '../../core/recipe/layerSpec.ts';
import type { Formatters } from '../../messages/formatters.ts';
import type { Messages } from '../../messages/messages.ts';

/** A layer's most telling options in a few characters: `64 · ReLU`, `32 · 3×3 · ReLU`. */
export function summarizeLayer(layer: LayerSpec, t: Messages['model'], f: Formatters): string {
  const sizes: Readonly<Record<string, string>> = t.editor.sizes;
  const size = (value: Size): string => (typeof value === 'number' ? f.integer(value) : (sizes[value] ?? value));
  const square = (side: number): string => `${f.integer(side)}×${f.integer(side)}`;
  const strided = (strides: number): string[] => (strides === 1 ? [] : [`/${f.integer(strides)}`]);
  return partsOf().join(' · ');

  function partsOf(): string[] {
    switch (layer.type) {
      case 'dense':
        return [size(layer.units), t.activations[layer.activation]];
      case 'conv1d':
        return [
          size(layer.filters),
          f.integer(layer.kernelSize),
          ...strided(layer.strides),
          t.activations[layer.activation],
        ];
      case 'conv2d':
      case 'separableConv2d':
      case 'conv2dTranspose':
        return [
          size(layer.filters),
          square(layer.kernelSize),
          ...strided(layer.strides),
          t.activations[layer.activation],
        ];
      case 'depthwiseConv2d':
        return [square(layer.kernelSize), ...strided(layer.strides), t.activations[layer.activation]];
      case 'maxPooling1d':
      case 'averagePooling1d':
        return [f.integer(layer.poolSize)];
      case 'maxPooling2d':
      case 'averagePooling2d':
        return [square(layer.poolSize)];
      case 'upSampling2d':
        return [`${f.integer(layer.size)}×`, t.editor.choices[layer.interpolation]];
      case 'simpleRNN':
      case 'lstm':
      case 'gru':
        return [size(layer.units), ...(layer.bidirectional ? ['⇄'] : [])];
      case 'embedding':
        return [f.integer(layer.outputDim)];
      case 'levelLinear':
        return [size(layer.units)];
      case 'reshape':
        return [layer.targetShape.map(size).join(' × ')];
      case 'repeatVector':
        return [size(layer.n)];
      case 'activation':
        return [t.activations[layer.activation]];
      case 'dropout':
      case 'spatialDropout':
        return [f.percent(layer.rate, 0)];
      case 'leakyReLU':
        return [f.number(layer.alpha)];
      case 'gaussianNoise':
        return [f.number(layer.stddev)];
      case 'batchNormalization':
        return [f.number(layer.momentum)];
      case 'add':
      case 'multiply':
      case 'concatenate':
      case 'layerNormalization':
      case 'flatten':
      case 'globalMaxPooling1d':
      case 'globalAveragePooling1d':
      case 'globalMaxPooling2d':
      case 'globalAveragePooling2d':
      case 'attentionPooling':
        return [];
    }
  }
}
