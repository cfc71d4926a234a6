import {
  abs,
  add,
  clipByValue,
  div,
  exp,
  log,
  logSoftmax,
  max,
  minimum,
  mul,
  neg,
  pow,
  relu,
  sigmoid,
  softplus,
  square,
  squaredDifference,
  sub,
  sum,
  type Tensor,
} from '@tensorflow/tfjs-core';
import type { LossName, LossSpec } from '../../core/training/settings.ts';

/** Keras's fuzz factor: probabilities are kept this far from 0 and 1. */
const EPSILON = 1e-7;
/** Keras's default weight of the categorical focal loss. */
const FOCAL_ALPHA = 0.25;

/** What a network gave: its last layer's outputs as they are, or the logits under its sigmoid or softmax. */
export interface LossInput {
  /** [batch, width] */
  readonly targets: Tensor;
  /** [batch, width] */
  readonly outputs: Tensor;
  readonly areLogits: boolean;
  readonly spec: LossSpec;
}

/** A sample's loss is the mean over its outputs, or the sum of its terms. */
export type TermReduction = 'mean' | 'sum';

interface LossRule {
  readonly reduction: TermReduction;
  /** [batch, terms]: a sample's loss before it is reduced. */
  readonly terms: (input: LossInput) => Tensor;
}

/** Every loss as Keras 3 defines it, targets of 0 and 1 included where it wants -1 and 1 (hinge). A loss without an entry does not compile. */
export const LOSS_RULES: Readonly<Record<LossName, LossRule>> = {
  meanSquaredError: { reduction: 'mean', terms: ({ targets, outputs }) => squaredDifference(outputs, targets) },
  meanAbsoluteError: { reduction: 'mean', terms: ({ targets, outputs }) => abs(sub(outputs, targets)) },
  huber: { reduction: 'mean', terms: huber },
  logCosh: { reduction: 'mean', terms: logCosh },
  poisson: {
    reduction: 'mean',
    terms: ({ targets, outputs }) => sub(outputs, mul(targets, log(add(outputs, EPSILON)))),
  },
  binaryCrossentropy: { reduction: 'mean', terms: binaryCrossentropy },
  binaryFocalCrossentropy: { reduction: 'mean', terms: binaryFocalCrossentropy },
  hinge: { reduction: 'mean', terms: margins },
  squaredHinge: { reduction: 'mean', terms: (input) => square(margins(input)) },
  categoricalCrossentropy: { reduction: 'sum', terms: categoricalCrossentropy },
  sparseCategoricalCrossentropy: {
    reduction: 'sum',
    terms: ({ targets, ...input }) => neg(mul(targets, logProbabilities(input))),
  },
  categoricalFocalCrossentropy: { reduction: 'sum', terms: categoricalFocalCrossentropy },
  categoricalHinge: { reduction: 'sum', terms: categoricalHinge },
  kullbackLeiblerDivergence: { reduction: 'sum', terms: divergence },
};

/** ½e² up to δ, then δ·(|e| - ½δ). Source: P. J. Huber, 1964. */
function huber({ targets, outputs, spec }: LossInput): Tensor {
  const error = abs(sub(outputs, targets));
  const quadratic = minimum(error, spec.delta);
  return add(mul(square(quadratic), 0.5), mul(sub(error, quadratic), spec.delta));
}

/** log cosh e = |e| + log(1 + exp(-2|e|)) - log 2, which does not overflow. */
function logCosh({ targets, outputs }: LossInput): Tensor {
  const error = sub(outputs, targets);
  return sub(add(error, softplus(mul(error, -2))), Math.LN2);
}

function binaryCrossentropy({ targets, outputs, areLogits, spec }: LossInput): Tensor {
  const smooth = smoothed(targets, spec.labelSmoothing, 0.5);
  if (areLogits) return sub(softplus(outputs), mul(smooth, outputs));
  // p and 1-p are clipped each for itself: in float32, 1 - (1 - ε) is not ε.
  const forOnes = mul(smooth, log(clipByValue(outputs, EPSILON, 1)));
  const forZeros = mul(sub(1, smooth), log(clipByValue(sub(1, outputs), EPSILON, 1)));
  return neg(add(forOnes, forZeros));
}

/** (1 - p_t)^γ · cross-entropy. Source: T.-Y. Lin et al., "Focal Loss for Dense Object Detection", 2017. */
function binaryFocalCrossentropy(input: LossInput): Tensor {
  const smooth = smoothed(input.targets, input.spec.labelSmoothing, 0.5);
  const probability = input.areLogits ? sigmoid(input.outputs) : input.outputs;
  // 1 - p_t, where p_t = y·p + (1-y)·(1-p)
  const missed = sub(add(smooth, probability), mul(2, mul(smooth, probability)));
  return mul(focusing(missed, input.spec.gamma), binaryCrossentropy(input));
}

/** max(0, 1 - y·x) with y = ±1 */
function margins({ targets, outputs }: LossInput): Tensor {
  return relu(sub(1, mul(sub(mul(targets, 2), 1), outputs)));
}

function categoricalCrossentropy({ targets, spec, ...input }: LossInput): Tensor {
  return neg(mul(smoothedOneHot(targets, spec), logProbabilities(input)));
}

/** α · (1 - p)^γ · cross-entropy, α = 0.25 for every class as in Keras. */
function categoricalFocalCrossentropy({ targets, spec, ...input }: LossInput): Tensor {
  const logs = logProbabilities(input);
  const factor = mul(focusing(sub(1, exp(logs)), spec.gamma), FOCAL_ALPHA);
  return neg(mul(factor, mul(smoothedOneHot(targets, spec), logs)));
}

/** max(0, 1 + the best wrong class's output - the right one's) */
function categoricalHinge({ targets, outputs }: LossInput): Tensor {
  const right = sum(mul(targets, outputs), -1, true);
  const wrong = max(mul(sub(1, targets), outputs), -1, true);
  return relu(add(sub(wrong, right), 1));
}

/** y · log(y / p), both kept away from 0 as in Keras; from logits p stays inside by itself. */
function divergence({ targets, outputs, areLogits }: LossInput): Tensor {
  const wanted = clipByValue(targets, EPSILON, 1);
  const logs = areLogits ? logSoftmax(outputs) : log(clipByValue(outputs, EPSILON, 1));
  return mul(wanted, sub(log(wanted), logs));
}

/** log p per class; probabilities are brought to sum 1 and clipped first, as in Keras. */
function logProbabilities({ outputs, areLogits }: Pick<LossInput, 'outputs' | 'areLogits'>): Tensor {
  if (areLogits) return logSoftmax(outputs);
  return log(clipByValue(div(outputs, sum(outputs, -1, true)), EPSILON, 1 - EPSILON));
}

/** missed^γ. Its slope at 0 would be infinite for γ < 1, so it begins at ε. */
function focusing(missed: Tensor, gamma: number): Tensor {
  return pow(clipByValue(missed, EPSILON, 1), gamma);
}

function smoothedOneHot(targets: Tensor, { labelSmoothing }: LossSpec): Tensor {
  return smoothed(targets, labelSmoothing, 1 / (targets.shape.at(-1) ?? 1));
}

/** Targets moved towards `level` by the share `smoothing`. */
function smoothed(targets: Tensor, smoothing: number, level: number): Tensor {
  return smoothing === 0 ? targets : add(mul(targets, 1 - smoothing), smoothing * level);
}
