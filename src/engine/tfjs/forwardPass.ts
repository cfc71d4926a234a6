import { sigmoid, softmax, type Tensor } from '@tensorflow/tfjs-core';
import type { LossSpec } from '../../core/training/settings.ts';
import { runBody, runNetwork, type BuiltNetwork, type Scores } from '../layers/buildNetwork.ts';
import { splitHead } from '../layers/head.ts';
import { createLoss, startsFromLogits, type Loss } from '../losses/loss.ts';

/** A network as its loss sees it. Call inside `tidy`. */
export interface ForwardPass {
  readonly loss: Loss;
  /** What the loss takes: the outputs, or the logits under the last activation where the loss starts from those. */
  run(batch: Tensor, training: boolean): Tensor;
  /** The scores from what `run` gave. */
  scores(lossInput: Tensor): Tensor;
}

/** What turns outputs into scores. */
export const SCORES: Readonly<Record<Scores, (outputs: Tensor) => Tensor>> = {
  identity: (outputs) => outputs,
  sigmoid,
  softmax: (outputs) => softmax(outputs),
};

/** The forward pass that is numerically best for this network under this loss. */
export function createForwardPass(network: BuiltNetwork, lossSpec: LossSpec, scores: Scores): ForwardPass {
  const last = network.nodes.at(-1);
  const head = last && splitHead(last);
  if (head && startsFromLogits(lossSpec, head.activation)) {
    return {
      loss: createLoss(lossSpec, true),
      run: (batch, training) => head.logits(runBody(network, batch, training)),
      scores: head.activate,
    };
  }
  return {
    loss: createLoss(lossSpec, false),
    run: (batch, training) => runNetwork(network, batch, training),
    scores: SCORES[scores],
  };
}
