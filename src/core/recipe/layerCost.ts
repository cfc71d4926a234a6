import type { Activation } from './layerSpec.ts';
import { sizeOf } from './shapes.ts';
import type { ResolvedLayer, ResolvedLayerOf, Shape } from './sizes.ts';

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

/** A sample on its way through a layer. */
export interface LayerShapes {
  /** One shape; for a layer that joins others, theirs. */
  readonly inputs: readonly Shape[];
  readonly output: Shape;
  /** Whether a layer before it has weights to train. */
  readonly needsInputGradient: boolean;
}

/**
 * The cost of a layer. A multiplication and an addition are two operations; a function such as tanh counts as one.
 *
 * - Products with a kernel (dense, convolutions, recurrent layers), m multiplications for all outputs: forward 2m (and one
 *   for each bias and activation). Backward 2m for the gradient of the weights, and 2m for the gradient of the input
 *   unless nothing before the layer learns.
 * - batch normalization over n values: predicting folds into 2n; a training step takes the mean, variance, scaling and
 *   shift (8n forward) and as much again and a half backward (12n).
 * - layer normalization: the same 8n forward in both modes, 12n backward.
 * - pooling: one operation for each value in a window, and as many backward.
 * - dropout and noise: nothing when predicting; a mask or a draw per value when training.
 */
export function layerCost(layer: ResolvedLayer, { inputs, output, needsInputGradient }: LayerShapes): LayerCost {
  const [input = []] = inputs;
  const values = sizeOf(input);
  const channels = input.at(-1) ?? 1;
  const outputs = sizeOf(output);
  const product = (weights: number, multiplications: number, options: ProductOptions): LayerCost =>
    productCost({ weights, multiplications, outputs, needsInputGradient, ...options });
  switch (layer.type) {
    case 'dense':
      return product(channels * layer.units, channels * outputs, { ...layer, biases: layer.units });
    case 'conv1d':
    case 'conv2d': {
      const weights = layer.kernelSize ** (layer.type === 'conv1d' ? 1 : 2) * channels;
      return product(weights * layer.filters, weights * outputs, { ...layer, biases: layer.filters });
    }
    case 'conv2dTranspose': {
      // Every input value is spread over a window of outputs.
      const weights = layer.kernelSize ** 2 * layer.filters;
      return product(weights * channels, weights * values, { ...layer, biases: layer.filters });
    }
    case 'depthwiseConv2d': {
      const window = layer.kernelSize ** 2;
      const filters = channels * layer.depthMultiplier;
      return product(window * filters, window * outputs, { ...layer, biases: filters });
    }
    case 'separableConv2d': {
      const window = layer.kernelSize ** 2;
      const positions = sizeOf(output.slice(0, -1));
      const weights = window * channels + channels * layer.filters;
      const multiplications = positions * (window * channels + channels * layer.filters);
      return product(weights, multiplications, { ...layer, biases: layer.filters });
    }
    case 'simpleRNN':
    case 'lstm':
    case 'gru':
      return recurrentCost(layer, input, needsInputGradient);
    case 'embedding':
      return {
        trainable: layer.inputDim * layer.outputDim,
        nonTrainable: 0,
        forwardFlops: 0,
        trainingFlops: outputs,
        keptValues: 0,
      };
    case 'attentionPooling': {
      // A score for each step, their softmax, and the weighted sum.
      const steps = input[0] ?? 1;
      const scoring = productCost({
        weights: channels,
        multiplications: values,
        outputs: steps,
        needsInputGradient: true,
        useBias: true,
        biases: 1,
        activation: 'softmax',
      });
      const sum = 2 * values;
      return {
        ...scoring,
        forwardFlops: scoring.forwardFlops + sum,
        trainingFlops: scoring.trainingFlops + 3 * sum,
        keptValues: 2 * steps,
      };
    }
    case 'levelLinear': {
      const linear = productCost({
        weights: values * layer.units,
        multiplications: values * layer.units,
        outputs,
        needsInputGradient,
        useBias: true,
        biases: layer.units,
        activation: 'linear',
      });
      // In the saved model the last step is taken by two convolutions with fixed weights.
      return { ...linear, nonTrainable: values * (channels + layer.units) };
    }
    case 'activation': {
      const flops = values * activationFlops(layer.activation);
      return weightless({ forwardFlops: flops, trainingFlops: 3 * flops });
    }
    case 'leakyReLU':
      return weightless({ forwardFlops: values, trainingFlops: 3 * values });
    case 'dropout':
    case 'spatialDropout':
      return weightless({ forwardFlops: 0, trainingFlops: 3 * values, keptValues: values });
    case 'gaussianNoise':
      return weightless({ forwardFlops: 0, trainingFlops: 2 * values });
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
    case 'maxPooling1d':
    case 'averagePooling1d':
      return pooling(layer.poolSize * outputs);
    case 'maxPooling2d':
    case 'averagePooling2d':
      return pooling(layer.poolSize ** 2 * outputs);
    case 'globalMaxPooling1d':
    case 'globalAveragePooling1d':
    case 'globalMaxPooling2d':
    case 'globalAveragePooling2d':
      return pooling(values);
    case 'upSampling2d':
      return pooling(layer.interpolation === 'nearest' ? outputs : 8 * outputs);
    case 'add':
    case 'multiply':
      return pooling((inputs.length - 1) * outputs);
    case 'concatenate':
    case 'flatten':
    case 'reshape':
    case 'repeatVector':
      return weightless({ forwardFlops: 0, trainingFlops: 0 });
  }
}

