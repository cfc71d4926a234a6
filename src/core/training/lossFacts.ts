import type { Activation } from '../recipe/layerSpec.ts';
import type { Task } from '../preprocessing/preparation.ts';
import { LOSSES, type LossName, type LossSpec } from './settings.ts';

/** What a loss expects of the network and of the targets. */
export interface LossFacts {
  /** Tasks it suits, the most usual first. */
  readonly tasks: readonly Task[];
  /** Whether it can take logits (`fromLogits`). */
  readonly takesLogits: boolean;
  /** Its own options among those of `LossSpec`; the others are ignored. */
  readonly options: readonly Exclude<keyof LossSpec, 'name'>[];
}

const CROSS_ENTROPY = { takesLogits: true, options: ['fromLogits', 'labelSmoothing'] } as const;
const FOCAL = { takesLogits: true, options: ['fromLogits', 'labelSmoothing', 'gamma'] } as const;
const PLAIN = { takesLogits: false, options: [] } as const;

/** Facts about every loss. Squared and absolute errors on probabilities (the Brier score) are possible, if unusual. */
export const LOSS_FACTS: Readonly<Record<LossName, LossFacts>> = {
  meanSquaredError: { ...PLAIN, tasks: ['regression', 'reconstruction', 'binary', 'multiclass', 'multilabel'] },
  meanAbsoluteError: { ...PLAIN, tasks: ['regression', 'reconstruction'] },
  huber: { takesLogits: false, options: ['delta'], tasks: ['regression', 'reconstruction'] },
  logCosh: { ...PLAIN, tasks: ['regression', 'reconstruction'] },
  poisson: { ...PLAIN, tasks: ['regression'] },
  binaryCrossentropy: { ...CROSS_ENTROPY, tasks: ['binary', 'multilabel', 'reconstruction'] },
  binaryFocalCrossentropy: { ...FOCAL, tasks: ['binary', 'multilabel'] },
  hinge: { ...PLAIN, tasks: ['binary', 'multilabel'] },
  squaredHinge: { ...PLAIN, tasks: ['binary', 'multilabel'] },
  categoricalCrossentropy: { ...CROSS_ENTROPY, tasks: ['multiclass'] },
  sparseCategoricalCrossentropy: { takesLogits: true, options: ['fromLogits'], tasks: ['multiclass'] },
  categoricalFocalCrossentropy: { ...FOCAL, tasks: ['multiclass'] },
  categoricalHinge: { ...PLAIN, tasks: ['multiclass'] },
  kullbackLeiblerDivergence: { ...PLAIN, tasks: ['multiclass'] },
};

/** The losses that suit a task, in the order in which people would choose them. */
export function lossesFor(task: Task): LossName[] {
  const rank = (name: LossName) => LOSS_FACTS[name].tasks.indexOf(task);
  return LOSSES.filter((name) => rank(name) >= 0).sort((a, b) => rank(a) - rank(b));
}

/** The activation of the last layer: the usual one, and all that make sense under this loss. */
export interface HeadActivations {
  readonly usual: Activation;
  readonly accepted: readonly Activation[];
}

/** Losses that want margins or rates, and so a last layer of their own. */
const SPECIAL_HEADS: Partial<Readonly<Record<LossName, HeadActivations>>> = {
  hinge: { usual: 'linear', accepted: ['linear', 'tanh', 'softsign'] },
  squaredHinge: { usual: 'linear', accepted: ['linear', 'tanh', 'softsign'] },
  categoricalHinge: { usual: 'linear', accepted: ['linear', 'softmax'] },
  poisson: { usual: 'softplus', accepted: ['softplus'] },
};

/** Which activations the last layer may have for a task under a loss. */
export function headActivations(task: Task, loss: LossSpec): HeadActivations {
  if (loss.fromLogits && LOSS_FACTS[loss.name].takesLogits) return { usual: 'linear', accepted: ['linear'] };
  const special = SPECIAL_HEADS[loss.name];
  if (special) return special;
  switch (task) {
    case 'reconstruction':
      // Inputs scaled to 0 … 1 can be met by a sigmoid; cross-entropy wants one.
      return loss.name === 'binaryCrossentropy'
        ? { usual: 'sigmoid', accepted: ['sigmoid', 'hardSigmoid'] }
        : { usual: 'linear', accepted: ['linear', 'sigmoid', 'hardSigmoid', 'tanh'] };
    case 'binary':
    case 'multilabel':
      return { usual: 'sigmoid', accepted: ['sigmoid', 'hardSigmoid'] };
    case 'multiclass':
      return { usual: 'softmax', accepted: ['softmax'] };
    case 'regression':
    case 'generation':
    case 'translation':
      return { usual: 'linear', accepted: ['linear'] };
  }
}

/**
 * What turns a trained network's raw outputs into the scores that the studio shows (probabilities in [0, 1] for class
 * tasks): nothing where the last layer already gives them; the matching function for logits. Margins of the hinge
 * losses are squashed likewise: their order and the decision at 0 (0.5 after it) are kept, but they are no calibrated
 * probabilities.
 * @param head - activation of the last layer
 */
export function scoreFunction(task: Task, loss: LossSpec, head: Activation): 'identity' | 'sigmoid' | 'softmax' {
  if (task === 'regression' || task === 'generation' || task === 'translation') return 'identity';
  if (task === 'reconstruction' && !(loss.fromLogits && LOSS_FACTS[loss.name].takesLogits)) return 'identity';
  if (task === 'multiclass') return head === 'softmax' ? 'identity' : 'softmax';
  const givesProbabilities = head === 'sigmoid' || head === 'hardSigmoid';
  return givesProbabilities && !(loss.fromLogits && LOSS_FACTS[loss.name].takesLogits) ? 'identity' : 'sigmoid';
}
