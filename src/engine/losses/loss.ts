import { add, mul, sum, tensor, type Scalar, type Tensor } from '@tensorflow/tfjs-core';
import { LOSS_FACTS } from '../../core/training/lossFacts.ts';
import type { LossName, LossSpec } from '../../core/training/settings.ts';
import type { HeadActivation } from '../layers/head.ts';
import { LOSS_RULES } from './lossTerms.ts';

/** Losses that can start from the logits under a last activation of their own kind, and which that is. */
const LOGIT_HEADS: Readonly<Partial<Record<LossName, HeadActivation>>> = {
  binaryCrossentropy: 'sigmoid',
  binaryFocalCrossentropy: 'sigmoid',
  categoricalCrossentropy: 'softmax',
  sparseCategoricalCrossentropy: 'softmax',
  categoricalFocalCrossentropy: 'softmax',
  kullbackLeiblerDivergence: 'softmax',
};

/**
 * Whether a loss on probabilities should be computed from the logits under the network's last activation. The value is
 * the same, without Keras's clipping at 10⁻⁷, and with a gradient that does not vanish there.
 */
export function startsFromLogits(spec: LossSpec, head: HeadActivation): boolean {
  return !spec.fromLogits && LOGIT_HEADS[spec.name] === head;
}

/** A loss over a batch. Everything is to be called inside `tidy`. */
export interface Loss {
  /** Loss of each sample, [batch]. */
  perSample(targets: Tensor, outputs: Tensor): Tensor;
  /**
   * Σ weight · loss / batch, as Keras's `sum_over_batch_size`; a scalar.
   * @param weights - [batch, 1] per sample, [batch, outputs] per output of a loss that is a mean over outputs, or null
   */
  mean(targets: Tensor, outputs: Tensor, weights: Tensor | null): Scalar;
}

/** @param isFolded - the outputs are the logits under an activation that was left off (`startsFromLogits`) */
export function createLoss(spec: LossSpec, isFolded: boolean): Loss {
  const { reduction, terms } = LOSS_RULES[spec.name];
  const areLogits = isFolded || (spec.fromLogits && LOSS_FACTS[spec.name].takesLogits);
  const width = (outputs: Tensor): number => outputs.shape.at(-1) ?? 1;
  const divisor = (outputs: Tensor): number => (reduction === 'mean' ? width(outputs) : 1);
  return {
    perSample: (targets, outputs) => mul(sum(terms({ targets, outputs, areLogits, spec }), -1), 1 / divisor(outputs)),
    mean: (targets, outputs, weights) => {
      const all = terms({ targets, outputs, areLogits, spec });
      const batch = outputs.size / width(outputs);
      return mul<Scalar>(sum<Scalar>(weights ? mul(all, weights) : all), 1 / (batch * divisor(outputs)));
    },
  };
}

/** Weights that go with the targets of a batch. Holds tensors: dispose it. */
export interface Weigher {
  /** [batch, …, outputs] → [batch, …, 1] or [batch, …, outputs]. Call inside `tidy`. */
  weigh(targets: Tensor): Tensor;
  dispose(): void;
}

/**
 * Weights from weights per class.
 * - as many as outputs: a class each, targets are one-hot
 * - twice as many: for every yes/no output the weight of no and of yes
 */
export function createWeigher(classWeights: readonly number[], outputs: number): Weigher {
  if (classWeights.length === outputs) {
    const weights = tensor([...classWeights], [1, outputs]);
    return { weigh: (targets) => sum(mul(targets, weights), -1, true), dispose: () => weights.dispose() };
  }
  if (classWeights.length !== 2 * outputs) {
    throw new RangeError(`${classWeights.length} class weights for ${outputs} outputs`);
  }
  const pairs = Array.from({ length: outputs }, (_, i) => ({
    no: classWeights[2 * i] ?? 1,
    yes: classWeights[2 * i + 1] ?? 1,
  }));
  const no = tensor(
    pairs.map((pair) => pair.no),
    [1, outputs],
  );
  const rise = tensor(
    pairs.map((pair) => pair.yes - pair.no),
    [1, outputs],
  );
  return {
    weigh: (targets) => add(mul(targets, rise), no),
    dispose: () => [no, rise].forEach((each) => each.dispose()),
  };
}
