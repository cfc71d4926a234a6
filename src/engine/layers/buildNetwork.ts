import { tensor, tidy, type Tensor } from '@tensorflow/tfjs-core';
import { layers, sequential, type LayerVariable, type Sequential } from '@tensorflow/tfjs-layers';
import type { ResolvedNetwork } from '../../core/recipe/sizes.ts';
import { deriveSeed } from '../../shared/random.ts';
import { drawInitialWeights } from './initialWeights.ts';
import { buildLayer, type BuildContext, type BuiltLayer } from './layerBuilders.ts';

/** A weight under the name that is the same in every build of the recipe: `dense_1/kernel`. */
export interface NamedWeight {
  readonly name: string;
  readonly layerId: string;
  readonly variable: LayerVariable;
}

/** A network on the active backend. Whoever built it disposes `model`. */
export interface BuiltNetwork {
  /** Plain stock topology: what tfjs saves, loads and runs. */
  readonly model: Sequential;
  readonly layers: readonly layers.Layer[];
  readonly weights: readonly NamedWeight[];
}

/**
 * A tfjs model whose layers are named by the recipe's ids. Every random weight is drawn from its own seed, so that
 * adding a layer leaves the others' initial weights as they were.
 */
export function buildNetwork(network: ResolvedNetwork, context: BuildContext): BuiltNetwork {
  const model = sequential({ name: 'network' });
  model.add(layers.inputLayer({ inputShape: [...network.inputShape], name: 'input' }));
  const built = network.layers.map((spec) => buildLayer(spec, context));
  for (const { layer } of built) model.add(layer);
  const weights = built.flatMap(({ layer }) =>
    layer.weights.map((variable) => ({ name: variable.originalName, layerId: layer.name, variable })),
  );
  for (const each of built) drawRandomWeights(each, context.seed);
  return { model, layers: built.map(({ layer }) => layer), weights };
}

/** The output of a chain of layers for a batch [batch, …]. Call inside `tidy`. */
export function runLayers(chain: readonly layers.Layer[], batch: Tensor, training: boolean): Tensor {
  return chain.reduce((input, layer) => singleOutput(layer.call(input, { training })), batch);
}

function drawRandomWeights({ layer, random }: BuiltLayer, seed: number): void {
  for (const variable of layer.weights) {
    const initializer = random[variable.originalName.slice(layer.name.length + 1)];
    if (!initializer) continue;
    const values = drawInitialWeights(
      initializer,
      variable.shape.map((size) => size ?? 1),
      deriveSeed(seed, `weight ${variable.originalName}`),
    );
    tidy(() => {
      variable.write(tensor(values, variable.read().shape));
    });
  }
}

function singleOutput(output: Tensor | Tensor[]): Tensor {
  if (Array.isArray(output)) throw new TypeError('a layer of a chain gives one tensor');
  return output;
}
