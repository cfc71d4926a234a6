import { concat, type Tensor } from '@tensorflow/tfjs-core';
import { layers, regularizers, type RNN } from '@tensorflow/tfjs-layers';
import type { LayerType, Regularizer } from '../../core/recipe/layerSpec.ts';
import type { ResolvedLayerOf } from '../../core/recipe/sizes.ts';
import { FastBatchNormalization } from './batchNormalization.ts';
import { connectLayer, runLayer, single, type BuiltLayer } from './builtLayer.ts';
import { CounterNoise, type NoiseClock } from './counterNoise.ts';
import { SeededDropout } from './dropout.ts';
import { SeededGaussianNoise } from './gaussianNoise.ts';
import { FastLayerNormalization } from './layerNormalization.ts';
import { levelLinear } from './levelLinear.ts';
import { connectRecurrentMask, connectSilence, endMask, silence } from './masking.ts';
import { hasRecurrentPass, runRecurrent } from './recurrentPass.ts';
import { attentionPooling, averagePooling, maxPooling } from './sequencePooling.ts';

/** What a builder draws on beside the layer's own options. */
export interface BuildContext {
  readonly seed: number;
  readonly clock: NoiseClock;
}

type LayerBuilders = {
  readonly [T in LayerType]: (spec: ResolvedLayerOf<T>, context: BuildContext) => BuiltLayer;
};

/** How each layer of a recipe becomes a tfjs layer named by the layer's id. A layer type without an entry does not compile. */
const BUILDERS: LayerBuilders = {
  dense: (spec) => weighted(layers.dense({ ...weights(spec), units: spec.units }), spec),
  activation: (spec) => single(layers.activation({ name: spec.id, activation: spec.activation })),
  leakyReLU: (spec) => single(layers.leakyReLU({ name: spec.id, alpha: spec.alpha })),
  dropout: (spec, context) => single(new SeededDropout({ ...dropout(spec, context), isSpatial: false })),
  spatialDropout: (spec, context) => single(new SeededDropout({ ...dropout(spec, context), isSpatial: true })),
  gaussianNoise: (spec, context) =>
    single(new SeededGaussianNoise({ name: spec.id, stddev: spec.stddev, noise: noiseOf(spec, context) })),
  batchNormalization: (spec) =>
    single(new FastBatchNormalization({ name: spec.id, momentum: spec.momentum, epsilon: spec.epsilon })),
  layerNormalization: (spec) => single(new FastLayerNormalization({ name: spec.id, epsilon: spec.epsilon })),
  flatten: (spec) => single(layers.flatten({ name: spec.id })),
  reshape: (spec) => single(layers.reshape({ name: spec.id, targetShape: [...spec.targetShape] })),
  repeatVector: (spec) => single(layers.repeatVector({ name: spec.id, n: spec.n })),
  conv1d: (spec) => overTime(weighted(layers.conv1d({ ...weights(spec), ...filters(spec) }), spec), spec.id),
  conv2d: (spec) => weighted(layers.conv2d({ ...weights(spec), ...filters(spec) }), spec),
  conv2dTranspose: (spec) => weighted(layers.conv2dTranspose({ ...weights(spec), ...filters(spec) }), spec),
  separableConv2d: (spec) => {
    const { kernelSize, strides, padding, filters: count, kernelInitializer } = spec;
    const { kernelRegularizer: penalizer } = penalty(spec.kernelRegularizer);
    const penalties = penalizer ? { depthwiseRegularizer: penalizer, pointwiseRegularizer: penalizer } : {};
    const layer = layers.separableConv2d({ ...bare(spec), ...penalties, filters: count, kernelSize, strides, padding });
    layer.setFastWeightInitDuringBuild(true);
    return single(layer, { depthwise_kernel: kernelInitializer, pointwise_kernel: kernelInitializer });
  },
  depthwiseConv2d: (spec) => {
    const { kernelSize, strides, padding, depthMultiplier } = spec;
    const { kernelRegularizer: penalizer } = penalty(spec.kernelRegularizer);
    const penalties = penalizer ? { depthwiseRegularizer: penalizer } : {};
    const layer = layers.depthwiseConv2d({
      ...bare(spec),
      ...penalties,
      kernelSize,
      strides,
      padding,
      depthMultiplier,
    });
    layer.setFastWeightInitDuringBuild(true);
    return single(layer, { depthwise_kernel: spec.kernelInitializer });
  },
  maxPooling1d: (spec) => single(layers.maxPooling1d(pooling(spec))),
  averagePooling1d: (spec) => single(layers.averagePooling1d(pooling(spec))),
  maxPooling2d: (spec) => single(layers.maxPooling2d(pooling(spec))),
  averagePooling2d: (spec) => single(layers.averagePooling2d(pooling(spec))),
  globalMaxPooling1d: (spec) => maxPooling(spec.id),
  globalAveragePooling1d: (spec) => averagePooling(spec.id),
  globalMaxPooling2d: (spec) => single(layers.globalMaxPooling2d({ name: spec.id })),
  globalAveragePooling2d: (spec) => single(layers.globalAveragePooling2d({ name: spec.id })),
  upSampling2d: ({ id, size, interpolation }) =>
    single(layers.upSampling2d({ name: id, size: [size, size], interpolation })),
  embedding: ({ id, inputDim, outputDim }) => {
    const layer = layers.embedding({ name: id, inputDim, outputDim });
    layer.setFastWeightInitDuringBuild(true);
    return single(layer, { embeddings: 'randomUniform' });
  },
  simpleRNN: (spec) => recurrent(layers.simpleRNN(recurrentOptions(spec)), spec),
  lstm: (spec) => recurrent(layers.lstm({ ...recurrentOptions(spec), ...gates(spec) }), spec),
  gru: (spec) => recurrent(layers.gru({ ...recurrentOptions(spec), ...gates(spec) }), spec),
  attentionPooling: (spec) => attentionPooling(spec.id),
  levelLinear: (spec) => levelLinear(spec, penalty(spec.kernelRegularizer)),
  add: (spec) => single(layers.add({ name: spec.id })),
  multiply: (spec) => single(layers.multiply({ name: spec.id })),
  concatenate: (spec) => single(layers.concatenate({ name: spec.id })),
};

