import type { ImageFault } from '../../core/images/imageFault.ts';
import type { RgbaPicture } from '../../core/images/fitImage.ts';
import { isIntact, sniffImage } from './sniffImage.ts';

/** More would not fit into memory beside what else is there: 400 MB of pixels. */
const MAX_PIXELS = 100e6;

/** A file is no picture that can be read; the reason is told to the user beside the file's name. */
export class UnreadableImage extends Error {
  override readonly name = 'UnreadableImage';

  constructor(
    readonly fault: ImageFault,
    options?: ErrorOptions,
  ) {
    super(fault, options);
  }
}

/**
 * Decodes a picture of any of the formats, upright as its EXIF data say, of several frames the first. Whoever calls it
 * closes the bitmap.
 * @throws UnreadableImage
 */
export async function decodeImage(bytes: Uint8Array<ArrayBuffer>): Promise<ImageBitmap> {
  if (bytes.length === 0) throw new UnreadableImage('empty');
  const format = sniffImage(bytes);
  if (format === null) throw new UnreadableImage('notAPicture');
  if (!isIntact(bytes, format)) throw new UnreadableImage('damaged');
  if (format === 'TIFF') return decodeTiffFile(bytes);
  try {
    return checked(await createImageBitmap(new Blob([bytes]), { imageOrientation: 'from-image' }));
  } catch (error) {
    if (error instanceof UnreadableImage) throw error;
    throw new UnreadableImage('damaged', { cause: error });
  }
}

async function decodeTiffFile(bytes: Uint8Array): Promise<ImageBitmap> {
  const { decodeTiff } = await import('./decodeTiff.ts');
  const { width, height, data } = decodeTiff(bytes);
  return checked(await createImageBitmap(new ImageData(new Uint8ClampedArray(data), width, height)));
}

function checked(bitmap: ImageBitmap): ImageBitmap {
  if (bitmap.width * bitmap.height <= MAX_PIXELS) return bitmap;
  bitmap.close();
  throw new UnreadableImage('tooLarge');
}

/** The pixels of a decoded picture. */
export function readPixels(bitmap: ImageBitmap): RgbaPicture {
  const { width, height } = bitmap;
  return { width, height, data: draw(bitmap, width, height, false).getImageData(0, 0, width, height).data };
}

/** Decodes to pixels at once. @throws UnreadableImage */
export async function decodePixels(bytes: Uint8Array<ArrayBuffer>): Promise<RgbaPicture> {
  const bitmap = await decodeImage(bytes);
  try {
    return readPixels(bitmap);
  } finally {
    bitmap.close();
  }
}

const THUMBNAIL_SIDE = 128;

/** A small picture for lists, as JPEG over white, and whether it has any colour. */
export async function makeThumbnail(
  bitmap: ImageBitmap,
): Promise<{ bytes: Uint8Array<ArrayBuffer>; hasColour: boolean }> {
  const scale = Math.min(1, THUMBNAIL_SIDE / Math.max(bitmap.width, bitmap.height));
  const width = Math.max(1, Math.round(bitmap.width * scale));
  const height = Math.max(1, Math.round(bitmap.height * scale));
  const context = draw(bitmap, width, height, true);
  const { data } = context.getImageData(0, 0, width, height);
  let hasColour = false;
  for (let at = 0; at < data.length && !hasColour; at += 4) {
    hasColour = data[at] !== data[at + 1] || data[at] !== data[at + 2];
  }
  const blob = await context.canvas.convertToBlob({ type: 'image/jpeg', quality: 0.85 });
  return { bytes: new Uint8Array(await blob.arrayBuffer()), hasColour };
}

/** Pixels as a PNG file. */
export async function encodePng({ width, height, data }: RgbaPicture): Promise<Uint8Array<ArrayBuffer>> {
  const canvas = new OffscreenCanvas(width, height);
  canvas.getContext('2d')?.putImageData(new ImageData(new Uint8ClampedArray(data), width, height), 0, 0);
  return new Uint8Array(await (await canvas.convertToBlob({ type: 'image/png' })).arrayBuffer());
}

/** A strip of a picture, over its whole height, as a PNG file. */
export async function cutPicture(bitmap: ImageBitmap, left: number, width: number): Promise<Uint8Array<ArrayBuffer>> {
  const canvas = new OffscreenCanvas(width, bitmap.height);
  canvas.getContext('2d')?.drawImage(bitmap, -left, 0);
  return new Uint8Array(await (await canvas.convertToBlob({ type: 'image/png' })).arrayBuffer());
}

function draw(
  bitmap: ImageBitmap,
  width: number,
  height: number,
  isOverWhite: boolean,
): OffscreenCanvasRenderingContext2D {
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('no canvas to read a picture with');
  if (isOverWhite) {
    context.fillStyle = '#fff';
    context.fillRect(0, 0, width, height);
  }
  context.imageSmoothingQuality = 'high';
  context.drawImage(bitmap, 0, 0, width, height);
  return context;
}
