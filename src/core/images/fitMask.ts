import { fitImage, type RgbaPicture } from './fitImage.ts';
import type { ImageShape } from './imageSample.ts';

/**
 * A mask as the network's picture is: [height, width], the share of each pixel that is marked, in 0 … 255. White is marked;
 * where a mask has no white at all, because it numbers its areas (0, 1, 2 …), all that is not black is.
 */
export function fitMask(mask: RgbaPicture, shape: ImageShape): Uint8Array<ArrayBuffer> {
  const { width, height, data } = mask;
  // From half of the scale on a mask is white.
  const white = data instanceof Uint16Array ? 32_768 : 128;
  const brightness = new Uint16Array(width * height);
  let isNumbered = true;
  for (let pixel = 0; pixel < brightness.length; pixel++) {
    const at = pixel * 4;
    const seen = (data[at + 3] ?? 0) === 0 ? 0 : Math.max(data[at] ?? 0, data[at + 1] ?? 0, data[at + 2] ?? 0);
    brightness[pixel] = seen;
    if (seen >= white) isNumbered = false;
  }
  const least = isNumbered ? 1 : white;
  const marked = new Uint8ClampedArray(data.length);
  for (let pixel = 0; pixel < brightness.length; pixel++) {
    const at = pixel * 4;
    if ((brightness[pixel] ?? 0) >= least) marked.fill(255, at, at + 3);
    marked[at + 3] = 255;
  }
  return fitImage({ width, height, data: marked }, { ...shape, channels: 1 });
}
