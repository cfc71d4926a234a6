import { fused, reshape, sigmoid, softmax, type Tensor } from '@tensorflow/tfjs-core';
import type { layers } from '@tensorflow/tfjs-layers';
import type { NetworkNode } from './buildNetwork.ts';

/** The activations whose cross-entropies are computed from their inputs, the logits. */
export type HeadActivation = 'sigmoid' | 'softmax';

/** A network's last layer in two parts, so that a loss can start from logits, where neither overflow nor cancellation can reach it. */
export interface Head {
  readonly activation: HeadActivation;
  /** The last layer without its activation: [batch, …, inputs] → [batch, …, outputs]. */
  logits(input: Tensor): Tensor;
  /** The activation alone. */
  activate(logits: Tensor): Tensor;
}

/** The head of a network that ends in a sigmoid or softmax, of its own or of a dense layer's; otherwise null. */
export function splitHead({ spec, built }: NetworkNode): Head | null {
  const [layer] = built.parts;
  if (!layer) return null;
  if (spec.type !== 'dense' && spec.type !== 'activation') return null;
  if (spec.activation !== 'sigmoid' && spec.activation !== 'softmax') return null;
  return {
    activation: spec.activation,
    logits: spec.type === 'dense' ? (input) => denseLogits(layer, input) : (input) => input,
    activate: spec.activation === 'sigmoid' ? sigmoid : (logits) => softmax(logits),
  };
}

function denseLogits(layer: layers.Layer, input: Tensor): Tensor {
  const [kernel, bias] = layer.trainableWeights.map((weight) => weight.read());
  if (!kernel) throw new Error(`${layer.name} is not built`);
  const inputs = input.shape.at(-1) ?? 1;
  const logits = fused.matMul({
    a: reshape(input, [-1, inputs]),
    b: kernel,
    ...(bias ? { bias } : {}),
  });
  return reshape(logits, [...input.shape.slice(0, -1), kernel.shape.at(-1) ?? 1]);
}
