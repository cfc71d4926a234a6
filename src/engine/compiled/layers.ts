import { inputsOf, INPUT } from '../../core/recipe/graph.ts';
import type { Activation, Initializer, LayerType, Padding, Regularizer } from '../../core/recipe/layerSpec.ts';
import type { ResolvedLayer, ResolvedLayerOf, ResolvedNetwork } from '../../core/recipe/sizes.ts';
import { sizeOf, widthOf, type Shape, type Value } from './graph.ts';
import type { GraphBuilder } from './graphBuilder.ts';
import type { Window } from './ops/attributes.ts';

/** A weight as a layer asks for it. */
export interface WeightRequest {
  /** `kernel` */
  readonly name: string;
  readonly shape: Shape;
  /** What it begins as: a distribution, or the same number everywhere. */
  readonly initial: Initializer;
  readonly isTrained: boolean;
  readonly penalty: Regularizer | null;
}

/** What a layer's forward rule draws on. */
export interface LayerContext<L> {
  readonly graph: GraphBuilder;
  readonly spec: L;
  /** [batch, …] of each input. */
  readonly inputs: readonly [Value, ...Value[]];
  readonly training: boolean;
  readonly weight: (request: WeightRequest) => Value;
}

type ForwardRule<T extends LayerType> = (context: LayerContext<ResolvedLayerOf<T>>) => Value;
type Rules = { readonly [T in LayerType]: ForwardRule<T> | null };