/** The tfjs layer for one layer of a recipe. */
export function buildLayer<T extends LayerType>(spec: ResolvedLayerOf<T>, context: BuildContext): BuiltLayer {
  return BUILDERS[spec.type](spec, context);
}

type Weighted = ResolvedLayerOf<'dense'> | ResolvedLayerOf<'conv2d'> | ResolvedLayerOf<'depthwiseConv2d'>;
type WeightOptions = Pick<Weighted, 'id' | 'activation' | 'useBias' | 'kernelInitializer' | 'kernelRegularizer'>;

function weights(spec: WeightOptions) {
  return { ...bare(spec), kernelInitializer: spec.kernelInitializer, ...penalty(spec.kernelRegularizer) };
}

function bare({ id, activation, useBias }: Pick<WeightOptions, 'id' | 'activation' | 'useBias'>) {
  return { name: id, activation, useBias };
}

function penalty(regularizer: Regularizer | null): { kernelRegularizer?: ReturnType<typeof regularizers.l1l2> } {
  return regularizer ? { kernelRegularizer: regularizers.l1l2({ ...regularizer }) } : {};
}

/** Zeros until `buildNetwork` draws the kernel; tfjs need not draw one too. */
function weighted(layer: layers.Layer, { kernelInitializer }: Pick<WeightOptions, 'kernelInitializer'>): BuiltLayer {
  layer.setFastWeightInitDuringBuild(true);
  return single(layer, { kernel: kernelInitializer });
}

function filters({
  filters: count,
  kernelSize,
  strides,
  padding,
}: Omit<ResolvedLayerOf<'conv2d'>, keyof WeightOptions | 'type'>) {
  return { filters: count, kernelSize, strides, padding };
}

