import { tensor, tidy, type Tensor } from '@tensorflow/tfjs-core';
import {
  input,
  layers,
  model as functional,
  sequential,
  type LayersModel,
  type LayerVariable,
  type SymbolicTensor,
} from '@tensorflow/tfjs-layers';
import { INPUT, inputsOf, isChain } from '../../core/recipe/graph.ts';
import type { ResolvedLayer, ResolvedNetwork } from '../../core/recipe/sizes.ts';
import { deriveSeed } from '../../shared/random.ts';
import { connectLayer, type BuiltLayer } from './builtLayer.ts';
import { buildLayer, type BuildContext } from './layerBuilders.ts';

/** A weight under the name that is the same in every build of the recipe: `dense_1/kernel`. */
export interface NamedWeight {
  readonly name: string;
  readonly layerId: string;
  readonly variable: LayerVariable;
}

/** One layer of a network, and where it takes its input from. */
export interface NetworkNode {
  readonly spec: ResolvedLayer;
  readonly inputs: readonly string[];
  readonly built: BuiltLayer;
}

/** A network on the active backend. Whoever built it disposes `model`. */
export interface BuiltNetwork {
  /** Plain stock topology: what tfjs saves, loads and runs. */
  readonly model: LayersModel;
  /** In the order in which they run. */
  readonly nodes: readonly NetworkNode[];
  readonly weights: readonly NamedWeight[];
}

/** Stock layers that stand behind a layer of the recipe in the saved model. */
export interface Insertion {
  readonly after: string;
  readonly layers: readonly layers.Layer[];
}

/** What turns a network's outputs into the scores that people see; `identity`: nothing. */
export type Scores = 'identity' | 'sigmoid' | 'softmax';

/**
 * A tfjs model whose layers are named by the recipe's ids. Every random weight is drawn from its own seed, so that
 * adding a layer leaves the others' initial weights as they were.
 * @param scores - a function that the model alone ends in: `runNetwork` leaves it out
 * @param mean - layers that the model alone has behind one of the network's: `runNodes` leaves them out
 */
export function buildNetwork(
  network: ResolvedNetwork,
  context: BuildContext,
  scores: Scores = 'identity',
  mean: Insertion | null = null,
): BuiltNetwork {
  const nodes = network.layers.map((spec, index) => ({
    spec,
    inputs: inputsOf(network.layers, index),
    built: buildLayer(spec, context),
  }));
  const ending = scores === 'identity' ? [] : [layers.activation({ name: 'scores', activation: scores })];
  const isSimple = mean === null && isChain(network.layers) && nodes.every(({ built }) => built.parts.length === 1);
  const model = isSimple ? buildChain(network, nodes, ending) : buildGraph(network, nodes, ending, mean);
  const weights = nodes.flatMap(({ spec, built }) =>
    built.parts.flatMap((layer) =>
      layer.weights.map((variable) => ({ name: variable.originalName, layerId: spec.id, variable })),
    ),
  );
  for (const { built } of nodes) drawInitial(built, context.seed);
  return { model, nodes, weights };
}

function buildChain(
  network: ResolvedNetwork,
  nodes: readonly NetworkNode[],
  ending: readonly layers.Layer[],
): LayersModel {
  const chain = sequential({ name: 'network' });
  chain.add(layers.inputLayer({ inputShape: [...network.inputShape], name: INPUT }));
  for (const layer of [...nodes.flatMap(({ built }) => built.parts), ...ending]) chain.add(layer);
  return chain;
}

function buildGraph(
  network: ResolvedNetwork,
  nodes: readonly NetworkNode[],
  ending: readonly layers.Layer[],
  mean: Insertion | null,
): LayersModel {
  const start = input({ shape: [...network.inputShape], name: INPUT });
  const outputs = new Map<string, SymbolicTensor>([[INPUT, start]]);
  let last = start;
  for (const { spec, inputs, built } of nodes) {
    last = built.connect(inputs.map((id) => found(outputs, id)));
    if (mean?.after === spec.id) for (const layer of mean.layers) last = connectLayer(layer, [last]);
    outputs.set(spec.id, last);
  }
  for (const layer of ending) last = connectLayer(layer, [last]);
  return functional({ name: 'network', inputs: start, outputs: last });
}

/** The output of a network for a batch [batch, …]. Call inside `tidy`. */
export function runNetwork({ nodes }: BuiltNetwork, batch: Tensor, training: boolean): Tensor {
  const values = runNodes(nodes, batch, training);
  return found(values, nodes.at(-1)?.spec.id ?? INPUT);
}

/** What the last layer of a network takes, for a batch [batch, …]. Call inside `tidy`. */
export function runBody({ nodes }: BuiltNetwork, batch: Tensor, training: boolean): Tensor {
  const values = runNodes(nodes.slice(0, -1), batch, training);
  return found(values, nodes.at(-1)?.inputs[0] ?? INPUT);
}

/** What a stretch of nodes gives for what it takes under `entry`. Call inside `tidy`. */
export function runStretch(nodes: readonly NetworkNode[], entry: string, taken: Tensor, training: boolean): Tensor {
  const values = runNodes(nodes, taken, training, entry);
  return found(values, nodes.at(-1)?.spec.id ?? entry);
}

function runNodes(nodes: readonly NetworkNode[], batch: Tensor, training: boolean, entry = INPUT): Map<string, Tensor> {
  const values = new Map<string, Tensor>([[entry, batch]]);
  for (const { spec, inputs, built } of nodes) {
    const taken = inputs.map((id) => found(values, id));
    values.set(spec.id, built.run(taken, training));
  }
  return values;
}

function found<T>(values: ReadonlyMap<string, T>, id: string): T {
  const value = values.get(id);
  if (value === undefined) throw new Error(`no layer ${id} comes before the one that takes its input from it`);
  return value;
}

function drawInitial({ parts, initial }: BuiltLayer, seed: number): void {
  for (const variable of parts.flatMap((layer) => layer.weights)) {
    const name = variable.originalName.split('/').at(-1) ?? '';
    const shape = variable.shape.map((size) => size ?? 1);
    const values = initial(name, shape, deriveSeed(seed, `weight ${variable.originalName}`));
    if (!values) continue;
    tidy(() => {
      variable.write(tensor(values, variable.read().shape));
    });
  }
}
