import { fitImage, type RgbaPicture } from './fitImage.ts';
import type { ImageShape } from './imageSample.ts';
import { tileSize, type TileBox } from './tileGrid.ts';

/**
 * A part of a picture, from `tileGrid`, as the network gets it: [height, width, channels] in 0 … 255. A tile of full size fills the
 * network's picture; one of a picture that is smaller than a tile keeps its proportions. Nothing beside the tile shines in.
 */
export function fitTile(picture: RgbaPicture, shape: ImageShape, box: TileBox): Uint8Array<ArrayBuffer> {
  return fitImage(cutOut(picture, box), tileShape(shape, box));
}

/** What a part of a picture is fitted into. */
export function tileShape(shape: ImageShape, box: TileBox): ImageShape {
  if (!shape.tiling) return shape;
  const full = tileSize(shape);
  return { ...shape, fit: box.width === full.width && box.height === full.height ? 'stretch' : 'letterbox' };
}

/** A part of a picture, copied; the picture itself where it is all of it. */
export function cutOut(picture: RgbaPicture, { left, top, width, height }: TileBox): RgbaPicture {
  const { data } = picture;
  if (left === 0 && top === 0 && width === picture.width && height === picture.height) return picture;
  const part = data.slice(0, width * height * 4);
  for (let y = 0; y < height; y++) {
    const from = ((top + y) * picture.width + left) * 4;
    part.set(data.subarray(from, from + width * 4), y * width * 4);
  }
  return { width, height, data: part };
}