function pooling({
  id,
  poolSize,
  strides,
  padding,
}:
  | ResolvedLayerOf<'maxPooling2d'>
  | ResolvedLayerOf<'averagePooling2d'>
  | ResolvedLayerOf<'maxPooling1d'>
  | ResolvedLayerOf<'averagePooling1d'>) {
  return { name: id, poolSize, strides, padding };
}

type RecurrentSpec = ResolvedLayerOf<'simpleRNN' | 'lstm' | 'gru'>;

/** Initialisers of zeros: the weights are drawn by `buildNetwork`. */
function recurrentOptions({ id, units, activation, useBias, returnSequences, bidirectional }: RecurrentSpec) {
  return {
    name: bidirectional ? `${id}_rnn` : id,
    units,
    activation,
    useBias,
    returnSequences,
    kernelInitializer: 'zeros' as const,
    recurrentInitializer: 'zeros' as const,
  };
}

/** tfjs's GRU resets before it multiplies, as the first paper does. */
function gates({ recurrentActivation }: ResolvedLayerOf<'lstm' | 'gru'>) {
  return { recurrentActivation };
}

function recurrent(rnn: RNN, spec: RecurrentSpec): BuiltLayer {
  const layer = spec.bidirectional ? layers.bidirectional({ name: spec.id, layer: rnn, mergeMode: 'concat' }) : rnn;
  const random = { kernel: spec.kernelInitializer, recurrent_kernel: spec.recurrentInitializer };
  const stock = single(layer, random, (name, shape) =>
    spec.type === 'lstm' && name === 'bias' ? openForgetGate(shape) : null,
  );
  return {
    ...stock,
    connect: (inputs, mask) => {
      if (!mask) return stock.connect(inputs, null);
      const states = connectLayer(
        layer,
        inputs.map((values) => connectRecurrentMask(spec.id, values, mask)),
      );
      return spec.returnSequences ? endMask(spec.id, states) : states;
    },
    run: (inputs, training, mask) => {
      const [input] = inputs;
      if (input && hasRecurrentPass(spec)) return runDirections(spec, layer, input, mask);
      return runLayer(layer, inputs, training, mask);
    },
  };
}

/** A convolution that meets zeros for padding, as beyond the edges. */
function overTime(stock: BuiltLayer, id: string): BuiltLayer {
  return {
    ...stock,
    connect: (inputs, mask) =>
      stock.connect(mask ? inputs.map((values) => connectSilence(id, values, mask)) : inputs, null),
    run: (inputs, training, mask) =>
      stock.run(mask ? inputs.map((values) => silence(values, mask)) : inputs, training, null),
  };
}

/** The layer's weights lie one direction after the other: kernel, recurrent kernel, bias. */
function runDirections(spec: RecurrentSpec, layer: layers.Layer, input: Tensor, mask: Tensor | null): Tensor {
  const weights = layer.weights.map((variable) => variable.read());
  const perDirection = spec.useBias ? 3 : 2;
  const direction = (index: number): Tensor => {
    const [kernel, recurrentKernel, bias] = weights.slice(index * perDirection, (index + 1) * perDirection);
    if (!kernel || !recurrentKernel) throw new Error(`${spec.id} is not built`);
    return runRecurrent(spec, { kernel, recurrentKernel, bias: bias ?? null }, input, index === 1, mask);
  };
  return spec.bidirectional ? concat([direction(0), direction(1)], -1) : direction(0);
}

/**
 * The LSTM's biases [4 · units] of input, forget, cell and output: ones for the forget gate, so that it begins open.
 * Source: R. Jozefowicz et al., "An Empirical Exploration of Recurrent Network Architectures", ICML 2015.
 */
function openForgetGate([length = 0]: readonly number[]): Float32Array {
  return new Float32Array(length).fill(1, length / 4, length / 2);
}

function dropout(spec: { readonly id: string; readonly rate: number }, context: BuildContext) {
  return { name: spec.id, rate: spec.rate, noise: noiseOf(spec, context) };
}

function noiseOf(spec: { readonly id: string }, { seed, clock }: BuildContext): CounterNoise {
  return new CounterNoise(seed, spec.id, clock);
}
