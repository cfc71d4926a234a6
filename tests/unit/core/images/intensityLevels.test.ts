import { expect, test } from 'vitest';
import { fitImage } from '../../../../src/core/images/fitImage.ts';
import { fitMask } from '../../../../src/core/images/fitMask.ts';
import { IntensityLevels, WHOLE_SCALE } from '../../../../src/core/images/intensityLevels.ts';

/** Grey pixels of 16 bits, opaque. */
function deep(values: readonly number[]): Uint16Array {
  return Uint16Array.from(values.flatMap((value) => [value, value, value, 65_535]));
}

function windowOf(values: readonly number[]): unknown {
  const levels = new IntensityLevels();
  levels.add(deep(values));
  return levels.window();
}

test('the window holds all but one pixel in a thousand at each end', () => {
  const values = Array.from({ length: 10_000 }, (_, i) => 1000 + Math.floor(i / 10));
  expect(windowOf(values)).toEqual({ low: 1001, high: 1999 });
  const lit = [...values];
  lit[0] = 0;
  lit[9999] = 65_535;
  expect(windowOf(lit)).toEqual({ low: 1001, high: 1999 });
});

test('pictures that use the whole scale, or one value, have the whole scale', () => {
  expect(windowOf(Array.from({ length: 5000 }, (_, i) => i * 13))).toEqual(WHOLE_SCALE);
  expect(windowOf([700, 700])).toEqual(WHOLE_SCALE);
  expect(new IntensityLevels().window()).toBeNull();
});

const shape = { height: 1, width: 4, channels: 1, fit: 'stretch' } as const;

test('a window of 12 bits keeps 256 steps where the upper eight bits would keep 16', () => {
  const picture = { width: 4, height: 1, data: deep([0, 1024, 2048, 4095]) };
  expect([...fitImage(picture, shape)]).toEqual([0, 4, 8, 16]);
  expect([...fitImage(picture, { ...shape, window: { low: 0, high: 4095 } })]).toEqual([0, 64, 128, 255]);
  expect([...fitImage(picture, { ...shape, window: { low: 1024, high: 2048 } })]).toEqual([0, 0, 255, 255]);
});

test('a window does not concern pictures with 8 bits', () => {
  const data = Uint8Array.of(0, 0, 0, 255, 9, 9, 9, 255, 99, 99, 99, 255, 255, 255, 255, 255);
  expect([...fitImage({ width: 4, height: 1, data }, { ...shape, window: { low: 5, high: 20 } })]).toEqual([
    0, 9, 99, 255,
  ]);
});

test('what is transparent is white with 16 bits, too', () => {
  const data = Uint16Array.of(0, 0, 0, 0, 0, 0, 0, 65_535);
  expect([...fitImage({ width: 2, height: 1, data }, { ...shape, width: 2 })]).toEqual([255, 0]);
});

test('masks of 16 bits are white from half of their scale on, or numbered', () => {
  const fitted = (values: readonly number[]): readonly number[] => [
    ...fitMask({ width: 4, height: 1, data: deep(values) }, shape),
  ];
  expect(fitted([0, 255, 40_000, 65_535])).toEqual([0, 0, 255, 255]);
  expect(fitted([0, 1, 2, 0])).toEqual([0, 255, 255, 0]);
});
