import { sigmoid, softmax, type Tensor } from '@tensorflow/tfjs-core';
import type { ResolvedNetwork } from '../../core/recipe/sizes.ts';
import type { LossSpec } from '../../core/training/settings.ts';
import { runLayers, type BuiltNetwork } from '../layers/buildNetwork.ts';
import { splitHead } from '../layers/head.ts';
import type { TrainerConfig } from '../trainer.ts';
import { createLoss, startsFromLogits, type Loss } from '../losses/loss.ts';

/** A network as its loss sees it. Call inside `tidy`. */
export interface ForwardPass {
  readonly loss: Loss;
  /** What the loss takes: the outputs, or the logits under the last activation where the loss starts from those. */
  run(batch: Tensor, training: boolean): Tensor;
  /** The scores from what `run` gave. */
  scores(lossInput: Tensor): Tensor;
}

type Scores = NonNullable<TrainerConfig['scores']>;

const SCORES: Readonly<Record<Scores, (outputs: Tensor) => Tensor>> = {
  identity: (outputs) => outputs,
  sigmoid,
  softmax: (outputs) => softmax(outputs),
};

/** The forward pass that is numerically best for this network under this loss. */
export function createForwardPass(
  spec: ResolvedNetwork,
  network: BuiltNetwork,
  lossSpec: LossSpec,
  scores: Scores,
): ForwardPass {
  const lastSpec = spec.layers.at(-1);
  const lastLayer = network.layers.at(-1);
  const head = lastSpec && lastLayer ? splitHead(lastSpec, lastLayer) : null;
  if (head && startsFromLogits(lossSpec, head.activation)) {
    const body = network.layers.slice(0, -1);
    return {
      loss: createLoss(lossSpec, true),
      run: (batch, training) => head.logits(runLayers(body, batch, training)),
      scores: head.activate,
    };
  }
  return {
    loss: createLoss(lossSpec, false),
    run: (batch, training) => runLayers(network.layers, batch, training),
    scores: SCORES[scores],
  };
}
