import { augmentImage, augments, movesOf } from '../../core/images/augmentImage.ts';
import { fitImage } from '../../core/images/fitImage.ts';
import { fitMask } from '../../core/images/fitMask.ts';
import { companionShape, type Augmentation, type ImageShape } from '../../core/images/imageSample.ts';
import type { CompanionRole } from '../../core/images/pairPictures.ts';
import type { Samples } from '../../core/preprocessing/samples.ts';
import { decodePixels } from '../../formats/image/decodeImage.ts';
import { AppError } from '../../shared/appError.ts';
import { createRandom, deriveSeed } from '../../shared/random.ts';
import { readCompanions, readImages } from '../../storage/images.ts';

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
export function imageSamples(source: ImageSource): Samples {
  return storedSamples(source, 'picture', source.shape, source.augmentation);
}

/**
 * The companions of stored pictures as samples: targets are made what the pictures are made, [height, width, channels] in
 * [0, 1]; of masks it is the share of each pixel that is marked, [height, width, 1]. By the same draw they are moved and turned
 * as `imageSamples` moves and turns their pictures; their light is left as it is. A picture without a mask has nothing marked.
 * Reading a picture that has no target throws AppError `images.noTarget`.
 */
export function companionSamples(source: ImageSource, role: CompanionRole): Samples {
  return storedSamples(source, role, companionShape(source.shape, role), movesOf(source.augmentation));
}

function storedSamples(
  { imagesId, rows, seed }: ImageSource,
  kind: FileKind,
  shape: ImageShape,
  augmentation: Augmentation,
): Samples {
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
      const pictures = await fittedPictures(imagesId, shape, wanted, kind);
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

/** What is read of a row: its picture, or its companion as what it is. */
type FileKind = 'picture' | CompanionRole;

/**
 * Fitted pictures of one data set in one size, and their companions. Once full, it stays as it is: an epoch comes by all of
 * them, whichever are kept.
 */
let kept: { readonly key: string; readonly pictures: Map<string, Uint8Array> } = { key: '', pictures: new Map() };
let keptBytes = 0;

/**
 * The pictures of some rows, or their companions, fitted, in their order; a mask that is not there is black.
 * @throws AppError `storage.notFound`, `images.noTarget`
 */
export async function fittedPictures(
  imagesId: string,
  shape: ImageShape,
  rows: readonly number[],
  kind: FileKind = 'picture',
): Promise<readonly Uint8Array[]> {
  const key = JSON.stringify([imagesId, shape.height, shape.width, shape.fit, shape.window]);
  if (kept.key !== key) {
    kept = { key, pictures: new Map() };
    keptBytes = 0;
  }
  const { pictures } = kept;
  const keyOf = (row: number): string => `${kind}/${shape.channels}/${row}`;
  const missing = [...new Set(rows)].filter((row) => !pictures.has(keyOf(row)));
  const made = new Map<number, Uint8Array>();
  for (let start = 0; start < missing.length; start += DECODED_AT_ONCE) {
    const some = missing.slice(start, start + DECODED_AT_ONCE);
    const files = await (kind === 'picture' ? readImages : readCompanions)(imagesId, some);
    const fitted = await Promise.all(
      files.map((file, i) =>
        file ? fitFile(file, shape, kind) : Promise.resolve(withoutFile(kind, shape, imagesId, some[i] ?? 0)),
      ),
    );
    some.forEach((row, i) => {
      const pixels = fitted[i];
      if (!pixels) return;
      made.set(row, pixels);
      if (kept.pictures !== pictures || keptBytes + pixels.length > CACHE_BYTES) return;
      pictures.set(keyOf(row), pixels);
      keptBytes += pixels.length;
    });
  }
  return rows.map((row) => made.get(row) ?? pictures.get(keyOf(row)) ?? new Uint8Array(0));
}

async function fitFile(file: Uint8Array<ArrayBuffer>, shape: ImageShape, kind: FileKind): Promise<Uint8Array> {
  const picture = await decodePixels(file);
  return kind === 'mask' ? fitMask(picture, shape) : fitImage(picture, shape);
}

function withoutFile(kind: FileKind, { height, width }: ImageShape, imagesId: string, row: number): Uint8Array {
  switch (kind) {
    case 'picture':
      throw new AppError('storage.notFound', { kind: 'dataset', id: imagesId });
    case 'target':
      throw new AppError('images.noTarget', { row });
    case 'mask':
      return new Uint8Array(height * width);
  }
}
