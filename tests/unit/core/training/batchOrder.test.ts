import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countBatches, createBatchOrder } from '../../../../src/core/training/batchOrder.ts';

const seeds = fc.integer({ min: 0, max: 2_147_483_647 });

describe('createBatchOrder', () => {
  test('deals every row once, in full batches but for the last', () => {
    fc.assert(
      fc.property(seeds, fc.nat(1000), fc.nat(500), fc.integer({ min: 1, max: 64 }), (seed, epoch, rows, size) => {
        const batches = createBatchOrder(seed, epoch, rows, size);
        expect(batches).toHaveLength(countBatches(rows, size));
        expect(batches.slice(0, -1).every((batch) => batch.length === size)).toBe(true);
        const dealt = batches.flatMap((batch) => [...batch]).sort((a, b) => a - b);
        expect(dealt).toEqual(Array.from({ length: rows }, (_, i) => i));
      }),
    );
  });

  test('depends on seed and epoch alone', () => {
    const order = (seed: number, epoch: number) => createBatchOrder(seed, epoch, 100, 8).map((batch) => [...batch]);
    expect(order(42, 3)).toEqual(order(42, 3));
    expect(order(42, 3)).not.toEqual(order(42, 4));
    expect(order(42, 3)).not.toEqual(order(43, 3));
  });

  test('is fair: every row comes first about as often', () => {
    const first = new Array<number>(10).fill(0);
    for (let epoch = 0; epoch < 5000; epoch++) {
      const row = createBatchOrder(7, epoch, 10, 4)[0]?.[0] ?? -1;
      first[row] = (first[row] ?? 0) + 1;
    }
    // 500 expected, standard deviation 21: five of them.
    for (const count of first) expect(Math.abs(count - 500)).toBeLessThan(106);
  });

  test('refuses a batch size that is none', () => {
    expect(() => createBatchOrder(1, 0, 10, 0)).toThrow(RangeError);
    expect(() => createBatchOrder(1, 0, 10, 1.5)).toThrow(RangeError);
  });
});