/** How each layer of a recipe becomes operations; null: not yet, so that tfjs trains networks with it. */
const FORWARD: Rules = {
  dense: ({ graph, spec, inputs: [x], weight }) => {
    const rows = flatRows(graph, x);
    const kernel = weight({ ...kernelOf(spec), shape: [widthOf(x.shape), spec.units] });
    const [product] = graph.emit('matMul', [rows, kernel], { transposeA: false, transposeB: false, relu: false });
    const output = activated(graph, biased(graph, product, spec, spec.units, weight), spec.activation);
    return shaped(graph, output, [...x.shape.slice(0, -1), spec.units]);
  },
  activation: ({ graph, spec, inputs: [x] }) => activated(graph, x, spec.activation),
  leakyReLU: ({ graph, spec, inputs: [x] }) =>
    graph.emit('activate', [x], { activation: 'leakyReLU', alpha: spec.alpha })[0],
  dropout: ({ graph, spec, inputs: [x], training }) =>
    training && spec.rate > 0 ? graph.emit('dropout', [x], { rate: spec.rate, purpose: spec.id, spread: 1 })[0] : x,
  spatialDropout: ({ graph, spec, inputs: [x], training }) => {
    const spread = sizeOf(x.shape.slice(1, -1));
    return training && spec.rate > 0 ? graph.emit('dropout', [x], { rate: spec.rate, purpose: spec.id, spread })[0] : x;
  },
  gaussianNoise: null,
  batchNormalization: ({ graph, spec, inputs: [x], training, weight }) => {
    const shape = [widthOf(x.shape)];
    const request = { shape, penalty: null };
    const gamma = weight({ ...request, name: 'gamma', initial: 'ones', isTrained: true });
    const beta = weight({ ...request, name: 'beta', initial: 'zeros', isTrained: true });
    const mean = weight({ ...request, name: 'moving_mean', initial: 'zeros', isTrained: false });
    const variance = weight({ ...request, name: 'moving_variance', initial: 'ones', isTrained: false });
    const inputs = [x, gamma, beta, mean, variance];
    const { epsilon, momentum } = spec;
    return training
      ? graph.emit('batchNormalization', inputs, { epsilon, momentum })[0]
      : graph.emit('batchNormalizationInference', inputs, { epsilon })[0];
  },
  layerNormalization: null,
  flatten: ({ graph, inputs: [x] }) => shaped(graph, x, [batchOf(x), sizeOf(x.shape.slice(1))]),
  reshape: ({ graph, spec, inputs: [x] }) => shaped(graph, x, [batchOf(x), ...spec.targetShape]),
  repeatVector: null,
  conv1d: ({ graph, spec, inputs: [x], weight }) => {
    const [batch = 0, time = 0, channels = 0] = x.shape;
    const kernel = weight({ ...kernelOf(spec), shape: [spec.kernelSize, channels, spec.filters] });
    const window = windowOf([1, time, channels], [1, spec.kernelSize], [1, spec.strides], spec.padding, spec.filters);
    const picture = shaped(graph, x, [batch, 1, time, channels]);
    const filter = shaped(graph, kernel, [1, spec.kernelSize, channels, spec.filters]);
    const [product] = graph.emit('conv2d', [picture, filter], { window, relu: false });
    const output = activated(graph, biased(graph, product, spec, spec.filters, weight), spec.activation);
    return shaped(graph, output, [batch, window.to[1], spec.filters]);
  },
  conv2d: ({ graph, spec, inputs: [x], weight }) => {
    const [, height = 0, width = 0, channels = 0] = x.shape;
    const { kernelSize: size, strides, padding, filters } = spec;
    const kernel = weight({ ...kernelOf(spec), shape: [size, size, channels, filters] });
    const window = windowOf([height, width, channels], [size, size], [strides, strides], padding, filters);
    const [product] = graph.emit('conv2d', [x, kernel], { window, relu: false });
    return activated(graph, biased(graph, product, spec, filters, weight), spec.activation);
  },
  separableConv2d: null,
  depthwiseConv2d: null,
  conv2dTranspose: null,
  maxPooling1d: (context) => pooled(context, 'maxPool'),
  averagePooling1d: (context) => pooled(context, 'averagePool'),
  maxPooling2d: (context) => pooled(context, 'maxPool'),
  averagePooling2d: (context) => pooled(context, 'averagePool'),
  globalMaxPooling1d: null,
  globalAveragePooling1d: ({ graph, inputs: [x] }) => meanOfRows(graph, x),
  globalMaxPooling2d: null,
  globalAveragePooling2d: ({ graph, inputs: [x] }) => meanOfRows(graph, x),
  upSampling2d: null,
  embedding: null,
  simpleRNN: null,
  lstm: null,
  gru: null,
  attentionPooling: null,
  levelLinear: null,
  add: ({ graph, inputs: [first, ...others] }) =>
    others.reduce((sum, each) => graph.emit('add', [sum, each], {})[0], first),
  multiply: ({ graph, inputs: [first, ...others] }) =>
    others.reduce((product, each) => graph.emit('multiply', [product, each], {})[0], first),
  concatenate: ({ graph, inputs }) => graph.emit('concatenate', inputs, {})[0],
};

/** Layers that no operations are known for yet, each named once. */
export function uncoveredLayers({ layers }: { readonly layers: readonly { readonly type: LayerType }[] }): LayerType[] {
  return [...new Set(layers.map(({ type }) => type).filter((type) => FORWARD[type] === null))];
}

export type WeightOf = (layerId: string, request: WeightRequest) => Value;

/**
 * Emits a network's layers.
 * @param layers - the whole of it, or all but what its head leaves out
 * @returns what the last one gives
 */
export function emitNetwork(
  graph: GraphBuilder,
  { layers }: Pick<ResolvedNetwork, 'layers'>,
  features: Value,
  training: boolean,
  weightOf: WeightOf,
): Value {
  const outputs = new Map<string, Value>([[INPUT, features]]);
  let last = features;
  layers.forEach((spec, index) => {
    const [first = features, ...others] = inputsOf(layers, index).map((id) => {
      const value = outputs.get(id);
      if (!value) throw new Error(`${spec.id} takes the unknown '${id}'`);
      return value;
    });
    const weight = (request: WeightRequest): Value => weightOf(spec.id, request);
    last = emitLayer(spec, { graph, inputs: [first, ...others], training, weight });
    outputs.set(spec.id, last);
  });
  return last;
}

