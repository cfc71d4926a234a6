import { createRandom, deriveSeed, shuffledIndices } from '../../shared/random.ts';

/**
 * The batches of one epoch: every training row exactly once, in an order that seed and epoch alone decide, so that a
 * resumed run draws what the uninterrupted one would have drawn. The last batch holds what is left.
 * @param rowCount - rows of the training part
 * @param batchSize - at least 1
 * @returns row positions, views into one array
 */
export function createBatchOrder(seed: number, epoch: number, rowCount: number, batchSize: number): Uint32Array[] {
  if (!Number.isInteger(batchSize) || batchSize < 1) throw new RangeError(`batch size ${batchSize}`);
  const order = shuffledIndices(rowCount, createRandom(deriveSeed(seed, `order of epoch ${epoch}`)));
  return Array.from({ length: countBatches(rowCount, batchSize) }, (_, batch) =>
    order.subarray(batch * batchSize, (batch + 1) * batchSize),
  );
}

/** Steps that one epoch takes. */
export function countBatches(rowCount: number, batchSize: number): number {
  return Math.ceil(rowCount / batchSize);
}
