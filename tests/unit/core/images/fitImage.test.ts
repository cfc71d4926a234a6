import { describe, expect, test } from 'vitest';
import { fitImage, type RgbaPicture } from '../../../../src/core/images/fitImage.ts';
import type { ImageShape } from '../../../../src/core/images/imageSample.ts';

function picture(width: number, height: number, at: (x: number, y: number) => readonly number[]): RgbaPicture {
  const data = new Uint8ClampedArray(width * height * 4);
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) data.set(at(x, y), (y * width + x) * 4);
  return { width, height, data };
}
const shape = (width: number, height: number, change: Partial<ImageShape> = {}): ImageShape => ({
  width,
  height,
  channels: 1,
  fit: 'stretch',
  ...change,
});
const grey = (value: number): readonly number[] => [value, value, value, 255];

describe('a picture made to fit', () => {
  test('is itself where it has the size already', () => {
    const source = picture(5, 3, (x, y) => [10 * x, 20 * y, x * y, 255]);
    const fitted = fitImage(source, shape(5, 3, { channels: 3 }));
    expect([...fitted]).toEqual([...source.data].filter((_, i) => i % 4 !== 3));
  });

  test('keeps its mean when it is made smaller, and one tone when it has one', () => {
    const checks = picture(64, 64, (x, y) => grey((x + y) % 2 === 0 ? 0 : 200));
    expect([...fitImage(checks, shape(8, 8))].every((value) => Math.abs(value - 100) <= 1)).toBe(true);
    for (const fit of ['stretch', 'crop'] as const) {
      expect(
        new Set(
          fitImage(
            picture(37, 91, () => grey(77)),
            shape(16, 12, { fit }),
          ),
        ),
      ).toEqual(new Set([77]));
    }
  });

  test('is filled up with black, or loses its sides, where its proportions are others', () => {
    const wide = picture(40, 10, (x) => grey(x < 10 || x >= 30 ? 50 : 250));
    const boxed = fitImage(wide, shape(8, 8, { fit: 'letterbox' }));
    expect([...boxed.subarray(0, 24)]).toEqual(Array(24).fill(0));
    expect([...boxed.subarray(24, 40)].every((value) => value >= 50)).toBe(true);
    expect([...boxed.subarray(40)]).toEqual(Array(24).fill(0));
    const cropped = fitImage(wide, shape(8, 8, { fit: 'crop' }));
    expect([...cropped].filter((value) => value < 100)).toEqual([]);
  });

  test('is luma where it is to be grey, and white where it is transparent', () => {
    expect([
      ...fitImage(
        picture(1, 1, () => [255, 0, 0, 255]),
        shape(1, 1),
      ),
    ]).toEqual([76]);
    expect([
      ...fitImage(
        picture(1, 1, () => [0, 0, 0, 0]),
        shape(1, 1, { channels: 3 }),
      ),
    ]).toEqual([255, 255, 255]);
  });

  test('may be far from square', () => {
    const fitted = fitImage(
      picture(800, 200, (x) => grey(x / 4)),
      shape(32, 32, { fit: 'letterbox' }),
    );
    expect(fitted).toHaveLength(1024);
    const row = [...fitted.subarray(16 * 32, 17 * 32)];
    expect(row).toEqual([...row].sort((a, b) => a - b));
  });
});
