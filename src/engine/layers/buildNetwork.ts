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
import { carriesMask, commonMask } from '../../core/recipe/masking.ts';
import type { ResolvedLayer, ResolvedNetwork } from '../../core/recipe/sizes.ts';
import { deriveSeed } from '../../shared/random.ts';
import { connectLayer, type BuiltLayer } from './builtLayer.ts';
import { buildLayer, type BuildContext } from './layerBuilders.ts';
import { connectMask, connectNoMask, maskOfTokens } from './masking.ts';

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
  const isSimple =
    mean === null &&
    isChain(network.layers) &&
    nodes.every(({ spec, built }) => built.parts.length === 1 && !masksZero(spec));
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
  const masks = trackMasks(connectMask);
  const hasMask = nodes.some(({ spec }) => masksZero(spec));
  let last = start;
  for (const { spec, inputs, built } of nodes) {
    const given = inputs.map((id) => found(outputs, id));
    const mask = masks(spec, inputs, given);
    const isRecurrent = 'recurrentInitializer' in spec;
    const taken = hasMask && !mask && isRecurrent ? given.map((values) => connectNoMask(spec.id, values)) : given;
    last = built.connect(taken, mask);
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
  const masks = trackMasks((_, tokens: Tensor) => maskOfTokens(tokens));
  for (const { spec, inputs, built } of nodes) {
    const taken = inputs.map((id) => found(values, id));
    values.set(spec.id, built.run(taken, training, masks(spec, inputs, taken)));
  }
  return values;
}

function masksZero(spec: ResolvedLayer): boolean {
  return spec.type === 'embedding' && spec.maskZero;
}

/** Follows padding from the embeddings on: for layers in the order in which they run, the mask that each meets. */
function trackMasks<T, M>(
  ofTokens: (id: string, tokens: T) => M,
): (spec: ResolvedLayer, inputs: readonly string[], taken: readonly T[]) => M | null {
  const masks = new Map<string, M | null>();
  return (spec, inputs, taken) => {
    const met = commonMask(inputs.map((id) => masks.get(id) ?? null));
    const [tokens] = taken;
    const made = masksZero(spec) && tokens !== undefined ? ofTokens(spec.id, tokens) : null;
    masks.set(spec.id, made ?? (carriesMask(spec) ? met : null));
    return met;
  };
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
