import { optimizerSlots } from '../training/optimizerSlots.ts';
import type { TrainingSettings } from '../training/settings.ts';
import { layerCost, type LayerCost } from './layerCost.ts';
import type { LayerType } from './layerSpec.ts';
import type { NetworkSpec, SizeBindings } from './recipe.ts';
import { INPUT, inputsOf } from './graph.ts';
import { layerShape, sizeOf, type ShapeProblem } from './shapes.ts';
import { resolveSizes, type Shape } from './sizes.ts';

const FLOAT_BYTES = 4;

/** What one layer makes and costs, for one sample. */
export interface LayerDescription extends LayerCost {
  readonly id: string;
  readonly type: LayerType;
  /** One shape; of a layer that joins others, theirs. */
  readonly inputShapes: readonly Shape[];
  /** Without the batch axis. Where there is a problem, what it would be if the input were right. */
  readonly outputShape: Shape;
  readonly problem: ShapeProblem | null;
  readonly weightBytes: number;
  /** Kept for back-propagation, for one sample: the output, and what the layer keeps beside it. */
  readonly activationBytes: number;
}

/** Bytes that training needs, all in float32. */
export interface TrainingMemory {
  readonly weights: number;
  readonly gradients: number;
  readonly optimizer: number;
  readonly activations: number;
  readonly total: number;
}

/** A network's shapes and costs for a data set of known width. */
export interface NetworkDescription {
  readonly inputShape: Shape;
  readonly outputShape: Shape;
  readonly layers: readonly LayerDescription[];
  readonly trainable: number;
  readonly nonTrainable: number;
  readonly parameters: number;
  readonly weightBytes: number;
  /** For one sample. The optimizer's own arithmetic, some ten operations per weight and step, is not in them. */
  readonly forwardFlops: number;
  readonly trainingFlops: number;
  readonly trainingMemory: TrainingMemory;
}

/**
 * Follows one sample through the network. The memory of a training step is, with P weights of which T are trained, S
 * optimizer slots, batch size B, and per layer its output aᵢ and what it keeps beside it kᵢ:
 *
 *     4 · ( P + T + S·T + B · ( |input| + Σ (aᵢ + kᵢ) + 2 · max aᵢ ) )  bytes
 *
 * the last term being the gradients that travel back. The data set itself is not in it.
 */
export function describeNetwork(
  network: NetworkSpec,
  bindings: SizeBindings,
  settings: Pick<TrainingSettings, 'optimizer' | 'batchSize'>,
): NetworkDescription {
  const { inputShape, layers: specs } = resolveSizes(network, bindings);
  const layers: LayerDescription[] = [];
  const shapes = new Map<string, Shape>([[INPUT, inputShape]]);
  const learners = new Set<string>();
  specs.forEach((layer, index) => {
    const inputs = inputsOf(specs, index);
    const inputShapes = inputs.map((id) => shapes.get(id) ?? inputShape);
    const { shape, problem } = layerShape(layer, inputShapes);
    const needsInputGradient = inputs.some((id) => learners.has(id));
    const cost = layerCost(layer, { inputs: inputShapes, output: shape, needsInputGradient });
    layers.push({
      ...cost,
      id: layer.id,
      type: layer.type,
      inputShapes,
      outputShape: shape,
      problem,
      weightBytes: FLOAT_BYTES * (cost.trainable + cost.nonTrainable),
      activationBytes: FLOAT_BYTES * (sizeOf(shape) + cost.keptValues),
    });
    if (needsInputGradient || cost.trainable > 0) learners.add(layer.id);
    shapes.set(layer.id, shape);
  });
  const total = (pick: (layer: LayerDescription) => number) => layers.reduce((sum, layer) => sum + pick(layer), 0);
  const trainable = total((layer) => layer.trainable);
  const nonTrainable = total((layer) => layer.nonTrainable);
  const weights = FLOAT_BYTES * (trainable + nonTrainable);
  const gradients = FLOAT_BYTES * trainable;
  const optimizer = gradients * optimizerSlots(settings.optimizer);
  const widest = Math.max(0, ...layers.map((layer) => sizeOf(layer.outputShape)));
  const perSample = FLOAT_BYTES * (sizeOf(inputShape) + 2 * widest) + total((layer) => layer.activationBytes);
  const activations = settings.batchSize * perSample;
  return {
    inputShape,
    outputShape: layers.at(-1)?.outputShape ?? inputShape,
    layers,
    trainable,
    nonTrainable,
    parameters: trainable + nonTrainable,
    weightBytes: weights,
    forwardFlops: total((layer) => layer.forwardFlops),
    trainingFlops: total((layer) => layer.trainingFlops),
    trainingMemory: {
      weights,
      gradients,
      optimizer,
      activations,
      total: weights + gradients + optimizer + activations,
    },
  };
}