interface ProductOptions {
  readonly useBias: boolean;
  readonly biases: number;
  readonly activation: Activation;
}

interface ProductFacts extends ProductOptions {
  readonly weights: number;
  readonly multiplications: number;
  readonly outputs: number;
  readonly needsInputGradient: boolean;
}

function productCost(facts: ProductFacts): LayerCost {
  const product = 2 * facts.multiplications;
  const bias = facts.useBias ? facts.outputs : 0;
  const activation = facts.outputs * activationFlops(facts.activation);
  const forward = product + bias + activation;
  const backward = product + (facts.needsInputGradient ? product : 0) + bias + 2 * activation;
  return {
    trainable: facts.weights + (facts.useBias ? facts.biases : 0),
    nonTrainable: 0,
    forwardFlops: forward,
    trainingFlops: forward + backward,
    keptValues: facts.activation === 'linear' ? 0 : facts.outputs,
  };
}

const GATES = { simpleRNN: 1, gru: 3, lstm: 4 } as const;

/** Per direction and step: the kernel over the input, the recurrent kernel over the state, for every gate. */
function recurrentCost(
  layer: ResolvedLayerOf<'simpleRNN' | 'lstm' | 'gru'>,
  input: Shape,
  needsInputGradient: boolean,
): LayerCost {
  const [steps = 1, features = 1] = input;
  const gates = GATES[layer.type];
  const directions = layer.bidirectional ? 2 : 1;
  const { units } = layer;
  const weights = gates * units * (features + units);
  const biases = layer.useBias ? gates * units : 0;
  const product = 2 * weights * steps;
  // Gates and state: a function for each gate, and some products and sums for each unit.
  const pointwise = steps * units * (gates + (gates > 1 ? 2 * gates - 2 : 0)) + steps * biases;
  const backward = product + 2 * gates * units * (units + (needsInputGradient ? features : 0)) * steps + 2 * pointwise;
  return {
    trainable: directions * (weights + biases),
    nonTrainable: 0,
    forwardFlops: directions * (product + pointwise),
    trainingFlops: directions * (product + pointwise + backward),
    keptValues: directions * steps * units * (gates + 1),
  };
}

function weightless(cost: Pick<LayerCost, 'forwardFlops' | 'trainingFlops'> & { keptValues?: number }): LayerCost {
  return { trainable: 0, nonTrainable: 0, keptValues: 0, ...cost };
}

function pooling(flops: number): LayerCost {
  return weightless({ forwardFlops: flops, trainingFlops: 2 * flops });
}

/** Per value: nothing for linear, three for softmax (exponential, sum, quotient), one for the others. */
function activationFlops(activation: Activation): number {
  if (activation === 'linear') return 0;
  return activation === 'softmax' ? 3 : 1;
}
