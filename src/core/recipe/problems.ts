import type { Task } from '../preprocessing/preparation.ts';
import type { LossName, ScheduleSpec } from '../training/settings.ts';
import type { RecipeEdit } from './editing.ts';
import type { Activation, LayerType } from './layerSpec.ts';
import type { AdversarialLoss, NetworkRole, Procedure } from './recipe.ts';
import type { Shape } from './sizes.ts';

/** Everything that can be wrong with a recipe for a task, and the facts that its sentence needs. Texts are messages. */
export interface RecipeProblemDetails {
  /** No dense layer gives the outputs. */
  'head.missing': { outputs: number };
  /** The last dense layer has another number of units than the data has outputs. */
  'head.units': { units: number; outputs: number };
  /** Its activation does not go with task and loss. */
  'head.activation': { activation: Activation; usual: Activation; loss: LossName; task: Task };
  /** The loss expects logits and gets probabilities. */
  'head.probabilitiesAsLogits': { activation: Activation; loss: LossName };
  /** Softmax over one unit is always 1. */
  'head.softmaxOfOne': Record<string, never>;
  /** A layer behind the one that gives the outputs disturbs them. */
  'head.followed': { type: LayerType };
  'layer.softmaxInside': Record<string, never>;
  /** Two dense layers with nothing bent between them are no more than one. */
  'layer.linearChain': { next: string };
  'layer.dropoutBeforeNorm': { norm: string };
  'layer.dropoutTwice': { previous: string };
  'layer.seluInitializer': { initializer: string };
  /** Batch statistics of very few rows are noise; of one row they are nothing. */
  'layer.normSmallBatch': { batchSize: number };
  /** The network wants samples of another shape than the data has. */
  'input.shape': { wanted: Shape; data: Shape };
  /** Words come as numbers that stand for them: only an embedding makes sense of those. */
  'input.tokens': Record<string, never>;
  /** What it gets are measured values, not words. */
  'layer.noTokens': Record<string, never>;
  /** What the network gives is not what is asked of it. */
  'output.shape': { output: Shape; wanted: Shape };
  /** The decoder does not take what the encoder gives. */
  'decoder.input': { wanted: Shape; code: Shape };
  /** The generator does not take as many numbers as noise and class have. */
  'generator.input': { wanted: Shape; latent: number; classes: number };
  /** A variational code is a row of means and as many variances. */
  'code.variational': { shape: Shape };
  /** A code no smaller than the sample can just hand it through. */
  'code.large': { code: number; input: number };
  /** The discriminator's last activation does not go with the adversarial loss. */
  'discriminator.activation': { activation: Activation; loss: AdversarialLoss };
  /** The procedure cannot do what is asked of the data. */
  'procedure.task': { procedure: Procedure['kind']; task: Task };
  /** No class column tells the networks what to generate. */
  'gan.noClasses': Record<string, never>;
  /** A generator that takes pictures makes none of nothing. */
  'gan.translates': Record<string, never>;
  /** Nothing that falls tells when a GAN stands still. */
  'gan.plateau': Record<string, never>;
  'gan.penaltyLayer': { readonly layer: string; readonly activation: string };
  /** Samples of so many axes are wanted. */
  'layer.rank': { wanted: number; input: Shape };
  /** A reshape must keep the number of values. */
  'layer.reshape': { wanted: number; got: number; target: Shape };
  /** A window without padding is larger than what it moves over. */
  'layer.window': { kernelSize: number; input: Shape };
  /** Outputs that do not fit together. */
  'layer.merge': { inputs: readonly Shape[] };
  /** It takes its input from a layer that does not come before it. */
  'layer.unknownInput': { input: string };
  /** A layer that joins wants two or more, any other just one. */
  'layer.inputCount': { count: number; isMerge: boolean };
  /** No later layer takes what it gives. */
  'layer.unused': Record<string, never>;
  'field.range': { field: string; value: number; min: number; max: number };
  'parameters.many': { parameters: number; rows: number };
  'loss.task': { loss: LossName; task: Task; usual: LossName };
  /** Poisson wants counts; a standardised target is negative half of the time. */
  'loss.poissonStandardized': Record<string, never>;
  'batch.largerThanRows': { batchSize: number; rows: number };
  'schedule.warmupTooLong': { warmupSteps: number; totalSteps: number };
  'classWeights.task': { task: Task };
  'classWeights.count': { weights: number; classes: number };
  'monitor.noValidation': { used: 'earlyStopping' | ScheduleSpec['kind'] };
  /** WebGPU cannot hold the layer's weights (or a batch of its outputs) in one buffer on this machine. */
  'machine.weightBuffer': { bytes: number; limitBytes: number };
  'machine.activationBuffer': { bytes: number; limitBytes: number };
  'machine.memory': { neededBytes: number; availableBytes: number };
}

export type RecipeProblemCode = keyof RecipeProblemDetails;

/** Where a problem is shown: on a layer (and its option), on a training setting, or on the network as a whole. */
export type ProblemPlace =
  | { readonly kind: 'layer'; readonly layerId: string; readonly field: string | null }
  /** `field` is a path into the settings: `loss`, `optimizer.beta1`. */
  | { readonly kind: 'training'; readonly field: string }
  /** `role`: which of several. */
  | { readonly kind: 'network'; readonly role?: NetworkRole };

/** An `error` keeps the recipe from training, or from meaning anything; a `warning` is advice. */
export type Severity = 'error' | 'warning';

/** One problem, with the edits that would mend it; none where people have to decide. */
export type LayerProblem = {
  readonly [C in RecipeProblemCode]: {
    readonly code: C;
    readonly details: RecipeProblemDetails[C];
    readonly severity: Severity;
    readonly place: ProblemPlace;
    readonly fix: readonly RecipeEdit[];
  };
}[RecipeProblemCode];

export function atLayer(layerId: string, field: string | null = null): ProblemPlace {
  return { kind: 'layer', layerId, field };
}

/** On a network as a whole; one that is the only one needs no name. */
export function atNetwork(role: NetworkRole): ProblemPlace {
  return role === 'model' ? { kind: 'network' } : { kind: 'network', role };
}

export function atTraining(field: string): ProblemPlace {
  return { kind: 'training', field };
}
