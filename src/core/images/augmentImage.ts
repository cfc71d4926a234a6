import type { Random } from '../../shared/random.ts';
import { gaussianBlur } from './gaussianBlur.ts';
import type { Augmentation, ImageShape } from './imageSample.ts';

type Pixels = Pick<ImageShape, 'height' | 'width' | 'channels'>;

/** Where a pixel of the result comes from: x' = a·x + b·y + c, y' = d·x + e·y + f, from pixel centres. */
type Affine = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

/**
 * Writes a picture with random changes to `out` from `at` on, as values in [0, 1]. Moved in, turned and sheared, what lies
 * beyond an edge is the edge's pixel. The same draws give the same picture.
 * @param pixels - [height, width, channels] in 0 … 255
 */
export function augmentImage(
  pixels: Uint8Array,
  size: Pixels,
  augmentation: Augmentation,
  random: Random,
  out: Float32Array,
  at: number,
): void {
  const isMoved = movesPixels(augmentation);
  const affine = isMoved ? drawAffine(size, augmentation, random) : null;
  if (affine) warp(pixels, size, affine, out, at);
  else for (let i = 0; i < pixels.length; i++) out[at + i] = (pixels[i] ?? 0) / 255;
  const values = out.subarray(at, at + pixels.length);
  if (augmentation.blur > 0) {
    const sigma = augmentation.blur * random.uniform();
    if (sigma > 0) gaussianBlur(values, size, sigma);
  }
  changeTone(values, augmentation, random);
  if (augmentation.cutOut > 0) cutOut(values, size, augmentation.cutOut, random);
}

/** Whether anything is changed at all. */
export function augments(augmentation: Augmentation): boolean {
  const { blur, brightness, contrast, noise, cutOut: cut } = augmentation;
  return movesPixels(augmentation) || blur > 0 || brightness > 0 || contrast > 0 || noise > 0 || cut > 0;
}

/** What of it moves, turns and mirrors: with the same draws it moves another picture of the same size just so. */
export function movesOf(augmentation: Augmentation): Augmentation {
  return { ...augmentation, blur: 0, brightness: 0, contrast: 0, noise: 0, cutOut: 0 };
}

function movesPixels(augmentation: Augmentation): boolean {
  const { flipHorizontal, flipVertical, rotateDegrees, shift, zoom, shearDegrees } = augmentation;
  return flipHorizontal || flipVertical || rotateDegrees > 0 || shift > 0 || zoom > 0 || shearDegrees > 0;
}

/** Uniform in [-most, most). */
function drawWithin(most: number, random: Random): number {
  return most === 0 ? 0 : (2 * random.uniform() - 1) * most;
}

function drawAffine({ height, width }: Pixels, augmentation: Augmentation, random: Random): Affine {
  const mirrorX = augmentation.flipHorizontal && random.uniform() < 0.5 ? -1 : 1;
  const mirrorY = augmentation.flipVertical && random.uniform() < 0.5 ? -1 : 1;
  const angle = (drawWithin(augmentation.rotateDegrees, random) * Math.PI) / 180;
  const shear = Math.tan((drawWithin(augmentation.shearDegrees, random) * Math.PI) / 180);
  const zoom = 1 + drawWithin(augmentation.zoom, random);
  const shiftX = drawWithin(augmentation.shift, random) * width;
  const shiftY = drawWithin(augmentation.shift, random) * height;
  // Around the middle, from the result back to the picture: move, turn, shear, resize, mirror.
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  const a = (mirrorX * (cos + shear * sin)) / zoom;
  const b = (mirrorX * (shear * cos - sin)) / zoom;
  const d = (mirrorY * sin) / zoom;
  const e = (mirrorY * cos) / zoom;
  const middleX = (width - 1) / 2;
  const middleY = (height - 1) / 2;
  const fromX = -middleX - shiftX;
  const fromY = -middleY - shiftY;
  return [a, b, a * fromX + b * fromY + middleX, d, e, d * fromX + e * fromY + middleY];
}

/** Linear between pixels. */
function warp(
  pixels: Uint8Array,
  { height, width, channels }: Pixels,
  [a, b, c, d, e, f]: Affine,
  out: Float32Array,
  at: number,
): void {
  let next = at;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const sourceX = Math.min(width - 1, Math.max(0, a * x + b * y + c));
      const sourceY = Math.min(height - 1, Math.max(0, d * x + e * y + f));
      const left = Math.floor(sourceX);
      const top = Math.floor(sourceY);
      const right = Math.min(left + 1, width - 1);
      const bottom = Math.min(top + 1, height - 1);
      const shareX = sourceX - left;
      const shareY = sourceY - top;
      for (let channel = 0; channel < channels; channel++) {
        const read = (row: number, column: number): number => pixels[(row * width + column) * channels + channel] ?? 0;
        const upper = read(top, left) * (1 - shareX) + read(top, right) * shareX;
        const lower = read(bottom, left) * (1 - shareX) + read(bottom, right) * shareX;
        out[next++] = (upper * (1 - shareY) + lower * shareY) / 255;
      }
    }
  }
}

function changeTone(values: Float32Array, augmentation: Augmentation, random: Random): void {
  const { noise } = augmentation;
  if (augmentation.brightness === 0 && augmentation.contrast === 0 && noise === 0) return;
  const offset = drawWithin(augmentation.brightness, random);
  const factor = 1 + drawWithin(augmentation.contrast, random);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  for (let i = 0; i < values.length; i++) {
    const grain = noise > 0 ? noise * random.normal() : 0;
    const value = mean + factor * ((values[i] ?? 0) - mean) + offset + grain;
    values[i] = Math.min(1, Math.max(0, value));
  }
}

function cutOut(values: Float32Array, { height, width, channels }: Pixels, share: number, random: Random): void {
  const side = Math.max(1, Math.round(share * Math.min(height, width)));
  const top = random.below(Math.max(1, height - side + 1));
  const left = random.below(Math.max(1, width - side + 1));
  for (let y = top; y < Math.min(height, top + side); y++) {
    const start = (y * width + left) * channels;
    values.fill(0, start, Math.min(start + side * channels, (y + 1) * width * channels));
  }
}
