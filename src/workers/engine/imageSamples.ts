import { augmentImage, augments, movesOf } from '../../core/images/augmentImage.ts';
import type { RgbaPicture } from '../../core/images/fitImage.ts';
import { fitMask } from '../../core/images/fitMask.ts';
import { fitTile } from '../../core/images/fitTile.ts';
import { tileGrid, type TileBox } from '../../core/images/tileGrid.ts';
import { companionShape, KEPT_BYTES, type Augmentation, type ImageShape } from '../../core/images/imageSample.ts';
import type { CompanionRole } from '../../core/images/pairPictures.ts';
import type { Samples } from '../../core/preprocessing/samples.ts';
import { decodePixels } from '../../formats/image/decodeImage.ts';
import { AppError } from '../../shared/appError.ts';
import { createRandom, deriveSeed } from '../../shared/random.ts';
import { readCompanions, readImages } from '../../storage/images.ts';

/** Pictures that are decoded at the same time: enough for the browser's own threads, few enough for large ones. */
const DECODED_AT_ONCE = 8;
/** Pictures that are cut into tiles are large. */
const TILED_AT_ONCE = 2;

interface ImageSource {
  /** Whose pictures: `DatasetRecord.imagesId`. */
  readonly imagesId: string;
  /** For each sample its row. */
  readonly rows: Uint32Array;
  /** And the place of its tile among those of the row's picture; null, or left out: samples are whole pictures. */
  readonly tiles?: Uint32Array | null;
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
  { imagesId, rows, tiles, seed }: ImageSource,
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
      const wanted = Array.from(positions, (position) => ({ row: rows[position] ?? 0, tile: tiles?.[position] ?? 0 }));
      const pictures = await fittedTiles(imagesId, shape, wanted, kind);
      const values = new Float32Array(positions.length * size);
      pictures.forEach((pixels, i) => {
        if (draw === null || !isChanged) {
          writeValues(pixels, values, i * size);
        } else {
          const { row, tile } = wanted[i] ?? { row: 0, tile: 0 };
          const name = tiles ? `${draw}/${row}/${tile}` : `${draw}/${row}`;
          const random = createRandom(deriveSeed(drawSeed, name));
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

interface WantedTile {
  readonly row: number;
  /** Its place among the picture's; 0 where pictures are whole. */
  readonly tile: number;
}

/**
 * Fitted pictures of one data set in one size, and their companions: all tiles of each, one after the other. Once full, it stays as it is:
 * an epoch comes by all of them, whichever are kept.
 */
let kept: { readonly key: string; readonly pictures: Map<string, Uint8Array> } = { key: '', pictures: new Map() };
let keptBytes = 0;
/** The picture decoded last whose tiles were not kept: who reads tiles in order asks for the rest of them next. */
let open: { readonly key: string; readonly picture: RgbaPicture } | null = null;

/**
 * Tiles of the pictures of some rows, or of their companions, fitted, in their order; a mask that is not there is black. A picture is
 * decoded once for all its tiles that are wanted.
 * @throws AppError `storage.notFound`, `images.noTarget`
 */
async function fittedTiles(
  imagesId: string,
  shape: ImageShape,
  wanted: readonly WantedTile[],
  kind: FileKind,
): Promise<readonly Uint8Array[]> {
  const key = JSON.stringify([imagesId, shape.height, shape.width, shape.fit, shape.window, shape.tiling]);
  if (kept.key !== key) {
    kept = { key, pictures: new Map() };
    keptBytes = 0;
    open = null;
  }
  const { pictures } = kept;
  const size = shape.height * shape.width * shape.channels;
  const keyOf = (row: number): string => `${kind}/${shape.channels}/${row}`;
  const made = new Map<string, Uint8Array>();
  const missing = [...new Set(wanted.map(({ row }) => row))].filter((row) => !pictures.has(keyOf(row)));
  const atOnce = shape.tiling ? TILED_AT_ONCE : DECODED_AT_ONCE;
  for (let start = 0; start < missing.length; start += atOnce) {
    const some = missing.slice(start, start + atOnce);
    const files = await (kind === 'picture' ? readImages : readCompanions)(imagesId, some);
    await Promise.all(
      some.map(async (row, i) => {
        const file = files[i];
        const picture = open?.key === keyOf(row) ? open.picture : file ? await decodePixels(file) : null;
        const boxes = picture ? tileGrid(shape, picture) : [];
        const bytes = Math.max(1, boxes.length) * size;
        const isKept = kept.pictures === pictures && !pictures.has(keyOf(row)) && keptBytes + bytes <= KEPT_BYTES;
        // Claimed before anything is awaited, so that two readers do not both take the last of it.
        if (isKept) keptBytes += bytes;
        if (!picture) {
          const black = withoutFile(kind, size, imagesId, row);
          if (isKept) pictures.set(keyOf(row), black);
          made.set(`${row}/0`, black);
          return;
        }
        const fit = (box: TileBox): Uint8Array =>
          kind === 'mask' ? fitMask(picture, shape) : fitTile(picture, shape, box);
        if (isKept) {
          const all = new Uint8Array(bytes);
          boxes.forEach((box, tile) => all.set(fit(box), tile * size));
          pictures.set(keyOf(row), all);
          return;
        }
        for (const { row: other, tile } of wanted) {
          if (other !== row) continue;
          const box = boxes[tile];
          if (!box) throw new Error(`picture ${row} has ${boxes.length} tiles, not ${tile + 1}`);
          made.set(`${row}/${tile}`, fit(box));
        }
        open = shape.tiling ? { key: keyOf(row), picture } : null;
      }),
    );
  }
  return wanted.map(({ row, tile }) => {
    const all = pictures.get(keyOf(row));
    const fitted = all ? all.subarray(tile * size, (tile + 1) * size) : made.get(`${row}/${tile}`);
    if (fitted?.length !== size) throw new Error(`picture ${row} has no tile ${tile + 1}`);
    return fitted;
  });
}

function withoutFile(kind: FileKind, size: number, imagesId: string, row: number): Uint8Array {
  switch (kind) {
    case 'picture':
      throw new AppError('storage.notFound', { kind: 'dataset', id: imagesId });
    case 'target':
      throw new AppError('images.noTarget', { row });
    case 'mask':
      return new Uint8Array(size);
  }
}
