import { layers, regularizers } from '@tensorflow/tfjs-layers';
import type { Initializer, LayerType } from '../../core/recipe/recipe.ts';
import type { ResolvedLayer } from '../../core/recipe/sizes.ts';
import { FastBatchNormalization } from './batchNormalization.ts';
import { CounterNoise, type NoiseClock } from './counterNoise.ts';
import { SeededDropout } from './dropout.ts';
import { SeededGaussianNoise } from './gaussianNoise.ts';
import { FastLayerNormalization } from './layerNormalization.ts';

/** What a builder draws on beside the layer's own options. */
export interface BuildContext {
  readonly seed: number;
  readonly clock: NoiseClock;
}

/** A layer that is not connected yet. */
export interface BuiltLayer {
  readonly layer: layers.Layer;
  /** Weights that begin at random, by their own name (`kernel`); all others begin as the layer sets them. */
  readonly random: Readonly<Record<string, Initializer>>;
}

/** Written as an indexed access, so that TypeScript sees that a layer and the builder under its type belong together. */
type ResolvedLayerOf<T extends LayerType> = {
  [K in T]: { readonly type: K } & Extract<ResolvedLayer, { type: K }>;
}[T];
type LayerBuilders = {
  readonly [T in LayerType]: (spec: ResolvedLayerOf<T>, context: BuildContext) => BuiltLayer;
};

/** How each layer of a recipe becomes a tfjs layer named by the layer's id. A layer type without an entry does not compile. */
const BUILDERS: LayerBuilders = {
  dense: (spec) => {
    const layer = layers.dense({
      name: spec.id,
      units: spec.units,
      activation: spec.activation,
      useBias: spec.useBias,
      kernelInitializer: spec.kernelInitializer,
      ...(spec.kernelRegularizer ? { kernelRegularizer: regularizers.l1l2({ ...spec.kernelRegularizer }) } : {}),
    });
    // Zeros until `buildNetwork` draws the kernel; tfjs need not draw one too.
    layer.setFastWeightInitDuringBuild(true);
    return { layer, random: { kernel: spec.kernelInitializer } };
  },
  activation: (spec) => fixed(layers.activation({ name: spec.id, activation: spec.activation })),
  leakyReLU: (spec) => fixed(layers.leakyReLU({ name: spec.id, alpha: spec.alpha })),
  dropout: (spec, context) =>
    fixed(new SeededDropout({ name: spec.id, rate: spec.rate, noise: noiseOf(spec, context) })),
  gaussianNoise: (spec, context) =>
    fixed(new SeededGaussianNoise({ name: spec.id, stddev: spec.stddev, noise: noiseOf(spec, context) })),
  batchNormalization: (spec) =>
    fixed(new FastBatchNormalization({ name: spec.id, momentum: spec.momentum, epsilon: spec.epsilon })),
  layerNormalization: (spec) => fixed(new FastLayerNormalization({ name: spec.id, epsilon: spec.epsilon })),
};

/** The tfjs layer for one layer of a recipe. */
export function buildLayer<T extends LayerType>(spec: ResolvedLayerOf<T>, context: BuildContext): BuiltLayer {
  return BUILDERS[spec.type](spec, context);
}

function fixed(layer: layers.Layer): BuiltLayer {
  return { layer, random: {} };
}

function noiseOf(spec: { readonly id: string }, { seed, clock }: BuildContext): CounterNoise {
  return new CounterNoise(seed, spec.id, clock);
}
