import { expect, test } from 'vitest';
import { augmentImage, augments } from '../../../../src/core/images/augmentImage.ts';
import { NO_AUGMENTATION, type Augmentation } from '../../../../src/core/images/imageSample.ts';
import { createRandom, deriveSeed } from '../../../../src/shared/random.ts';

const SIZE = { height: 6, width: 8, channels: 1 } as const;
const PIXELS = Uint8Array.from({ length: 48 }, (_, i) => (i * 5) % 256);

function change(augmentation: Partial<Augmentation>, seed = 7): number[] {
  const out = new Float32Array(48);
  augmentImage(PIXELS, SIZE, { ...NO_AUGMENTATION, ...augmentation }, createRandom(deriveSeed(seed, 'test')), out, 0);
  return [...out];
}
const plain = [...PIXELS].map((value) => Math.fround(value / 255));

test('nothing asked for changes nothing', () => {
  expect(augments(NO_AUGMENTATION)).toBe(false);
  expect(change({})).toEqual(plain);
});

test('the same seed gives the same picture, another one another', () => {
  const all = {
    rotateDegrees: 20,
    shift: 0.2,
    zoom: 0.2,
    shearDegrees: 10,
    blur: 1,
    brightness: 0.2,
    contrast: 0.3,
    noise: 0.1,
  };
  expect(change(all)).toEqual(change(all));
  expect(change(all, 8)).not.toEqual(change(all));
  expect(change(all).every((value) => value >= 0 && value <= 1)).toBe(true);
});

test('a mirrored picture is itself from the other side, half of the time', () => {
  const mirrored = plain.map((_, i) => plain[Math.floor(i / 8) * 8 + (7 - (i % 8))]);
  const seen = Array.from({ length: 40 }, (_, seed) => JSON.stringify(change({ flipHorizontal: true }, seed)));
  const count = seen.filter((each) => each === JSON.stringify(mirrored)).length;
  expect(seen.filter((each) => each === JSON.stringify(plain))).toHaveLength(40 - count);
  expect(count).toBeGreaterThan(8);
  expect(count).toBeLessThan(32);
});

test('brightness moves all values alike, a cut-out leaves a black square', () => {
  const bright = change({ brightness: 0.1 });
  const offsets = bright
    .map((value, i) => value - (plain[i] ?? 0))
    .filter((_, i) => (plain[i] ?? 0) > 0.15 && (plain[i] ?? 0) < 0.85);
  expect(Math.max(...offsets) - Math.min(...offsets)).toBeLessThan(1e-6);
  const cut = change({ cutOut: 0.5 });
  expect(cut.filter((value, i) => value === 0 && plain[i] !== 0).length).toBeGreaterThanOrEqual(8);
  expect(cut.filter((value, i) => value !== plain[i]).length).toBeLessThanOrEqual(9);
});

test('shifted by no more than was asked for', () => {
  const dot = new Uint8Array(48);
  dot[2 * 8 + 4] = 255;
  for (let seed = 0; seed < 20; seed++) {
    const out = new Float32Array(48);
    augmentImage(dot, SIZE, { ...NO_AUGMENTATION, shift: 0.125 }, createRandom(deriveSeed(seed, 'test')), out, 0);
    const lit = [...out.keys()].filter((i) => (out[i] ?? 0) > 0);
    expect(lit.every((i) => Math.abs((i % 8) - 4) <= 1 && Math.abs(Math.floor(i / 8) - 2) <= 1)).toBe(true);
  }
});
