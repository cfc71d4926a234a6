import fc from 'fast-check';
import { expect, test } from 'vitest';
import { errorMap } from '../../../../src/core/evaluation/errorMap.ts';
import { reconstructionErrors } from '../../../../src/core/evaluation/reconstruction.ts';

test('of a window, every step and channel has its own squared error', () => {
  const map = errorMap([1, 2, 3, 4], [9, 1, 0, 3, 1], 1, [2, 2]);
  expect([...map]).toEqual([0, 4, 0, 9]);
});

test('of a picture, a pixel has the mean over its colours and over the 3 × 3 around it, cut off at the border', () => {
  const input = new Float32Array(5 * 5 * 2);
  const output = new Float32Array(5 * 5 * 2);
  output[(2 * 5 + 2) * 2] = 3; // 9 in one of two colours of the middle pixel
  const map = errorMap(input, output, 0, [5, 5, 2]);
  expect(map[2 * 5 + 2]).toBeCloseTo(4.5 / 9);
  expect(map[1 * 5 + 1]).toBeCloseTo(4.5 / 9);
  expect(map[0]).toBe(0);
  const corner = new Float32Array(50);
  corner[0] = 2;
  expect(errorMap(input, corner, 0, [5, 5, 2])[0]).toBeCloseTo(2 / 4);
});

test('the largest place is no smaller than the whole error of a window, and peaks follow maps', () => {
  fc.assert(
    fc.property(fc.array(fc.float({ min: -9, max: 9, noNaN: true }), { minLength: 12, maxLength: 12 }), (values) => {
      const inputs = Float32Array.from(values);
      const outputs = new Float32Array(12);
      const { errors, peaks } = reconstructionErrors(inputs, outputs, [3, 2]);
      expect(errors).toHaveLength(2);
      [0, 1].forEach((row) => {
        expect(peaks[row]).toBe(Math.max(...errorMap(inputs.subarray(6 * row, 6 * row + 6), outputs, 6 * row, [3, 2])));
        expect(peaks[row]).toBeGreaterThanOrEqual((errors[row] ?? NaN) * (1 - 1e-5));
      });
    }),
  );
});
