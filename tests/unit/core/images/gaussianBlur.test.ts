import fc from 'fast-check';
import { expect, test } from 'vitest';
import { gaussianBlur } from '../../../../src/core/images/gaussianBlur.ts';

const pictures = fc
  .record({
    height: fc.integer({ min: 1, max: 7 }),
    width: fc.integer({ min: 1, max: 7 }),
    channels: fc.constantFrom(1 as const, 3 as const),
  })
  .chain((size) =>
    fc.record({
      size: fc.constant(size),
      values: fc.float32Array({
        min: 0,
        max: 1,
        noNaN: true,
        minLength: size.height * size.width * size.channels,
        maxLength: size.height * size.width * size.channels,
      }),
      sigma: fc.double({ min: 0.05, max: 6, noNaN: true }),
    }),
  );

function mean(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

test('keeps the mean, goes beyond no value, and never adds variance', () => {
  fc.assert(
    fc.property(pictures, ({ size, values, sigma }) => {
      const blurred = values.slice();
      gaussianBlur(blurred, size, sigma);
      expect(mean(blurred)).toBeCloseTo(mean(values), 5);
      expect(Math.min(...blurred)).toBeGreaterThanOrEqual(Math.min(...values) - 1e-6);
      expect(Math.max(...blurred)).toBeLessThanOrEqual(Math.max(...values) + 1e-6);
      const energy = (of: Float32Array): number => of.reduce((sum, value) => sum + value ** 2, 0);
      expect(energy(blurred)).toBeLessThanOrEqual(energy(values) + 1e-5);
    }),
  );
});

test('a dot becomes a Gaussian', () => {
  const values = new Float32Array(21 * 21);
  values[10 * 21 + 10] = 1;
  gaussianBlur(values, { height: 21, width: 21, channels: 1 }, 2);
  const at = (dx: number, dy: number): number => values[(10 + dy) * 21 + 10 + dx] ?? NaN;
  for (const [dx, dy] of [
    [1, 0],
    [0, 1],
    [2, 2],
    [-3, 1],
  ] as const) {
    expect(at(dx, dy) / at(0, 0)).toBeCloseTo(Math.exp(-(dx ** 2 + dy ** 2) / 8), 5);
  }
});
