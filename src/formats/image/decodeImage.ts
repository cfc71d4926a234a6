import type { ImageFault } from '../../core/images/imageFault.ts';
import type { RgbaPicture } from '../../core/images/fitImage.ts';
import { IntensityLevels, WHOLE_SCALE } from '../../core/images/intensityLevels.ts';
import { isIntact, sniffImage, type ImageFormat } from './sniffImage.ts';

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
 * closes the bitmap, which has 8 bits: of 16 the upper ones, or, for looking, those of the picture's own range.
 * @throws UnreadableImage
 */
export async function decodeImage(
  bytes: Uint8Array<ArrayBuffer>,
  { levels, isForLooking = false }: DeepOptions = {},
): Promise<ImageBitmap> {
  if (sniffFormat(bytes) === 'TIFF') {
    const { width, height, data } = await readTiff(bytes);
    if (data instanceof Uint16Array) levels?.add(data);
    const shown = data instanceof Uint16Array ? toBytes(data, isForLooking) : new Uint8ClampedArray(data);
    return createImageBitmap(new ImageData(shown, width, height));
  }
  try {
    return checked(await createImageBitmap(new Blob([bytes]), { imageOrientation: 'from-image' }));
  } catch (error) {
    if (error instanceof UnreadableImage) throw error;
    throw new UnreadableImage('damaged', { cause: error });
  }
}

/** What becomes of 16 bits. */
interface DeepOptions {
  /** Counts their values. */
  readonly levels?: IntensityLevels | undefined;
  readonly isForLooking?: boolean;
}

function sniffFormat(bytes: Uint8Array): ImageFormat {
  if (bytes.length === 0) throw new UnreadableImage('empty');
  const format = sniffImage(bytes);
  if (format === null) throw new UnreadableImage('notAPicture');
  if (!isIntact(bytes, format)) throw new UnreadableImage('damaged');
  return format;
}

async function readTiff(bytes: Uint8Array): Promise<RgbaPicture> {
  const { decodeTiff } = await import('./decodeTiff.ts');
  const picture = decodeTiff(bytes);
  if (picture.width * picture.height > MAX_PIXELS) throw new UnreadableImage('tooLarge');
  return picture;
}

function toBytes(data: Uint16Array, isForLooking: boolean): Uint8ClampedArray<ArrayBuffer> {
  const levels = new IntensityLevels();
  if (isForLooking) levels.add(data);
  const { low, high } = levels.window() ?? WHOLE_SCALE;
  return Uint8ClampedArray.from(data, (value, at) =>
    (at & 3) === 3 ? value / 257 : ((value - low) * 255) / (high - low),
  );
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

/** Decodes to pixels at once, 16 bits to 16 bits. @throws UnreadableImage */
export async function decodePixels(bytes: Uint8Array<ArrayBuffer>): Promise<RgbaPicture> {
  if (sniffFormat(bytes) === 'TIFF') return readTiff(bytes);
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
