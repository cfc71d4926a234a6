import type { LayerType, Padding } from './layerSpec.ts';
import type { ResolvedLayer, Shape } from './sizes.ts';

/** Why a layer cannot take its input. */
export type ShapeProblem =
  /** It wants a sample of so many axes. */
  | { readonly kind: 'rank'; readonly wanted: number; readonly input: Shape }
  /** A reshape keeps every value. */
  | { readonly kind: 'reshape'; readonly wanted: number; readonly got: number; readonly target: Shape }
  /** A window without padding is larger than its input. */
  | { readonly kind: 'window'; readonly kernelSize: number; readonly input: Shape }
  /** Layers that are joined value by value, or along the last axis, must agree in (all other) axes. */
  | { readonly kind: 'merge'; readonly inputs: readonly Shape[] };

/** What a layer gives. Where there is a problem, the shape is what it would give if its input were right. */
export interface LayerShape {
  readonly shape: Shape;
  readonly problem: ShapeProblem | null;
}

/** Axes of the sample that a layer wants; layers that are not listed take any. */
const RANKS: Readonly<Partial<Record<LayerType, number>>> = {
  repeatVector: 1,
  embedding: 1,
  conv1d: 2,
  maxPooling1d: 2,
  averagePooling1d: 2,
  globalMaxPooling1d: 2,
  globalAveragePooling1d: 2,
  simpleRNN: 2,
  lstm: 2,
  gru: 2,
  attentionPooling: 2,
  levelLinear: 2,
  conv2d: 3,
  separableConv2d: 3,
  depthwiseConv2d: 3,
  conv2dTranspose: 3,
  maxPooling2d: 3,
  averagePooling2d: 3,
  globalMaxPooling2d: 3,
  globalAveragePooling2d: 3,
  upSampling2d: 3,
};

/**
 * The shape of one sample after a layer, without the batch axis: of [time, features] and [height, width, channels] the
 * last axis is the channels'. Dense works along the last axis.
 * @param inputs - one shape; for a layer that joins others, theirs
 */
export function layerShape(layer: ResolvedLayer, inputs: readonly Shape[]): LayerShape {
  const [input = []] = inputs;
  const rank = RANKS[layer.type];
  const misfit: ShapeProblem | null =
    rank !== undefined && input.length !== rank ? { kind: 'rank', wanted: rank, input } : null;
  // Counted from the front where an axis is missing, so that what follows can still be said.
  const padded = misfit && rank !== undefined ? [...input, ...Array<number>(rank).fill(1)].slice(0, rank) : input;
  const { shape, problem } = shapeOf(layer, padded, inputs);
  return { shape, problem: misfit ?? problem };
}

function shapeOf(layer: ResolvedLayer, input: Shape, inputs: readonly Shape[]): LayerShape {
  const channels = input.at(-1) ?? 1;
  switch (layer.type) {
    case 'dense':
      return right([...input.slice(0, -1), layer.units]);
    case 'activation':
    case 'leakyReLU':
    case 'dropout':
    case 'spatialDropout':
    case 'gaussianNoise':
    case 'batchNormalization':
    case 'layerNormalization':
      return right(input);
    case 'flatten': {
      // tfjs refuses to flatten what is flat.
      const problem: ShapeProblem | null = input.length < 2 ? { kind: 'rank', wanted: 2, input } : null;
      return { shape: [sizeOf(input)], problem };
    }
    case 'reshape': {
      const [got, wanted] = [sizeOf(input), sizeOf(layer.targetShape)];
      const problem: ShapeProblem | null =
        got === wanted ? null : { kind: 'reshape', wanted, got, target: layer.targetShape };
      return { shape: layer.targetShape, problem };
    }
    case 'repeatVector':
      return right([layer.n, ...input]);
    case 'conv1d':
    case 'conv2d':
    case 'separableConv2d':
      return windows(layer, input, layer.kernelSize, layer.filters);
    case 'depthwiseConv2d':
      return windows(layer, input, layer.kernelSize, channels * layer.depthMultiplier);
    case 'conv2dTranspose':
      return right([...input.slice(0, -1).map((length) => transposedLength(layer, length)), layer.filters]);
    case 'maxPooling1d':
    case 'averagePooling1d':
    case 'maxPooling2d':
    case 'averagePooling2d':
      return windows(layer, input, layer.poolSize, channels);
    case 'globalMaxPooling1d':
    case 'globalAveragePooling1d':
    case 'globalMaxPooling2d':
    case 'globalAveragePooling2d':
    case 'attentionPooling':
      return right([channels]);
    case 'levelLinear':
      return right([layer.units]);
    case 'upSampling2d':
      return right([...input.slice(0, -1).map((length) => length * layer.size), channels]);
    case 'embedding':
      return right([...input, layer.outputDim]);
    case 'simpleRNN':
    case 'lstm':
    case 'gru': {
      const width = layer.units * (layer.bidirectional ? 2 : 1);
      return right(layer.returnSequences ? [input[0] ?? 1, width] : [width]);
    }
    case 'add':
    case 'multiply':
      return {
        shape: input,
        problem: inputs.every((each) => isSameShape(each, input)) ? null : { kind: 'merge', inputs },
      };
    case 'concatenate': {
      const rest = input.slice(0, -1);
      const fits = inputs.every((each) => each.length === input.length && isSameShape(each.slice(0, -1), rest));
      const width = inputs.reduce((sum, each) => sum + (each.at(-1) ?? 0), 0);
      return { shape: [...rest, width], problem: fits ? null : { kind: 'merge', inputs } };
    }
  }
}

function right(shape: Shape): LayerShape {
  return { shape, problem: null };
}

interface Window {
  readonly strides: number;
  readonly padding: Padding;
}

/** Every axis but the last one swept by a window. */
function windows({ strides, padding }: Window, input: Shape, size: number, channels: number): LayerShape {
  const swept = input
    .slice(0, -1)
    .map((length) => (padding === 'same' ? Math.ceil(length / strides) : Math.floor((length - size) / strides) + 1));
  const isTooSmall = swept.some((length) => length < 1);
  return {
    shape: [...swept.map((length) => Math.max(1, length)), channels],
    problem: isTooSmall ? { kind: 'window', kernelSize: size, input } : null,
  };
}

function transposedLength(
  { strides, padding, kernelSize }: Window & { readonly kernelSize: number },
  length: number,
): number {
  return padding === 'same' ? length * strides : length * strides + Math.max(kernelSize - strides, 0);
}

export function isSameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((length, axis) => length === b[axis]);
}

/** Values in a tensor of this shape. */
export function sizeOf(shape: Shape): number {
  return shape.reduce((size, length) => size * length, 1);
}
