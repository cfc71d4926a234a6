import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { embeddingOf, embedSamples } from '../../../../src/core/evaluation/embedSamples.ts';
import { frechetDistance, judgeGeneration, nearestRows } from '../../../../src/core/evaluation/generation.ts';
import { createRandom } from '../../../../src/shared/random.ts';

function cloud(rows: number, width: number, seed: number, spread = 1, shift = 0): Float32Array {
  const random = createRandom(seed);
  return Float32Array.from({ length: rows * width }, () => shift + spread * random.normal());
}

describe('judgeGeneration', () => {
  it('finds the data itself as diverse as it is, and covered', () => {
    const real = cloud(200, 3, 1);
    expect(judgeGeneration(real, real, 3)).toEqual({ diversity: 1, isCollapsed: false, coverage: 1 });
  });

  it('covers what is drawn alike as the source of the measure says: 1 - 2⁻ᵏ', () => {
    const { coverage, diversity } = judgeGeneration(cloud(400, 2, 2), cloud(400, 2, 3), 2);
    expect(coverage).toBeGreaterThan(0.93);
    expect(Math.abs(diversity - 1)).toBeLessThan(0.1);
  });

  it('raises the alarm where the generator always gives nearly the same', () => {
    const real = cloud(200, 2, 4);
    const quality = judgeGeneration(cloud(200, 2, 5, 0.02, 1), real, 2);
    expect(quality.isCollapsed).toBe(true);
    expect(quality.coverage).toBeLessThan(0.3);
  });

  it('raises it where samples are no numbers', () => {
    expect(judgeGeneration(new Float32Array(40).fill(NaN), cloud(20, 2, 4), 2).isCollapsed).toBe(true);
  });
});

describe('nearestRows', () => {
  it('names the nearest row and its distance', () => {
    const { rows, distances } = nearestRows(Float32Array.of(0, 0, 9, 1), Float32Array.of(3, 4, 9, 0, 100, 100), 2);
    expect([...rows]).toEqual([0, 1]);
    expect([...distances]).toEqual([5, 1]);
  });
});

describe('frechetDistance', () => {
  it('is nothing between samples and themselves, in any order', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1000 }), (seed) => {
        const values = cloud(30, 3, seed);
        const reversed = new Float32Array(values.length);
        for (let row = 0; row < 30; row++) reversed.set(values.subarray(3 * row, 3 * row + 3), 3 * (29 - row));
        expect(frechetDistance(values, reversed, 3)).toBeLessThan(1e-6);
      }),
      { numRuns: 20 },
    );
  });

  it('of one column is (μ₁ - μ₂)² + (σ₁ - σ₂)²', () => {
    // Means 0 and 3; standard deviations √2 and √8.
    const given = frechetDistance(Float32Array.of(-1, 1), Float32Array.of(1, 5), 1);
    expect(given).toBeCloseTo(9 + (Math.SQRT2 - Math.sqrt(8)) ** 2, 5);
  });

  it('agrees with SciPy (`linalg.sqrtm`) on two correlated clouds', () => {
    const first = Float32Array.of(1, 2, 3, 5, 4, 4, 0, 1, 2, 2);
    const second = Float32Array.of(2, 0, 1, 1, 5, 3, 4, 6, 3, 3);
    expect(frechetDistance(first, second, 2)).toBeCloseTo(1.6007293553948718, 5);
  });
});

describe('embedSamples', () => {
  it('leaves rows as they are', () => {
    const values = Float32Array.of(1, 2, 3, 4);
    expect(embedSamples(values, [2])).toBe(values);
  });

  it('takes the means of a picture over a grid of eight by eight', () => {
    const picture = Float32Array.from({ length: 16 * 16 }, (_, i) => Math.floor(i / 16));
    const coarse = embedSamples(picture, [16, 16, 1]);
    expect(coarse).toHaveLength(embeddingOf([16, 16, 1]).width);
    expect([...coarse.slice(0, 9)]).toEqual([...new Array<number>(8).fill(0.5), 2.5]);
  });

  it('keeps the mean of every channel where cells are of one size', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 }), (times, channels) => {
        const side = 8 * times;
        const values = cloud(2 * side * side, channels, times);
        const mean = (all: Float32Array): number => all.reduce((sum, value) => sum + value, 0) / all.length;
        expect(mean(embedSamples(values, [side, side, channels]))).toBeCloseTo(mean(values), 4);
      }),
      { numRuns: 9 },
    );
  });
});
