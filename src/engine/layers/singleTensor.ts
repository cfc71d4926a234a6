import type { Tensor } from '@tensorflow/tfjs-core';

/** The one tensor that a layer of a chain is called with. */
export function singleTensor(inputs: Tensor | Tensor[]): Tensor {
  if (!Array.isArray(inputs)) return inputs;
  const [input] = inputs;
  if (!input || inputs.length !== 1) throw new TypeError(`a layer of a chain takes one tensor, not ${inputs.length}`);
  return input;
}

/** What tfjs passes to `Layer.call` beside the input. */
export interface CallOptions {
  readonly training?: boolean;
}