function emitLayer<T extends LayerType>(
  spec: ResolvedLayerOf<T>,
  rest: Omit<LayerContext<ResolvedLayer>, 'spec'>,
): Value {
  const rule = FORWARD[spec.type];
  if (!rule) throw new Error(`no operations are known for ${spec.type}`);
  return rule({ ...rest, spec });
}

function batchOf({ shape: [batch = 0] }: Value): number {
  return batch;
}

function shaped(graph: GraphBuilder, x: Value, shape: Shape): Value {
  const isSame = shape.length === x.shape.length && shape.every((size, i) => size === x.shape[i]);
  return isSame ? x : graph.emit('reshape', [x], { shape })[0];
}

/** [rows, width] */
function flatRows(graph: GraphBuilder, x: Value): Value {
  const width = widthOf(x.shape);
  return shaped(graph, x, [sizeOf(x.shape) / width, width]);
}

function kernelOf(spec: { readonly kernelInitializer: Initializer; readonly kernelRegularizer: Regularizer | null }) {
  return { name: 'kernel', initial: spec.kernelInitializer, isTrained: true, penalty: spec.kernelRegularizer };
}

function biased(
  graph: GraphBuilder,
  x: Value,
  { useBias }: { readonly useBias: boolean },
  width: number,
  weight: (request: WeightRequest) => Value,
): Value {
  if (!useBias) return x;
  const bias = weight({ name: 'bias', shape: [width], initial: 'zeros', isTrained: true, penalty: null });
  return graph.emit('addBias', [x, bias], {})[0];
}

/** Behind an activation. */
export function activated(graph: GraphBuilder, x: Value, activation: Activation): Value {
  if (activation === 'linear') return x;
  if (activation === 'softmax') return graph.emit('softmax', [x], {})[0];
  return graph.emit('activate', [x], { activation, alpha: 0 })[0];
}

function meanOfRows(graph: GraphBuilder, x: Value): Value {
  const rows = sizeOf(x.shape.slice(1, -1));
  return graph.emit('meanRows', [shaped(graph, x, [batchOf(x), rows, widthOf(x.shape)])], { rows })[0];
}

type Pool = ResolvedLayerOf<'maxPooling1d' | 'averagePooling1d' | 'maxPooling2d' | 'averagePooling2d'>;

function pooled({ graph, spec, inputs: [x] }: LayerContext<Pool>, name: 'maxPool' | 'averagePool'): Value {
  const { poolSize, strides, padding } = spec;
  const channels = widthOf(x.shape);
  const isSeries = x.shape.length === 3;
  const [height, width] = isSeries ? [1, x.shape[1] ?? 0] : [x.shape[1] ?? 0, x.shape[2] ?? 0];
  const over = (length: number): readonly [number, number] => [isSeries ? 1 : length, length];
  const window = windowOf([height, width, channels], over(poolSize), over(strides), padding, channels);
  const [output] = graph.emit(name, [shaped(graph, x, [batchOf(x), height, width, channels])], { window });
  return isSeries ? shaped(graph, output, [batchOf(x), window.to[1], channels]) : output;
}

/** Where a window stands, as Keras pads: with `same` the odd row or column of padding comes last. */
function windowOf(
  from: readonly [number, number, number],
  size: readonly [number, number],
  strides: readonly [number, number],
  padding: Padding,
  channels: number,
): Window {
  const along = (axis: 0 | 1): readonly [length: number, before: number] => {
    const [length, window, step] = [from[axis], size[axis], strides[axis]];
    if (padding === 'valid') return [Math.floor((length - window) / step) + 1, 0];
    const count = Math.ceil(length / step);
    return [count, Math.floor(Math.max(0, (count - 1) * step + window - length) / 2)];
  };
  const [height, top] = along(0);
  const [width, left] = along(1);
  return { from, to: [height, width, channels], size, strides, padding: [top, left] };
}
