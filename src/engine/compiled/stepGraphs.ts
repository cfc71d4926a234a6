import type { ResolvedNetwork, Shape as SampleShape } from '../../core/recipe/sizes.ts';
import type { Regularizer, Initializer } from '../../core/recipe/layerSpec.ts';
import type { TrainerConfig } from '../trainer.ts';
import { LOSS_FACTS } from '../../core/training/lossFacts.ts';
import { startsFromLogits } from '../losses/loss.ts';
import { differentiate } from './differentiate.ts';
import { fuse } from './fuse.ts';
import type { Graph, Shape, Value } from './graph.ts';
import { GraphBuilder } from './graphBuilder.ts';
import { activated, emitNetwork, type WeightOf } from './layers.ts';
import { prune } from './prune.ts';

/** A weight of the network, the same in every graph. */
export interface WeightSpec {
  /** `dense_1/kernel` */
  readonly name: string;
  readonly layerId: string;
  readonly shape: Shape;
  readonly initial: Initializer;
  readonly isTrained: boolean;
  readonly penalty: Regularizer | null;
}

/** What a graph's surroundings need of it. */
interface Ends {
  readonly graph: Graph;
  readonly features: Value;
  /** By name. */
  readonly weights: ReadonlyMap<string, Value>;
  readonly classWeights: Value | null;
  readonly targets: Value;
  /** [1] */
  readonly loss: Value;
}

export interface TrainingGraph extends Ends {
  /** Of each trained weight, by its name. */
  readonly gradients: ReadonlyMap<string, Value>;
}

export interface InferenceGraph extends Ends {
  /** Scores, [batch, …target] */
  readonly outputs: Value;
}

export interface NetworkToCompile extends Pick<TrainerConfig, 'loss' | 'classWeights' | 'scores'> {
  readonly network: ResolvedNetwork;
  /** Of one sample. */
  readonly target: SampleShape;
}

/** The weights of a network in the order of its layers. */
export function listWeights(config: NetworkToCompile): readonly WeightSpec[] {
  return emit(config, 1, false).specs;
}

/** Forward, loss, and every trained weight's gradient, for batches of this size. */
export function trainingGraph(config: NetworkToCompile, batch: number): TrainingGraph {
  const { builder, specs, weights, outputGradient, lossInput, ...ends } = emit(config, batch, true);
  const trained = specs.filter(({ isTrained }) => isTrained);
  const wanted = trained.flatMap(({ name }) => weights.get(name) ?? []);
  const found = differentiate(builder, new Map([[lossInput, outputGradient]]), wanted);
  const gradients = new Map(
    trained.map(({ name }) => {
      const weight = weights.get(name);
      const gradient = weight && found.get(weight);
      if (!gradient) throw new Error(`the loss does not depend on ${name}`);
      return [name, gradient];
    }),
  );
  const asked = [ends.loss, ...gradients.values()];
  return { ...ends, weights, gradients, graph: fuse(prune(builder.graph, asked), asked) };
}

/** Scores and loss, nothing drawn, averages instead of a batch's moments. */
export function inferenceGraph(config: NetworkToCompile, batch: number): InferenceGraph {
  const { builder, weights, outputs, loss, features, targets, classWeights } = emit(config, batch, false);
  const asked = [loss, outputs];
  return {
    features,
    targets,
    classWeights,
    loss,
    outputs,
    weights,
    graph: fuse(prune(builder.graph, asked), asked),
  };
}

function emit(
  { network, target, loss: spec, classWeights, scores = 'identity' }: NetworkToCompile,
  batch: number,
  training: boolean,
) {
  const builder = new GraphBuilder();
  const features = builder.declare('features', 'features', [batch, ...network.inputShape]);
  const targets = builder.declare('targets', 'targets', [batch, ...target]);
  const weighing = classWeights && builder.declare('state', 'class weights', [classWeights.length]);
  const specs: WeightSpec[] = [];
  const weights = new Map<string, Value>();
  const weightOf: WeightOf = (layerId, request) => {
    const name = `${layerId}/${request.name}`;
    specs.push({ ...request, name, layerId });
    const value = builder.declare(request.isTrained ? 'weight' : 'state', name, request.shape);
    weights.set(name, value);
    return value;
  };
  const head = network.layers.at(-1);
  const headActivation = head && (head.type === 'dense' || head.type === 'activation') ? head.activation : 'linear';
  const isFolded =
    (headActivation === 'sigmoid' || headActivation === 'softmax') && startsFromLogits(spec, headActivation);
  const layers =
    isFolded && head && 'activation' in head
      ? [...network.layers.slice(0, -1), { ...head, activation: 'linear' as const }]
      : network.layers;
  const lossInput = emitNetwork(builder, { layers }, features, training, weightOf);
  const outputs = activated(builder, lossInput, isFolded ? headActivation : scores === 'identity' ? 'linear' : scores);
  const areLogits = isFolded || (spec.fromLogits && LOSS_FACTS[spec.name].takesLogits);
  const [loss, outputGradient] = builder.emit('loss', [lossInput, targets, ...(weighing ? [weighing] : [])], {
    loss: spec,
    areLogits,
  });
  if (!outputGradient) throw new Error('a loss gives its gradient');
  return {
    builder,
    specs,
    weights,
    features,
    targets,
    classWeights: weighing,
    lossInput,
    outputs,
    loss,
    outputGradient,
  };
}
