import {
  abs,
  add,
  exp,
  max,
  mean,
  min,
  mul,
  slice,
  square,
  sub,
  sum,
  tensor,
  type Scalar,
  type Tensor,
} from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';
import { INPUT } from '../../core/recipe/graph.ts';
import type { Corruption } from '../../core/recipe/recipe.ts';
import type { LossSpec } from '../../core/training/settings.ts';
import { runStretch, type BuiltNetwork, type Insertion, type Scores } from '../layers/buildNetwork.ts';
import { CorruptionNoise } from '../layers/corruption.ts';
import { CounterNoise, type NoiseClock } from '../layers/counterNoise.ts';
import { splitHead } from '../layers/head.ts';
import { createLoss, startsFromLogits } from '../losses/loss.ts';
import type { AutoencoderConfig } from '../trainer.ts';
import { SCORES } from './forwardPass.ts';
import type { Objective } from './objective.ts';

interface AutoencoderContext extends AutoencoderConfig {
  readonly loss: LossSpec;
  readonly scores: Scores;
  readonly seed: number;
  readonly clock: NoiseClock;
}

/**
 * Outputs are to meet the features that went in, clean ones where what goes in is spoilt. A variational encoder gives
 * means μ and log-variances λ; the decoder takes μ + exp(λ/2)·ε with ε ~ N(0, 1) drawn anew in every step, μ alone in
 * inference. To the mean loss over the n values of a sample comes β/n · KL, KL = ½ Σ (μ² + exp λ - 1 - λ): so β = 1 is
 * the evidence bound for values of unit variance, up to the factor of the squared error. The divergence is always in.
 * Source: D. P. Kingma, M. Welling, "Auto-Encoding Variational Bayes", 2013; β: I. Higgins et al., 2017.
 */
export function autoencoderObjective(
  { nodes }: BuiltNetwork,
  { encoderLayers, codeSize, variational, corruption, loss: spec, scores, seed, clock }: AutoencoderContext,
): Objective {
  const encoding = nodes.slice(0, encoderLayers);
  const decoding = nodes.slice(encoderLayers);
  const codeId = encoding.at(-1)?.spec.id ?? INPUT;
  const last = decoding.at(-1);
  const head = last && splitHead(last);
  const logits = head && startsFromLogits(spec, head.activation) ? head : null;
  const loss = createLoss(spec, logits !== null);
  const spoil = corruption ? createCorruption(corruption, seed, clock) : (values: Tensor) => values;
  const noise = new CounterNoise(seed, 'code', clock);

  const decode = (code: Tensor, training: boolean): Tensor =>
    logits
      ? logits.logits(runStretch(decoding.slice(0, -1), codeId, code, training))
      : runStretch(decoding, codeId, code, training);
  const see = (lossInput: Tensor): Tensor => (logits ? logits.activate(lossInput) : SCORES[scores](lossInput));

  /** The code, and the divergence that it costs. */
  const encode = (features: Tensor, training: boolean): { code: Tensor; penalty: Scalar | null } => {
    const given = runStretch(encoding, INPUT, features, training);
    if (!variational) return { code: given, penalty: null };
    const [rows = 1] = given.shape;
    const mean = slice(given, [0, 0], [rows, codeSize]);
    const logVariance = slice(given, [0, codeSize], [rows, codeSize]);
    const spread = exp(logVariance);
    const divergence = mul(sum(sub(sub(add(square(mean), spread), logVariance), 1)), 0.5);
    const penalty = mul<Scalar>(divergence, variational.beta / features.size);
    if (!training) return { code: mean, penalty };
    const drawn = tensor(noise.normal(mean.size, 1), mean.shape);
    return { code: add(mean, mul(exp(mul(logVariance, 0.5)), drawn)), penalty };
  };

  const judge = (features: Tensor, taken: Tensor, training: boolean): { loss: Scalar; lossInput: Tensor } => {
    const { code, penalty } = encode(taken, training);
    const lossInput = decode(code, training);
    const error = loss.mean(features, lossInput, null);
    return { loss: penalty ? add<Scalar>(error, penalty) : error, lossInput };
  };

  return {
    trainingLoss: ({ features }) => judge(features, spoil(features), true).loss,
    infer: ({ features }) => {
      const judged = judge(features, features, false);
      const outputs = see(judged.lossInput);
      return { loss: judged.loss, outputs, error: mean(abs(sub(outputs, features))) };
    },
    outputs: (features) => see(decode(encode(features, false).code, false)),
  };
}

/** The layers that take the means from what a variational encoder gives: the saved model has no noise. */
export function meanOf({ variational, codeSize, encoderId }: AutoencoderConfig): Insertion | null {
  if (!variational) return null;
  return {
    after: encoderId,
    layers: [
      layers.reshape({ name: 'code_halves', targetShape: [2, codeSize, 1] }),
      layers.cropping2D({
        name: 'code_first_half',
        cropping: [
          [0, 1],
          [0, 0],
        ],
      }),
      layers.reshape({ name: 'code_mean', targetShape: [codeSize] }),
    ],
  };
}

/** Spoils inputs anew in every step; the smallest and largest values are those of the batch. */
function createCorruption(corruption: Corruption, seed: number, clock: NoiseClock): (values: Tensor) => Tensor {
  const noise = new CorruptionNoise(corruption, seed, clock);
  return (values) => {
    const drawn = noise.draw(values.size);
    if (drawn.kind === 'added') return add(values, tensor(drawn.noise, values.shape));
    const kept = tensor(drawn.kept, values.shape);
    if (drawn.kind === 'masked') return mul(values, kept);
    const [low, high] = [min(values), max(values)];
    const extremes = add(low, mul(tensor(drawn.isSalt, values.shape), sub(high, low)));
    return add(mul(values, kept), mul(extremes, sub(1, kept)));
  };
}
