import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import cases from '../../../conformance/training/classWeights.json' with { type: 'json' };
import { balancedClassWeights, classWeightsFor } from '../../../../src/core/training/classWeights.ts';

describe('class weights', () => {
  test.each(cases)("balanced equals scikit-learn's: $counts", ({ counts, weights }) => {
    balancedClassWeights(counts).forEach((weight, i) => expect(weight).toBeCloseTo(weights[i] ?? NaN, 12));
  });

  test('balanced gives every class that has rows the same total', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 10_000 }), { minLength: 1, maxLength: 20 }), (counts) => {
        const rows = counts.reduce((sum, count) => sum + count, 0);
        balancedClassWeights(counts).forEach((weight, i) => {
          expect(weight * (counts[i] ?? NaN)).toBeCloseTo(rows / counts.length, 6);
        });
      }),
    );
  });

  test('none, balanced and custom', () => {
    expect(classWeightsFor({ kind: 'none' }, [1, 3])).toBeNull();
    expect(classWeightsFor({ kind: 'balanced' }, [1, 3])).toEqual([2, 2 / 3]);
    expect(classWeightsFor({ kind: 'custom', weights: [1, 9] }, [1, 3])).toEqual([1, 9]);
  });
});
