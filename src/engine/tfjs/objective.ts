import type { Scalar, Tensor } from '@tensorflow/tfjs-core';
import type { Weigher } from '../losses/loss.ts';
import type { ForwardPass } from './forwardPass.ts';
import type { Batch } from './loadedRows.ts';

/** A type, not an interface: only so does `tidy` take it. */
export type Inferred = {
  loss: Tensor;
  outputs: Tensor;
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
