import type { Tensor } from '@tensorflow/tfjs-core';
import { SymbolicTensor, type layers } from '@tensorflow/tfjs-layers';
import type { Initializer } from '../../core/recipe/layerSpec.ts';
import { drawInitialWeights } from './initialWeights.ts';
import type { SymbolicMask } from './masking.ts';

/** A layer of a recipe as one or several stock tfjs layers. */
export interface BuiltLayer {
  /** In the order in which their weights are counted. */
  readonly parts: readonly layers.Layer[];
  /**
   * Joins the parts to what they take their input from: builds their weights.
   * @param mask - the padding among the steps of the inputs
   */
  connect(inputs: SymbolicTensor[], mask: SymbolicMask | null): SymbolicTensor;
  /**
   * [batch, …] of each input → [batch, …]. Call inside `tidy`.
   * @param mask - [batch, time]: 1, or 0 for padding
   */
  run(inputs: Tensor[], training: boolean, mask: Tensor | null): Tensor;
  /** What a weight begins as, by its own name (`kernel`); null: as its layer sets it. */
  readonly initial: (name: string, shape: readonly number[], seed: number) => Float32Array | null;
}

/** One stock layer whose named weights begin at random; all others begin as the layer sets them. */
export function single(
  layer: layers.Layer,
  random: Readonly<Record<string, Initializer>> = {},
  initial?: BuiltLayer['initial'],
): BuiltLayer {
  return {
    parts: [layer],
    connect: (inputs) => connectLayer(layer, inputs),
    run: (inputs, training) => runLayer(layer, inputs, training),
    initial: (name, shape, seed) => {
      const initializer = random[name];
      return initializer ? drawInitialWeights(initializer, shape, seed) : (initial?.(name, shape, seed) ?? null);
    },
  };
}

export function connectLayer(layer: layers.Layer, inputs: SymbolicTensor[]): SymbolicTensor {
  const [only] = inputs;
  const output = layer.apply(only && inputs.length === 1 ? only : inputs);
  if (!(output instanceof SymbolicTensor)) throw new TypeError(`${layer.name} gives more than one tensor`);
  return output;
}

export function runLayer(layer: layers.Layer, inputs: Tensor[], training: boolean, mask: Tensor | null = null): Tensor {
  const [only] = inputs;
  const output = layer.call(only && inputs.length === 1 ? only : inputs, mask ? { training, mask } : { training });
  if (Array.isArray(output)) throw new TypeError(`${layer.name} gives more than one tensor`);
  return output;
}
