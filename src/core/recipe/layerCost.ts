import type { Activation } from './recipe.ts';
import { sizeOf } from './shapes.ts';
import type { ResolvedDense, ResolvedLayer, Shape } from './sizes.ts';

/** What a layer costs for one sample. */
export interface LayerCost {
  /** Weights that training changes. */
  readonly trainable: number;
  /** Weights that it does not: running averages. */
  readonly nonTrainable: number;
  /** Floating-point operations of one prediction. */
  readonly forwardFlops: number;
  /** Those of one training step: forward in training mode, and backward. */
  readonly trainingFlops: number;
  /** Values that wait for back-propagation beside the layer's output, which every layer keeps. */
  readonly keptValues: number;
}

/**
 * The cost of a layer. A multiplication and an addition are two operations; a function such as tanh counts as one.
 *
 * - dense, n → u: forward 2nu (+u with bias, +u with an activation). Backward 2nu for the gradient of the weights, and
 *   2nu for the gradient of its input unless nothing before it learns.
 * - batch normalization over n values: predicting folds into 2n; a training step takes the mean, variance, scaling and
 *   shift (8n forward) and as much again and a half backward (12n).
 * - layer normalization: the same 8n forward in both modes, 12n backward.
 * - dropout and noise: nothing when predicting; a mask or a draw per value when training.
 * @param needsInputGradient - whether a layer before it has weights to train
 */
export function layerCost(layer: ResolvedLayer, input: Shape, needsInputGradient: boolean): LayerCost {
  const values = sizeOf(input);
  const channels = input.at(-1) ?? 1;
  switch (layer.type) {
    case 'dense':
      return denseCost(layer, input, needsInputGradient);
    case 'activation': {
      const flops = values * activationFlops(layer.activation);
      return elementwise({ forwardFlops: flops, trainingFlops: 3 * flops });
    }
    case 'leakyReLU':
      return elementwise({ forwardFlops: values, trainingFlops: 3 * values });
    case 'dropout':
      return elementwise({ forwardFlops: 0, trainingFlops: 3 * values, keptValues: values });
    case 'gaussianNoise':
      return elementwise({ forwardFlops: 0, trainingFlops: 2 * values });
    case 'batchNormalization':
      return {
        trainable: 2 * channels,
        nonTrainable: 2 * channels,
        forwardFlops: 2 * values,
        trainingFlops: 20 * values,
        keptValues: values,
      };
    case 'layerNormalization':
      return {
        trainable: 2 * channels,
        nonTrainable: 0,
        forwardFlops: 8 * values,
        trainingFlops: 20 * values,
        keptValues: values,
      };
  }
}

function denseCost(layer: ResolvedDense, input: Shape, needsInputGradient: boolean): LayerCost {
  const inputs = input.at(-1) ?? 1;
  const positions = sizeOf(input.slice(0, -1));
  const outputs = positions * layer.units;
  const product = 2 * inputs * outputs;
  const bias = layer.useBias ? outputs : 0;
  const activation = outputs * activationFlops(layer.activation);
  const forward = product + bias + activation;
  const backward = product + (needsInputGradient ? product : 0) + bias + 2 * activation;
  return {
    trainable: inputs * layer.units + (layer.useBias ? layer.units : 0),
    nonTrainable: 0,
    forwardFlops: forward,
    trainingFlops: forward + backward,
    keptValues: layer.activation === 'linear' ? 0 : outputs,
  };
}

function elementwise(cost: Pick<LayerCost, 'forwardFlops' | 'trainingFlops'> & { keptValues?: number }): LayerCost {
  return { trainable: 0, nonTrainable: 0, keptValues: 0, ...cost };
}

/** Per value: nothing for linear, three for softmax (exponential, sum, quotient), one for the others. */
function activationFlops(activation: Activation): number {
  if (activation === 'linear') return 0;
  return activation === 'softmax' ? 3 : 1;
}
