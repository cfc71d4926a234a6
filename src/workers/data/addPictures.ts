import type { Column } from '../../core/dataset/table.ts';
import { IMAGE_COLUMNS } from '../../core/images/suggestImageSample.ts';
import type { DataContract, ImportOutcome } from '../../protocol/dataContract.ts';
import type { CallContext } from '../../protocol/serve.ts';
import { AppError, Cancelled } from '../../shared/appError.ts';
import {
  beginDataset,
  DATASET_CHUNK_ROWS,
  getDataset,
  readTable,
  type DatasetWriter,
  type NewImage,
} from '../../storage/datasets.ts';
import { readCompanions, readImages, readThumbnails } from '../../storage/images.ts';
import { ensureRoom } from '../../storage/quota.ts';
import type { DatasetRecord } from '../../storage/records.ts';
import { sliceValues } from '../../core/dataset/sliceValues.ts';
import { describeImages } from './importImages.ts';
import { readPicture, type ReadPicture } from './readPicture.ts';

type Context = CallContext<DataContract['addPictures']['progress']>;

/** Pictures that are copied together. */
const BATCH_ROWS = 32;
const NO_PROBLEMS = { malformedRows: 0, invalidCells: 0, invalidByColumn: {}, listed: [] };

/** See `DataContract.addPictures`. When it is cancelled or fails, nothing stays behind. @throws Cancelled; AppError `file.badImage`, `storage.quota` */
export async function addPictures(
  { datasetId, files, label, name }: DataContract['addPictures']['input'],
  context: Context,
): Promise<ImportOutcome> {
  const before = datasetId === null ? null : await getDataset(datasetId);
  await ensureRoom((before?.sizeBytes ?? 0) + files.reduce((sum, { file }) => sum + file.size, 0));
  const writer = await beginDataset({
    name: before?.name ?? name,
    origin: before?.origin ?? 'file',
    fileName: before?.fileName ?? name,
  });
  try {
    const pictures = await Promise.all(files.map(readFile));
    if (before) await copyImages(before, writer, context);
    await writer.appendImages(pictures);
    const own = describeImages(pictures, new Map(pictures.map(({ path }) => [path, label])), null);
    const columns = before ? joinColumns((await readTable(before.id)).columns, own, files.length) : own;
    const rowCount = (before?.rowCount ?? 0) + files.length;
    for (let start = 0; start < rowCount; start += DATASET_CHUNK_ROWS) {
      const end = Math.min(rowCount, start + DATASET_CHUNK_ROWS);
      await writer.append(
        columns.map(({ data }) => sliceValues(data, start, end)),
        end - start,
      );
    }
    const problems = before?.problems ?? NO_PROBLEMS;
    const found = before?.companions ? { companions: before.companions } : {};
    const intensity = before?.intensity ? { intensity: before.intensity } : {};
    const schemas = columns.map(({ data: _, ...schema }) => schema);
    const { id } = await writer.commit({ columns: schemas, problems, ...found, ...intensity });
    return { datasetId: id, rowCount, skippedRows: 0, problems, ...found };
  } catch (error) {
    await writer.abort();
    throw error;
  }
}

async function readFile({ path, file }: DataContract['addPictures']['input']['files'][number]): Promise<ReadPicture> {
  const read = async (): Promise<Uint8Array<ArrayBuffer>> => new Uint8Array(await file.arrayBuffer());
  const { picture, faults } = await readPicture({ path, sizeBytes: file.size, read }, undefined, 'none');
  if (!picture) throw new AppError('file.badImage', { fileName: path, fault: faults[0]?.fault ?? 'unreadable' });
  return picture;
}

async function copyImages(
  { id, imagesId = id, rowCount }: DatasetRecord,
  writer: DatasetWriter,
  { signal, progress }: Context,
): Promise<void> {
  for (let start = 0; start < rowCount; start += BATCH_ROWS) {
    if (signal.aborted) throw new Cancelled();
    const rows = Array.from({ length: Math.min(BATCH_ROWS, rowCount - start) }, (_, i) => start + i);
    const files = await readImages(imagesId, rows);
    const thumbnails = await readThumbnails(imagesId, rows);
    const companions = await readCompanions(imagesId, rows);
    const images = rows.map((_, i): NewImage => {
      const [file, thumbnail] = [files[i], thumbnails[i]];
      if (!file || !thumbnail) throw new AppError('storage.notFound', { kind: 'dataset', id: imagesId });
      return { file, thumbnail, companion: companions[i] ?? null };
    });
    await writer.appendImages(images);
    progress({ done: start + rows.length, total: rowCount, unit: 'rows', remainingMs: null });
  }
}

/** The rows of `before`, then `count` new ones; what the new ones say nothing of is missing, and nothing is excluded. */
function joinColumns(before: readonly Column[], added: readonly Column[], count: number): readonly Column[] {
  return before.map((column): Column => {
    const own = added.find(({ name }) => name === column.name)?.data;
    const { data } = column;
    switch (data.kind) {
      case 'numeric': {
        const values = new Float64Array(data.values.length + count).fill(NaN);
        values.set(data.values);
        if (own?.kind === 'numeric') values.set(own.values, data.values.length);
        return { ...column, data: { kind: 'numeric', values } };
      }
      case 'text': {
        const values = own?.kind === 'text' ? own.values : Array<null>(count).fill(null);
        return { ...column, data: { kind: 'text', values: [...data.values, ...values] } };
      }
      case 'coded': {
        const words = column.name === IMAGE_COLUMNS.label ? (added.find(isLabel)?.categories ?? []) : [];
        const categories = [...new Set([...(column.categories ?? []), ...words])];
        const fill = column.type === 'boolean' ? 0 : categories.indexOf(words[0] ?? '');
        const values = Int32Array.from({ length: data.values.length + count }, (_, i) => data.values[i] ?? fill);
        return { ...column, categories, data: { kind: 'coded', values } };
      }
    }
  });
}

function isLabel({ name }: Column): boolean {
  return name === IMAGE_COLUMNS.label;
}
