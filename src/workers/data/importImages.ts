import { AppError, Cancelled } from '../../shared/appError.ts';
import { sortWords } from '../../core/dataset/sortWords.ts';
import type { Column } from '../../core/dataset/table.ts';
import { classesOfPaths, isImageName, pathEndings } from '../../core/images/classOfPath.ts';
import type { FileFault } from '../../core/images/imageFault.ts';
import { IMAGE_COLUMNS } from '../../core/images/suggestImageSample.ts';
import { decodeImage, makeThumbnail, UnreadableImage } from '../../formats/image/decodeImage.ts';
import type { DataContract, ImportOutcome } from '../../protocol/dataContract.ts';
import type { CallContext } from '../../protocol/serve.ts';
import { beginDataset, DATASET_CHUNK_ROWS, type DatasetWriter, type NewImage } from '../../storage/datasets.ts';
import { ensureRoom } from '../../storage/quota.ts';
import { sliceValues } from '../../core/dataset/sliceValues.ts';
import { openImageSources, type ImageSource, type ImageSources } from './imageSources.ts';

type Context = CallContext<DataContract['importImages']['progress']>;

/** Pictures that are read, decoded and stored together. */
const BATCH_FILES = 32;
/** …fewer where they are large. */
const BATCH_BYTES = 32 * 2 ** 20;

interface ReadImage extends NewImage {
  readonly path: string;
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
}

/**
 * Reads pictures into a new data set, a row each. Files that are no pictures, or damaged, are named in the report and left out.
 * When it is cancelled or fails, nothing stays behind.
 * @throws Cancelled; AppError `file.noImages`, `file.unreadable`, `storage.quota`
 */
export async function importImages(
  { files: given, name }: DataContract['importImages']['input'],
  context: Context,
  origin: 'file' | 'synthetic' = 'file',
): Promise<ImportOutcome> {
  const sources = await openImageSources(given);
  await ensureRoom(sources.files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0));
  const writer = await beginDataset({ name, origin, fileName: name });
  try {
    return await writeImages(writer, sources, context);
  } catch (error) {
    await writer.abort();
    throw error;
  }
}

async function writeImages(
  writer: DatasetWriter,
  { files, labels }: ImageSources,
  { signal, progress }: Context,
): Promise<ImportOutcome> {
  const kept: Omit<ReadImage, keyof NewImage>[] = [];
  const faults: FileFault[] = [];
  const startedMs = performance.now();
  for (let next = 0; next < files.length;) {
    if (signal.aborted) throw new Cancelled();
    const batch = batchFrom(files, next);
    next += batch.length;
    const images: NewImage[] = [];
    for (const read of await Promise.all(batch.map(readImage))) {
      if ('fault' in read) {
        faults.push(read);
        continue;
      }
      const { file, thumbnail, ...described } = read;
      images.push({ file, thumbnail });
      kept.push(described);
    }
    await writer.appendImages(images);
    const remainingMs = ((performance.now() - startedMs) / next) * (files.length - next);
    progress({ done: next, total: files.length, unit: 'rows', remainingMs });
  }
  if (kept.length === 0) throw new AppError('file.noImages', { files: files.length, example: files[0]?.path ?? '' });
  const columns = describeImages(kept, labels);
  for (let start = 0; start < kept.length; start += DATASET_CHUNK_ROWS) {
    const end = Math.min(kept.length, start + DATASET_CHUNK_ROWS);
    await writer.append(
      columns.map(({ data }) => sliceValues(data, start, end)),
      end - start,
    );
  }
  const problems = { malformedRows: 0, invalidCells: 0, invalidByColumn: {}, listed: [], files: faults };
  const record = await writer.commit({ columns: columns.map(({ data: _, ...schema }) => schema), problems });
  return { datasetId: record.id, rowCount: kept.length, skippedRows: faults.length, problems };
}

function batchFrom(files: readonly ImageSource[], start: number): readonly ImageSource[] {
  let end = start;
  let bytes = 0;
  while (end < files.length && end - start < BATCH_FILES && (end === start || bytes < BATCH_BYTES)) {
    bytes += files[end++]?.sizeBytes ?? 0;
  }
  return files.slice(start, end);
}

async function readImage(source: ImageSource): Promise<ReadImage | FileFault> {
  const { path } = source;
  const file = await source.read();
  if (!file) return { path, fault: 'unreadable' };
  try {
    const bitmap = await decodeImage(file);
    const { width, height } = bitmap;
    const { bytes, hasColour } = await makeThumbnail(bitmap).finally(() => bitmap.close());
    return { path, file, thumbnail: bytes, width, height, channels: hasColour ? 3 : 1 };
  } catch (error) {
    if (!(error instanceof UnreadableImage)) throw error;
    // That a text among pictures is none is said as it is; what calls itself a picture is damaged.
    const isNoPicture = error.fault === 'notAPicture' && isImageName(path);
    return { path, fault: isNoPicture ? 'damaged' : error.fault };
  }
}

/** The table of the pictures that were read. */
export function describeImages(
  images: readonly Pick<ReadImage, 'path' | 'width' | 'height' | 'channels'>[],
  labels: ReadonlyMap<string, string>,
): readonly Column[] {
  const paths = images.map(({ path }) => path);
  const folders = classesOfPaths(paths);
  const labelOf = (path: string): string | undefined => {
    const known = pathEndings(path).find((ending) => labels.has(ending));
    return known === undefined ? undefined : labels.get(known);
  };
  const words = paths.map((path, row) => labelOf(path) ?? folders[row] ?? null);
  const categories = sortWords(new Set(words.filter((word) => word !== null)));
  const codes = new Map(categories.map((word, code) => [word, code]));
  const integers = (name: string, of: (image: (typeof images)[number]) => number): Column => ({
    name,
    type: 'integer',
    data: { kind: 'numeric', values: Float64Array.from(images, of) },
  });
  return [
    { name: IMAGE_COLUMNS.image, type: 'image', data: { kind: 'text', values: paths } },
    {
      name: IMAGE_COLUMNS.label,
      type: 'category',
      categories,
      data: { kind: 'coded', values: Int32Array.from(words, (word) => (word === null ? -1 : (codes.get(word) ?? -1))) },
    },
    integers(IMAGE_COLUMNS.width, ({ width }) => width),
    integers(IMAGE_COLUMNS.height, ({ height }) => height),
    integers(IMAGE_COLUMNS.channels, ({ channels }) => channels),
  ];
}
