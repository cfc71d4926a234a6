import { AppError, Cancelled } from '../../shared/appError.ts';
import { sortWords } from '../../core/dataset/sortWords.ts';
import type { Column } from '../../core/dataset/table.ts';
import { classesOfPaths, outerFolders, pathEndings } from '../../core/images/classOfPath.ts';
import type { FileFault } from '../../core/images/imageFault.ts';
import { IntensityLevels } from '../../core/images/intensityLevels.ts';
import { pairPictures, withoutPairFolders, type PairedPaths, type Pairing } from '../../core/images/pairPictures.ts';
import { IMAGE_COLUMNS, PART_COLUMN } from '../../core/images/suggestImageSample.ts';
import type { DataContract, ImportOutcome } from '../../protocol/dataContract.ts';
import type { CallContext } from '../../protocol/serve.ts';
import { beginDataset, DATASET_CHUNK_ROWS, type DatasetWriter, type NewImage } from '../../storage/datasets.ts';
import { ensureRoom } from '../../storage/quota.ts';
import { sliceValues } from '../../core/dataset/sliceValues.ts';
import { saysParts } from '../../core/preprocessing/givenParts.ts';
import { openImageSources, type ImageSource, type ImageSources } from './imageSources.ts';
import { readPicture, type ReadPicture } from './readPicture.ts';

type Context = CallContext<DataContract['importImages']['progress']>;

/** Pictures that are read, decoded and stored together. */
const BATCH_FILES = 32;
/** …fewer where they are large. */
const BATCH_BYTES = 32 * 2 ** 20;

/** The row of a picture. */
type PictureRow = Omit<ReadPicture, keyof NewImage>;

/**
 * Reads pictures into a new data set, a row each, beside it its companion where files come in pairs. Files that are no pictures, or damaged, are named in the report and left out.
 * When it is cancelled or fails, nothing stays behind.
 * @throws Cancelled; AppError `file.noImages`, `file.unreadable`, `storage.quota`
 */
export async function importImages(
  { files: given, name, pairing }: DataContract['importImages']['input'],
  context: Context,
  origin: 'file' | 'synthetic' = 'file',
): Promise<ImportOutcome> {
  const sources = await openImageSources(given);
  await ensureRoom(sources.files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0));
  const writer = await beginDataset({ name, origin, fileName: name });
  try {
    return await writeImages(writer, sources, pairing, context);
  } catch (error) {
    await writer.abort();
    throw error;
  }
}

async function writeImages(
  writer: DatasetWriter,
  { files: all, labels }: ImageSources,
  pairing: Pairing,
  { signal, progress }: Context,
): Promise<ImportOutcome> {
  const pairs = pairing === 'recognise' ? pairPictures(all.map(({ path }) => path)) : null;
  const companions = new Set(pairs?.companions.values());
  const byPath = new Map(all.map((source) => [source.path, source]));
  const files = all.filter(({ path }) => !companions.has(path) && !pairs?.lonely.has(path));
  const kept: PictureRow[] = [];
  const faults: FileFault[] = Array.from(pairs?.lonely ?? [], (path) => ({ path, fault: 'noPicture' }));
  const unpaired: string[] = [];
  const levels = new IntensityLevels();
  const startedMs = performance.now();
  for (let next = 0; next < files.length;) {
    if (signal.aborted) throw new Cancelled();
    const batch = batchFrom(files, next);
    next += batch.length;
    const images: NewImage[] = [];
    const read = await Promise.all(
      batch.map((source) => readPicture(source, byPath.get(pairs?.companions.get(source.path) ?? ''), pairing, levels)),
    );
    for (const outcome of read) {
      faults.push(...outcome.faults);
      if (!outcome.picture) continue;
      const { file, thumbnail, companion, ...row } = outcome.picture;
      images.push({ file, thumbnail, companion });
      kept.push(row);
      if (companion === null) unpaired.push(row.path);
    }
    await writer.appendImages(images);
    const remainingMs = ((performance.now() - startedMs) / next) * (files.length - next);
    progress({ done: next, total: files.length, unit: 'rows', remainingMs });
  }
  if (kept.length === 0) throw new AppError('file.noImages', { files: files.length, example: files[0]?.path ?? '' });
  const columns = describeImages(kept, labels, pairs);
  for (let start = 0; start < kept.length; start += DATASET_CHUNK_ROWS) {
    const end = Math.min(kept.length, start + DATASET_CHUNK_ROWS);
    await writer.append(
      columns.map(({ data }) => sliceValues(data, start, end)),
      end - start,
    );
  }
  const count = kept.length - unpaired.length;
  const found = count > 0 ? { companions: { role: pairs?.role ?? 'target', count } } : {};
  const problems = {
    malformedRows: 0,
    invalidCells: 0,
    invalidByColumn: {},
    listed: [],
    files: faults,
    ...(count > 0 && unpaired.length > 0 ? { unpaired } : {}),
  };
  const schemas = columns.map(({ data: _, ...schema }) => schema);
  const intensity = levels.window();
  const { id: datasetId } = await writer.commit({
    columns: schemas,
    problems,
    ...found,
    ...(intensity ? { intensity } : {}),
  });
  return { datasetId, rowCount: kept.length, skippedRows: faults.length, problems, ...found };
}

function batchFrom(files: readonly ImageSource[], start: number): readonly ImageSource[] {
  let end = start;
  let bytes = 0;
  while (end < files.length && end - start < BATCH_FILES && (end === start || bytes < BATCH_BYTES)) {
    bytes += files[end++]?.sizeBytes ?? 0;
  }
  return files.slice(start, end);
}

/** The table of the pictures that were read. */
export function describeImages(
  images: readonly PictureRow[],
  labels: ReadonlyMap<string, string>,
  pairs: PairedPaths | null,
): readonly Column[] {
  const paths = images.map(({ path }) => path);
  const folders = classesOfPaths(pairs ? paths.map((path) => withoutPairFolders(path, pairs.folders)) : paths);
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
    ...partColumns(outerFolders(paths)),
  ];
}

/** What the folders say that pictures are for, where they say it of all. */
function partColumns(folders: readonly string[] | null): readonly Column[] {
  const categories = sortWords(new Set(folders));
  const values = Int32Array.from(folders ?? [], (folder) => categories.indexOf(folder));
  const column: Column = { name: PART_COLUMN, type: 'category', categories, data: { kind: 'coded', values } };
  return saysParts(column) ? [column] : [];
}
