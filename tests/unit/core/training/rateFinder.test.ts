import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findDivergence } from '../../../../src/core/training/divergence.ts';
import { isSweepOver, smoothLosses, suggestRate, sweepRates } from '../../../../src/core/training/rateFinder.ts';

const STEPS = 100;
const rates = sweepRates(1e-6, 10, STEPS);

/** A loss that falls around one rate and explodes a hundred times above it, as range tests look. */
function rangeTest(center: number, noise: (i: number) => number): number[] {
  return rates.map((rate, i) => {
    const fall = 1 / (1 + (rate / center) ** 2);
    const explosion = (rate / (100 * center)) ** 2;
    return 0.5 + fall + explosion + noise(i);
  });
}

describe('sweepRates', () => {
  test('grows by equal factors between its ends', () => {
    expect(sweepRates(0.001, 1, 4).map((rate) => Math.round(rate * 1e6) / 1e6)).toEqual([0.001, 0.01, 0.1, 1]);
    expect(sweepRates(0.1, 1, 1)).toEqual([0.1]);
  });
});

describe('suggestRate', () => {
  test('finds where a noisy loss falls fastest, within a factor of three', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -4, max: -1.5, noNaN: true }),
        fc.array(fc.double({ min: -0.02, max: 0.02, noNaN: true }), { minLength: STEPS, maxLength: STEPS }),
        (exponent, noise) => {
          const center = 10 ** exponent;
          const suggestion = suggestRate(
            rates,
            rangeTest(center, (i) => noise[i] ?? 0),
          );
          expect(suggestion).not.toBeNull();
          expect(Math.abs(Math.log((suggestion ?? NaN) / center))).toBeLessThan(Math.log(3));
        },
      ),
    );
  });

  test('does not depend on the unit or the level of the loss', () => {
    const losses = rangeTest(0.01, (i) => 0.01 * Math.sin(i));
    const suggestion = suggestRate(rates, losses);
    expect(suggestion).not.toBeNull();
    expect(
      suggestRate(
        rates,
        losses.map((loss) => 64 * loss),
      ),
    ).toBe(suggestion);
    expect(
      suggestRate(
        rates,
        losses.map((loss) => loss - 8),
      ),
    ).toBe(suggestion);
  });

  test('leaves out what follows the first loss that is not finite', () => {
    const losses = rangeTest(0.01, () => 0);
    const broken = losses.map((loss, i) => (i > 75 ? NaN : loss));
    expect(suggestRate(rates, broken)).toBe(suggestRate(rates, losses));
  });

  test('suggests nothing where the loss never falls', () => {
    expect(
      suggestRate(
        rates,
        rates.map((_, i) => i),
      ),
    ).toBeNull();
    expect(
      suggestRate(
        rates,
        rates.map(() => 1),
      ),
    ).toBeNull();
    expect(suggestRate([], [])).toBeNull();
    expect(suggestRate([0.1, 1], [NaN, NaN])).toBeNull();
  });
});

test('smoothing keeps level and length', () => {
  expect(smoothLosses([2, 2, 2, 2])).toEqual([2, 2, 2, 2]);
  expect(smoothLosses([0, 3, 0])).toEqual([1.5, 1, 1.5]);
});

test('a sweep is over once the loss explodes or is not finite', () => {
  expect(isSweepOver([])).toBe(false);
  expect(isSweepOver([1, 0.2, 0.9])).toBe(false);
  expect(isSweepOver([1, 0.2, 4.1])).toBe(true);
  expect(isSweepOver([-3, -4, -1])).toBe(false);
  expect(isSweepOver([1, NaN])).toBe(true);
});

test('divergence is the first loss that is no finite number', () => {
  expect(findDivergence(new Float32Array([1, 2, 3]))).toBeNull();
  expect(findDivergence(new Float32Array([1, NaN, Infinity]))).toEqual({ index: 1, loss: 'NaN' });
  expect(findDivergence([1, 2, Infinity])).toEqual({ index: 2, loss: 'Infinity' });
  expect(findDivergence([-Infinity])).toEqual({ index: 0, loss: '-Infinity' });
});
