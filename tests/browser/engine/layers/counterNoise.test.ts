import { describe, expect, it } from 'vitest';
import { CounterNoise } from '../../../../src/engine/layers/counterNoise.ts';

const LENGTH = 200_000;

function correlation(a: Float32Array, b: Float32Array): number {
  const mean = (values: Float32Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanA, meanB] = [mean(a), mean(b)];
  let [ab, aa, bb] = [0, 0, 0];
  a.forEach((value, i) => {
    const [x, y] = [value - meanA, (b[i] ?? 0) - meanB];
    ab += x * y;
    aa += x * x;
    bb += y * y;
  });
  return ab / Math.sqrt(aa * bb);
}

describe('counter-based noise', () => {
  it('drops the wanted share and keeps the mean', () => {
    const mask = new CounterNoise(1, 'a', { step: 0 }).dropoutMask(LENGTH, 0.3);
    const dropped = mask.filter((factor) => factor === 0).length / LENGTH;
    expect(Math.abs(dropped - 0.3)).toBeLessThan(0.005);
    expect(new Set(mask)).toEqual(new Set([0, Math.fround(1 / 0.7)]));
  });

  it('draws normal numbers: mean, spread, symmetry and tails', () => {
    const values = new CounterNoise(1, 'a', { step: 5 }).normal(LENGTH, 2);
    const moment = (power: number): number => values.reduce((sum, value) => sum + (value / 2) ** power, 0) / LENGTH;
    expect(Math.abs(moment(1))).toBeLessThan(0.01);
    expect(Math.abs(moment(2) - 1)).toBeLessThan(0.02);
    expect(Math.abs(moment(3))).toBeLessThan(0.05);
    expect(Math.abs(moment(4) - 3)).toBeLessThan(0.1);
    expect(values.every(Number.isFinite)).toBe(true);
  });

  it('is uncorrelated between steps, layers, seeds and neighbours', () => {
    const at = (seed: number, id: string, step: number): Float32Array =>
      new CounterNoise(seed, id, { step }).normal(LENGTH, 1);
    const reference = at(1, 'a', 0);
    for (const other of [at(1, 'a', 1), at(1, 'b', 0), at(2, 'a', 0)]) {
      expect(Math.abs(correlation(reference, other))).toBeLessThan(0.01);
    }
    expect(Math.abs(correlation(reference.slice(1), reference.slice(0, -1)))).toBeLessThan(0.01);
  });

  it('is the same again when the clock is set back', () => {
    const clock = { step: 3 };
    const noise = new CounterNoise(9, 'drop', clock);
    const first = noise.dropoutMask(100, 0.5);
    clock.step = 4;
    expect(noise.dropoutMask(100, 0.5)).not.toEqual(first);
    clock.step = 3;
    expect(noise.dropoutMask(100, 0.5)).toEqual(first);
  });
});
