import { add, clipByValue, div, max, maximum, mul, sum, type Scalar, type Tensor } from '@tensorflow/tfjs-core';
import { UNLABELLED } from '../../core/preprocessing/stepLabels.ts';
import type { Weigher } from '../losses/loss.ts';
import type { ForwardPass } from './forwardPass.ts';
import type { Batch } from './loadedRows.ts';

/** A type, not an interface: only so does `tidy` take it. */
export type Inferred = {
  loss: Tensor;
  outputs: Tensor;
  /** How much `loss` is the mean of, where that is not the batch: the steps that have a target. A scalar. */
  judged?: Tensor;
  /** Of an autoencoder the mean absolute error: its outputs are as large as the data. */
  error?: Tensor;
};

/** What a network is trained for: how a batch is judged. Everything is called inside `tidy`. */
export interface Objective {
  /** Mean loss over a batch while training, penalties out. */
  trainingLoss(batch: Batch): Scalar;
  /** Mean loss without penalties, and what people see, in inference mode. */
  infer(batch: Batch): Inferred;
  /** What people see, for features alone. */
  outputs(features: Tensor): Tensor;
}

/** Outputs are to meet targets. */
export function supervisedObjective(forward: ForwardPass, weigher: Weigher | null): Objective {
  const weightsOf = (targets: Tensor): Tensor | null => weigher?.weigh(targets) ?? null;
  return {
    trainingLoss: ({ features, targets }) =>
      forward.loss.mean(targets, forward.run(features, true), weightsOf(targets)),
    infer: ({ features, targets }) => {
      const lossInput = forward.run(features, false);
      return {
        loss: forward.loss.mean(targets, lossInput, weightsOf(targets)),
        outputs: forward.scores(lossInput),
      };
    },
    outputs: (features) => forward.scores(forward.run(features, false)),
  };
}

/**
 * The outputs of each step are to meet its target, [batch, time, outputs]; the loss is the mean over the steps that have one (`UNLABELLED` marks the others).
 */
export function stepObjective(forward: ForwardPass, weigher: Weigher | null): Objective {
  /** Comparisons are not used: WebGPU casts what they give in name alone. */
  const judge = (outputs: Tensor, targets: Tensor): { loss: Scalar; judged: Tensor } => {
    const labelled = max(clipByValue(add(targets, -UNLABELLED / 2), 0, 1), -1, true);
    const known = mul(targets, labelled);
    const weights = weigher ? mul(weigher.weigh(known), labelled) : labelled;
    const judged = sum(labelled);
    const steps = labelled.size;
    return { loss: mul(forward.loss.mean(known, outputs, weights), div(steps, maximum(judged, 1))), judged };
  };
  return {
    trainingLoss: ({ features, targets }) => judge(forward.run(features, true), targets).loss,
    infer: ({ features, targets }) => {
      const lossInput = forward.run(features, false);
      return { ...judge(lossInput, targets), outputs: forward.scores(lossInput) };
    },
    outputs: (features) => forward.scores(forward.run(features, false)),
  };
}
