import { expect, test } from 'vitest';
import { fitMask } from '../../../../src/core/images/fitMask.ts';
import { greyToRgba } from '../../../../src/core/samples/imageSets.ts';

const shape = { height: 2, width: 2, channels: 3, fit: 'stretch' } as const;

function fitted(values: readonly number[]): readonly number[] {
  return [...fitMask({ width: 2, height: 2, data: greyToRgba(Uint8Array.from(values)) }, shape)];
}

test('white is marked, grey of a soft edge by half', () => {
  expect(fitted([0, 255, 127, 128])).toEqual([0, 255, 0, 255]);
});

test('numbered areas are marked, black is not', () => {
  expect(fitted([0, 1, 2, 0])).toEqual([0, 255, 255, 0]);
  expect(fitted([0, 0, 0, 0])).toEqual([0, 0, 0, 0]);
});

test('made smaller, a pixel is the share that is marked; beside a letterbox nothing is', () => {
  const wide = { width: 4, height: 2, data: greyToRgba(Uint8Array.from([255, 255, 0, 0, 255, 255, 0, 0])) };
  const pixels = fitMask(wide, { height: 4, width: 4, channels: 1, fit: 'letterbox' });
  expect([...pixels.subarray(0, 4)]).toEqual([0, 0, 0, 0]);
  expect([...pixels.subarray(4, 8)]).toEqual([255, 255, 0, 0]);
});
