import { describe, expect, it } from 'vitest';
import { INITIALIZERS, type Initializer } from '../../../../src/core/recipe/layerSpec.ts';
import { drawInitialWeights } from '../../../../src/engine/layers/initialWeights.ts';

const FAN_IN = 300;
const FAN_OUT = 100;

/** Standard deviation and largest magnitude that Keras 3 documents for the kernel [300, 100]; null where there is no bound. */
const EXPECTED: Readonly<Record<Exclude<Initializer, 'zeros' | 'ones'>, { stddev: number; bound: number | null }>> = {
  glorotUniform: { stddev: Math.sqrt(2 / (FAN_IN + FAN_OUT)), bound: Math.sqrt(6 / (FAN_IN + FAN_OUT)) },
  glorotNormal: { stddev: Math.sqrt(2 / (FAN_IN + FAN_OUT)), bound: 2 * (Math.sqrt(2 / (FAN_IN + FAN_OUT)) / 0.8796) },
  heUniform: { stddev: Math.sqrt(2 / FAN_IN), bound: Math.sqrt(6 / FAN_IN) },
  heNormal: { stddev: Math.sqrt(2 / FAN_IN), bound: 2 * (Math.sqrt(2 / FAN_IN) / 0.8796) },
  leCunUniform: { stddev: Math.sqrt(1 / FAN_IN), bound: Math.sqrt(3 / FAN_IN) },
  leCunNormal: { stddev: Math.sqrt(1 / FAN_IN), bound: 2 * (Math.sqrt(1 / FAN_IN) / 0.8796) },
  randomUniform: { stddev: 0.05 / Math.sqrt(3), bound: 0.05 },
  randomNormal: { stddev: 0.05, bound: null },
  truncatedNormal: { stddev: 0.05 * 0.8796, bound: 0.1 },
  orthogonal: { stddev: Math.sqrt(1 / FAN_IN), bound: 1 },
};

describe('initial weights', () => {
  it.each(Object.entries(EXPECTED))('%s has the mean, spread and bound of Keras', (name, { stddev, bound }) => {
    const initializer = INITIALIZERS.find((each) => each === name) ?? 'zeros';
    const values = drawInitialWeights(initializer, [FAN_IN, FAN_OUT], 7);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const spread = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
    expect(Math.abs(mean)).toBeLessThan(0.03 * stddev);
    expect(spread / stddev).toBeCloseTo(1, 1);
    expect(Math.abs(spread / stddev - 1)).toBeLessThan(0.02);
    if (bound !== null) expect(Math.max(...values.map(Math.abs))).toBeLessThanOrEqual(bound * 1.0001);
  });

  it('zeros and ones are just that', () => {
    expect([...drawInitialWeights('zeros', [3], 1)]).toEqual([0, 0, 0]);
    expect([...drawInitialWeights('ones', [2], 1)]).toEqual([1, 1]);
  });

  it.each([
    [6, 4],
    [4, 6],
    [5, 5],
  ])('orthogonal [%i, %i] has orthonormal columns or rows', (rows, columns) => {
    const values = drawInitialWeights('orthogonal', [rows, columns], 3);
    const at = (row: number, column: number): number => values[row * columns + column] ?? NaN;
    const count = Math.min(rows, columns);
    for (let a = 0; a < count; a++) {
      for (let b = 0; b < count; b++) {
        let product = 0;
        for (let k = 0; k < Math.max(rows, columns); k++) {
          product += rows >= columns ? at(k, a) * at(k, b) : at(a, k) * at(b, k);
        }
        expect(product).toBeCloseTo(a === b ? 1 : 0, 5);
      }
    }
  });

  it('depends on the seed alone', () => {
    const draw = (seed: number): Float32Array => drawInitialWeights('heNormal', [20, 5], seed);
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
  });
});
