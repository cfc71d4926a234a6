import { augmentImage, augments } from '../../core/images/augmentImage.ts';
import { fitImage } from '../../core/images/fitImage.ts';
import type { Augmentation, ImageShape } from '../../core/images/imageSample.ts';
import type { Samples } from '../../core/preprocessing/samples.ts';
import { decodePixels } from '../../formats/image/decodeImage.ts';
import { AppError } from '../../shared/appError.ts';
import { createRandom, deriveSeed } from '../../shared/random.ts';
import { readImages } from '../../storage/images.ts';

/** Fitted pictures are kept up to this much, a byte a value. */
const CACHE_BYTES = 256 * 2 ** 20;
/** Pictures that are decoded at the same time: enough for the browser's own threads, few enough for large ones. */
const DECODED_AT_ONCE = 8;

interface ImageSource {
  /** Whose pictures: `DatasetRecord.imagesId`. */
  readonly imagesId: string;
  /** For each sample its row. */
  readonly rows: Uint32Array;
  readonly shape: ImageShape;
  readonly augmentation: Augmentation;
  readonly seed: number;
}

/**
 * Stored pictures as samples, [height, width, channels] in [0, 1], decoded when they are first asked for. What is drawn for
 * a picture follows from the seed, the draw and its row, wherever it stands in a batch.
 */
export function imageSamples({ imagesId, rows, shape, augmentation, seed }: ImageSource): Samples {
  const { height, width, channels } = shape;
  const size = height * width * channels;
  const isChanged = augments(augmentation);
  const drawSeed = deriveSeed(seed, 'augmentation');
  return {
    count: rows.length,
    shape: [height, width, channels],
    values: null,
    async read(positions, draw) {
      const wanted = Array.from(positions, (position) => rows[position] ?? 0);
      const pictures = await fittedPictures(imagesId, shape, wanted);
      const values = new Float32Array(positions.length * size);
      pictures.forEach((pixels, i) => {
        if (draw === null || !isChanged) {
          writeValues(pixels, values, i * size);
        } else {
          const random = createRandom(deriveSeed(drawSeed, `${draw}/${wanted[i] ?? 0}`));
          augmentImage(pixels, shape, augmentation, random, values, i * size);
        }
      });
      return values;
    },
  };
}

/** Pixels as the network takes them: 0 … 255 becomes 0 … 1. */
export function writeValues(pixels: Uint8Array, out: Float32Array, at: number): void {
  for (let i = 0; i < pixels.length; i++) out[at + i] = (pixels[i] ?? 0) / 255;
}

/** Fitted pictures of one data set in one shape. Once full, it stays as it is: an epoch comes by all of them, whichever are kept. */
let kept: { readonly key: string; readonly pictures: Map<number, Uint8Array> } = { key: '', pictures: new Map() };
let keptBytes = 0;

/** The pictures of some rows, fitted, in their order. @throws AppError `storage.notFound` */
export async function fittedPictures(
  imagesId: string,
  shape: ImageShape,
  rows: readonly number[],
): Promise<readonly Uint8Array[]> {
  const key = JSON.stringify([imagesId, shape.height, shape.width, shape.channels, shape.fit]);
  if (kept.key !== key) {
    kept = { key, pictures: new Map() };
    keptBytes = 0;
  }
  const { pictures } = kept;
  const missing = [...new Set(rows)].filter((row) => !pictures.has(row));
  const made = new Map<number, Uint8Array>();
  for (let start = 0; start < missing.length; start += DECODED_AT_ONCE) {
    const some = missing.slice(start, start + DECODED_AT_ONCE);
    const files = await readImages(imagesId, some);
    const fitted = await Promise.all(files.map((file) => fitFile(file, shape, imagesId)));
    some.forEach((row, i) => {
      const pixels = fitted[i];
      if (!pixels) return;
      made.set(row, pixels);
      if (kept.pictures !== pictures || keptBytes + pixels.length > CACHE_BYTES) return;
      pictures.set(row, pixels);
      keptBytes += pixels.length;
    });
  }
  return rows.map((row) => made.get(row) ?? pictures.get(row) ?? new Uint8Array(0));
}

async function fitFile(file: Uint8Array<ArrayBuffer> | null, shape: ImageShape, imagesId: string): Promise<Uint8Array> {
  if (!file) throw new AppError('storage.notFound', { kind: 'dataset', id: imagesId });
  return fitImage(await decodePixels(file), shape);
}
