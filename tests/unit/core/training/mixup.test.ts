import { describe, expect, test } from 'vitest';
import { drawMixture } from '../../../../src/core/training/mixup.ts';

test('seed and step decide the mixture', () => {
  expect(drawMixture(20, 0.3, 1, 5)).toEqual(drawMixture(20, 0.3, 1, 5));
  expect(drawMixture(20, 0.3, 1, 5)).not.toEqual(drawMixture(20, 0.3, 1, 6));
  expect(drawMixture(20, 0.3, 1, 5)).not.toEqual(drawMixture(20, 0.3, 2, 5));
});

test('everyone is the partner of one', () => {
  const { partners, shares } = drawMixture(33, 0.2, 7, 0);
  expect([...partners].sort((a, b) => a - b)).toEqual(Array.from({ length: 33 }, (_, i) => i));
  expect(shares.every((share) => share >= 0 && share <= 1)).toBe(true);
});

/** Cumulative distributions that are known in closed form: uniform, and the arcsine law. */
const KNOWN: readonly (readonly [alpha: number, name: string, cumulative: (x: number) => number])[] = [
  [1, 'uniform', (x) => x],
  [0.5, 'arcsine', (x) => (2 / Math.PI) * Math.asin(Math.sqrt(x))],
];

describe.each(KNOWN)('α = %d', (alpha, name, cumulative) => {
  test(`shares are ${name} (Kolmogorov-Smirnov)`, () => {
    const count = 4000;
    const shares = drawMixture(count, alpha, 3, 1).shares.toSorted();
    const distance = shares.reduce(
      (most, share, i) => Math.max(most, Math.abs(cumulative(share) - (i + 0.5) / count)),
      0,
    );
    // One in a thousand such samples would be farther off: 1.95 / √n.
    expect(distance).toBeLessThan(1.95 / Math.sqrt(count));
  });
});

test('a small α mixes almost nothing, and never fails', () => {
  const { shares } = drawMixture(2000, 0.01, 3, 1);
  const clear = shares.filter((share) => share < 0.01 || share > 0.99).length;
  expect(clear).toBeGreaterThan(1850);
  expect(shares.some(Number.isNaN)).toBe(false);
});
