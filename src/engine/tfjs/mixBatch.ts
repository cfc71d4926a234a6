import { add, gather, mul, sub, tensor, type Tensor } from '@tensorflow/tfjs-core';
import type { Mixture } from '../../core/training/mixup.ts';
import type { Batch } from './loadedRows.ts';

/**
 * A batch whose samples, and their targets, are mixed with each other; cross-entropy of mixed one-hot targets is the mixture of the
 * two losses. Call inside `tidy`; the batch given stays the caller's.
 */
export function mixBatch({ features, targets }: Batch, { partners, shares }: Mixture): Batch {
  const indices = tensor(partners, [partners.length], 'int32');
  const mix = (own: Tensor): Tensor => {
    const share = tensor(shares, [shares.length, ...own.shape.slice(1).map(() => 1)]);
    return add(mul(own, share), mul(gather(own, indices), sub(1, share)));
  };
  return { features: mix(features), targets: mix(targets) };
}
