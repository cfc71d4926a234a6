import { fitImage, type RgbaPicture } from './fitImage.ts';
import type { ImageShape } from './imageSample.ts';

const SIDE = 640;

/** A large picture as a whole, to be looked at: [height, width, 3] in 0 … 255, its longer side 640 pixels at most. */
export function overviewOf(
  picture: RgbaPicture,
  { window }: Pick<ImageShape, 'window'>,
): { readonly height: number; readonly width: number; readonly channels: 3; readonly pixels: Uint8Array } {
  const scale = Math.min(1, SIDE / Math.max(picture.width, picture.height));
  const height = Math.max(1, Math.round(picture.height * scale));
  const width = Math.max(1, Math.round(picture.width * scale));
  const shape = { height, width, channels: 3, fit: 'stretch', ...(window ? { window } : {}) } as const;
  return { height, width, channels: 3, pixels: fitImage(picture, shape) };
}
