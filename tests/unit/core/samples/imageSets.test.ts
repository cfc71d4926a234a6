import { describe, expect, test, vi } from 'vitest';
import { IMAGE_SETS } from '../../../../src/core/samples/imageSets.ts';

vi.setConfig({ testTimeout: 30_000 });

const SEEDS = [2026];

function rootMeanSquare(a: Uint8Array, b: Uint8Array): number {
  return Math.sqrt(a.reduce((sum, value, i) => sum + (value - (b[i] ?? 0)) ** 2, 0) / a.length);
}

test.each(['surfaceDefects', 'glyphs', 'noisyParts'] as const)('%s: the seed decides every pixel', (name) => {
  const bytes = (seed: number): Buffer =>
    Buffer.concat(IMAGE_SETS[name](seed).pictures.flatMap(({ pixels, companion }) => [pixels, companion ?? pixels]));
  const first = bytes(5);
  expect(bytes(5).equals(first)).toBe(true);
  expect(bytes(6).equals(first)).toBe(false);
});

describe.each(SEEDS)('with seed %i', (seed) => {
  test('every defect has a mask of some pixels, few of most kinds, and a good surface has none', () => {
    for (const { label, companion } of IMAGE_SETS.surfaceDefects(seed).pictures) {
      const marked = companion?.reduce((sum, value) => sum + Number(value === 255), 0) ?? 0;
      if (label === 'good') expect(marked).toBe(0);
      else expect(marked, label).toBeGreaterThan(4);
      if (label === 'scratch' || label === 'crack') expect(marked, label).toBeLessThan(300);
    }
  });

  test('noisy parts differ much from their clean pictures, which differ among each other', () => {
    const { pictures } = IMAGE_SETS.noisyParts(seed);
    const noise = pictures.map(({ pixels, companion }) => rootMeanSquare(pixels, companion ?? pixels));
    expect(Math.min(...noise)).toBeGreaterThan(15);
    expect(Math.max(...noise)).toBeLessThan(80);
    expect(new Set(pictures.map(({ companion }) => companion?.join())).size).toBe(pictures.length);
  });
});
