import { isImageName } from '../../core/images/classOfPath.ts';
import type { FileFault } from '../../core/images/imageFault.ts';
import type { IntensityLevels } from '../../core/images/intensityLevels.ts';
import type { Pairing } from '../../core/images/pairPictures.ts';
import { cutPicture, decodeImage, makeThumbnail, UnreadableImage } from '../../formats/image/decodeImage.ts';
import type { NewImage } from '../../storage/datasets.ts';
import type { ImageSource } from './imageSources.ts';

/** A companion may be larger or smaller than its picture, but not of other proportions: they would not lie on each other. */
const SAME_PROPORTIONS = 1.02;

/** A picture on its way into storage, and what its row says of it. */
export interface ReadPicture extends NewImage {
  readonly path: string;
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
}

/** What became of a picture's files. */
interface Outcome {
  readonly picture: ReadPicture | null;
  readonly faults: readonly FileFault[];
}

/**
 * Reads a picture, and its companion where it has one; a companion that cannot be read is a fault, and the picture is kept.
 * @param levels - counts the values of pictures with 16 bits
 */
export async function readPicture(
  source: ImageSource,
  companion: ImageSource | undefined,
  pairing: Pairing,
  levels?: IntensityLevels,
): Promise<Outcome> {
  const isCut = pairing === 'leftIsInput' || pairing === 'rightIsInput';
  const read = await readFile(source, (bytes) => (isCut ? readHalves(bytes, pairing) : readWhole(bytes, levels)));
  if ('fault' in read) return { picture: null, faults: [read] };
  const picture = { ...read, path: source.path };
  if (!companion) return { picture, faults: [] };
  const paired = await readFile(companion, readSize);
  if ('fault' in paired) return { picture, faults: [paired] };
  const ratio = (paired.width * picture.height) / (paired.height * picture.width);
  if (ratio > SAME_PROPORTIONS || ratio < 1 / SAME_PROPORTIONS) {
    return { picture, faults: [{ path: companion.path, fault: 'otherProportions' }] };
  }
  return { picture: { ...picture, companion: paired.file }, faults: [] };
}

async function readFile<T>(
  { path, read }: ImageSource,
  make: (bytes: Uint8Array<ArrayBuffer>) => Promise<T>,
): Promise<T | FileFault> {
  const bytes = await read();
  if (!bytes) return { path, fault: 'unreadable' };
  try {
    return await make(bytes);
  } catch (error) {
    if (!(error instanceof UnreadableImage)) throw error;
    // That a text among pictures is none is said as it is; what calls itself a picture is damaged.
    const isNoPicture = error.fault === 'notAPicture' && isImageName(path);
    return { path, fault: isNoPicture ? 'damaged' : error.fault };
  }
}

async function readWhole(file: Uint8Array<ArrayBuffer>, levels?: IntensityLevels): Promise<Omit<ReadPicture, 'path'>> {
  const bitmap = await decodeImage(file, { levels, isForLooking: true });
  const { width, height } = bitmap;
  const { bytes, hasColour } = await makeThumbnail(bitmap).finally(() => bitmap.close());
  return { file, thumbnail: bytes, companion: null, width, height, channels: hasColour ? 3 : 1 };
}

/** A companion, decoded to see that it can be, and how large it is. */
async function readSize(
  file: Uint8Array<ArrayBuffer>,
): Promise<{ file: Uint8Array<ArrayBuffer>; width: number; height: number }> {
  const bitmap = await decodeImage(file);
  const { width, height } = bitmap;
  bitmap.close();
  return { file, width, height };
}

/** Cuts a picture down its middle, both halves as PNG; of an odd width the column in the middle belongs to neither. */
async function readHalves(
  bytes: Uint8Array<ArrayBuffer>,
  pairing: 'leftIsInput' | 'rightIsInput',
): Promise<Omit<ReadPicture, 'path'>> {
  const bitmap = await decodeImage(bytes);
  try {
    const width = Math.floor(bitmap.width / 2);
    if (width === 0) throw new UnreadableImage('tooNarrow');
    const left = await cutPicture(bitmap, 0, width);
    const right = await cutPicture(bitmap, bitmap.width - width, width);
    const [input, target] = pairing === 'leftIsInput' ? [left, right] : [right, left];
    return { ...(await readWhole(input)), companion: target };
  } finally {
    bitmap.close();
  }
}
