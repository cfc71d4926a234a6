import { describe, expect, test } from 'vitest';
import { bootstrapErrors } from '../../../../src/core/evaluation/intervals.ts';
import { evaluateRegression, type RegressionInput } from '../../../../src/core/evaluation/regression.ts';
import { createRandom } from '../../../../src/shared/random.ts';

/** Standard normal errors: MAE is √(2/π) with standard error √((1 - 2/π)/n); RMSE is 1 with about √(1/(2n)). */
function normalErrors(rowCount: number, seed: number): RegressionInput {
  const random = createRandom(seed);
  const targets = new Float32Array(rowCount);
  return { columns: ['y'], rowCount, targets, outputs: targets.map(() => random.normal()) };
}

describe('bootstrap intervals of MAE and RMSE', () => {
  test.each([400, 5000, 50_000])('%i rows: as wide as theory says', (rowCount) => {
    const { mae, rmse } = bootstrapErrors(normalErrors(rowCount, 1));
    expect((mae.high - mae.low) / (2 * 1.96 * Math.sqrt((1 - 2 / Math.PI) / rowCount))).toBeCloseTo(1, 0.7);
    expect((rmse.high - rmse.low) / (2 * 1.96 * Math.sqrt(1 / (2 * rowCount)))).toBeCloseTo(1, 0.7);
  });

  test('hold the true value about 95 times in 100', () => {
    const held = Array.from({ length: 100 }, (_, seed) => bootstrapErrors(normalErrors(120, seed)).mae).filter(
      ({ low, high }) => low <= Math.sqrt(2 / Math.PI) && Math.sqrt(2 / Math.PI) <= high,
    ).length;
    expect(held).toBeGreaterThanOrEqual(87);
    expect(held).toBeLessThan(100);
  });

  test('the same rows give the same interval, around the figure itself', () => {
    const input = normalErrors(300, 5);
    const first = bootstrapErrors(input);
    expect(bootstrapErrors(input)).toEqual(first);
    const [metrics] = evaluateRegression(input);
    expect(first.mae.low).toBeLessThan(metrics?.mae ?? NaN);
    expect(first.mae.high).toBeGreaterThan(metrics?.mae ?? NaN);
    expect(first.rmse.low).toBeLessThan(metrics?.rmse ?? NaN);
    expect(first.rmse.high).toBeGreaterThan(metrics?.rmse ?? NaN);
  });
});
