import { AppError } from '../shared/appError.ts';
import { columnKind, type ColumnSchema, type ColumnValues, type Table } from '../core/dataset/table.ts';
import { announceChange } from './changes.ts';
import { chunkRange, compactValues, joinChunks, valuesBytes } from './chunks.ts';
import { read, write, type Writing } from './database.ts';
import { holdLock } from './locks.ts';
import type { DatasetRecord, StoredImage } from './records.ts';

/** The stores that hold pictures, one for each key. */
const IMAGE_STORES = ['images', 'thumbnails', 'companions'] as const;

/** Rows in every chunk of a column but its last, unless the table is too wide. */
export const DATASET_CHUNK_ROWS = 65536;
/** One chunk of all columns is in memory while a data set is written. */
const MAX_CHUNK_CELLS = 2 ** 25;

/** Rows in the chunks of a table of so many columns: fewer where they would not fit into memory together. */
export function chunkRowsFor(columnCount: number): number {
  const fitting = 2 ** Math.floor(Math.log2(MAX_CHUNK_CELLS / Math.max(1, columnCount)));
  return Math.min(DATASET_CHUNK_ROWS, fitting);
}

/** Data sets that no project has taken up this long after they were written were left by a tab that died in between. */
const ABANDONED_AFTER_MS = 24 * 60 * 60 * 1000;

/** Where a new data set comes from. */
export type DatasetDraft = Pick<DatasetRecord, 'name' | 'origin' | 'fileName' | 'imagesId'>;

/** A picture of a row. */
export interface NewImage {
  readonly file: StoredImage;
  /** A small JPEG for lists. */
  readonly thumbnail: StoredImage;
  /** Its mask or target; null where it has none. */
  readonly companion: StoredImage | null;
}

/** Writes one data set. Nothing of it can be seen until `commit`; whoever begins one ends it with `commit` or `abort`. */
export interface DatasetWriter {
  readonly id: string;
  /**
   * Stores the next `rowCount` rows, one entry of `values` per column: exactly `chunkRows` rows, fewer in the last call.
   * Throws `storage.quota` where they do not fit; then `abort` gives back what was written.
   */
  append(values: readonly ColumnValues[], rowCount: number): Promise<void>;
  /** Stores the pictures of the next rows, before or after the rows themselves. Throws `storage.quota` like `append`. */
  appendImages(images: readonly NewImage[]): Promise<void>;
  /**
   * Makes the data set whole and visible, at once. `columns` are in the order of `append`'s values; `sizeBytes` is what it takes
   * up with what it shares, where that is more than was written.
   */
  commit(
    details: Pick<DatasetRecord, 'columns' | 'problems' | 'missingTokens' | 'companions' | 'intensity'> &
      Partial<Pick<DatasetRecord, 'sizeBytes'>>,
  ): Promise<DatasetRecord>;
  /** Removes what was written; without effect after `commit`. */
  abort(): Promise<void>;
}

/** Begins a data set. It is marked as unfinished, and as alive by a lock that ends with this thread, so that a sweep can tell. */
export async function beginDataset(draft: DatasetDraft, chunkRows = DATASET_CHUNK_ROWS): Promise<DatasetWriter> {
  const id = crypto.randomUUID();
  const release = await holdLock(writerLock(id));
  await write(['unfinishedDatasets'], (transaction) =>
    transaction.objectStore('unfinishedDatasets').add({ id, startedAt: Date.now() }),
  );
  let chunkCount = 0;
  let rowsWritten = 0;
  let bytesWritten = 0;
  let imagesWritten = 0;
  let isOver = false;

  return {
    id,

    async append(values, rowCount) {
      if (isOver) throw new Error('the data set is already committed or aborted');
      if (rowsWritten !== chunkCount * chunkRows) throw new Error('rows appended after the last chunk');
      if (rowCount < 1 || rowCount > chunkRows) throw new Error(`a chunk of ${rowCount} rows`);
      if (values.some((each) => each.values.length !== rowCount)) throw new Error('columns of different lengths');
      const sizeBytes = values.reduce((sum, each) => sum + valuesBytes(each), 0);
      const chunk = chunkCount;
      await write(
        ['chunks'],
        (transaction) =>
          Promise.all(
            values.map((each, column) =>
              transaction.objectStore('chunks').put(compactValues(each), [id, column, chunk]),
            ),
          ),
        { sizeBytes, durability: 'relaxed' },
      );
      chunkCount += 1;
      rowsWritten += rowCount;
      bytesWritten += sizeBytes;
    },

    async appendImages(images) {
      if (isOver) throw new Error('the data set is already committed or aborted');
      const sizeBytes = images.reduce(
        (sum, { file, thumbnail, companion }) =>
          sum + file.byteLength + thumbnail.byteLength + (companion?.byteLength ?? 0),
        0,
      );
      const firstRow = imagesWritten;
      await write(
        IMAGE_STORES,
        async (transaction) => {
          await Promise.all(
            images.flatMap(({ file, thumbnail, companion }, i) => [
              transaction.objectStore('images').put(file, [id, firstRow + i]),
              transaction.objectStore('thumbnails').put(thumbnail, [id, firstRow + i]),
              ...(companion ? [transaction.objectStore('companions').put(companion, [id, firstRow + i])] : []),
            ]),
          );
        },
        { sizeBytes, durability: 'relaxed' },
      );
      imagesWritten += images.length;
      bytesWritten += sizeBytes;
    },

    async commit({ columns, problems, missingTokens, companions, intensity, sizeBytes = bytesWritten }) {
      if (isOver) throw new Error('the data set is already committed or aborted');
      const record: DatasetRecord = {
        ...draft,
        id,
        createdAt: Date.now(),
        rowCount: rowsWritten,
        chunkRows,
        columns,
        sizeBytes,
        problems,
        ...(missingTokens ? { missingTokens } : {}),
        ...(companions ? { companions } : {}),
        ...(intensity ? { intensity } : {}),
        ...(imagesWritten > 0 ? { imagesId: id } : {}),
      };
      await write(['datasets', 'unfinishedDatasets'], async (transaction) => {
        await transaction.objectStore('datasets').add(record);
        await transaction.objectStore('unfinishedDatasets').delete(id);
      });
      isOver = true;
      release?.();
      announceChange({ store: 'datasets', id });
      return record;
    },

    async abort() {
      if (isOver) return;
      isOver = true;
      try {
        await removeUnfinished(id);
      } finally {
        release?.();
      }
    },
  };
}

/** One data set's description. Throws `storage.notFound`. */
export async function getDataset(id: string): Promise<DatasetRecord> {
  const record = await read(['datasets'], (transaction) => transaction.objectStore('datasets').get(id));
  if (!record) throw notFound(id);
  return record;
}

/** Every finished data set, newest first. */
export async function listDatasets(): Promise<readonly DatasetRecord[]> {
  const records = await read(['datasets'], (transaction) => transaction.objectStore('datasets').getAll());
  return records.sort((a, b) => b.createdAt - a.createdAt);
}

/** Removes a data set, its values and its profile, whoever uses it. */
export async function deleteDataset(id: string): Promise<void> {
  await write(VALUE_STORES, (transaction) => removeDataset(transaction, id));
  announceChange({ store: 'datasets', id });
}

/** Rows `startRow` … `endRow` - 1 (all, unless told) of the named columns (all, unless told), in the order named. Throws `storage.notFound` and `data.columnMissing`. */
export async function readTable(
  id: string,
  options: { columns?: readonly string[]; startRow?: number; endRow?: number } = {},
): Promise<Table> {
  return readRows(await getDataset(id), options);
}

/** A data set chunk by chunk, so that no more than one is in memory. Throws like `readTable`. */
export async function* readChunks(
  id: string,
  columns?: readonly string[],
): AsyncGenerator<{ startRow: number; table: Table }> {
  const record = await getDataset(id);
  for (let startRow = 0; startRow < record.rowCount; startRow += record.chunkRows) {
    const range = { startRow, endRow: startRow + record.chunkRows };
    yield { startRow, table: await readRows(record, columns ? { ...range, columns } : range) };
  }
}

/**
 * Removes what tabs that died have left: data sets that were never finished (and that no living thread is writing), and finished ones
 * that no project or run has taken up within a day.
 */
export async function sweepUnfinishedDatasets(): Promise<void> {
  const unfinished = await read(['unfinishedDatasets'], (transaction) =>
    transaction.objectStore('unfinishedDatasets').getAll(),
  );
  for (const { id } of unfinished) {
    const release = await holdLock(writerLock(id));
    if (!release) continue;
    try {
      await removeUnfinished(id);
    } finally {
      release();
    }
  }
  const abandonedBefore = Date.now() - ABANDONED_AFTER_MS;
  for (const { id, createdAt } of await listDatasets()) {
    if (createdAt < abandonedBefore) await write(DATASET_STORES, (transaction) => releaseDataset(transaction, id));
  }
}

/** The stores that hold something of a data set. */
const VALUE_STORES = ['datasets', 'chunks', 'profiles', ...IMAGE_STORES] as const;

/** The stores that `releaseDataset` looks into. */
export const DATASET_STORES = [...VALUE_STORES, 'projects', 'runs'] as const;

/** Within a larger write: removes a data set that no project and no run uses (any more). */
export async function releaseDataset(transaction: Writing, id: string | null): Promise<void> {
  if (id === null) return;
  const projects = await transaction.objectStore('projects').index('byDataset').count(id);
  const runs = await transaction.objectStore('runs').index('byDataset').count(id);
  if (projects + runs === 0) await removeDataset(transaction, id);
}

async function removeDataset(transaction: Writing, id: string): Promise<void> {
  const datasets = transaction.objectStore('datasets');
  const imagesId = (await datasets.get(id))?.imagesId;
  await datasets.delete(id);
  await transaction.objectStore('profiles').delete(id);
  await transaction.objectStore('chunks').delete(chunkRange(id));
  if (imagesId === undefined) return;
  // Data sets that were labelled anew share their pictures, which go with the last of them.
  const isShared = (await datasets.getAll()).some((other) => other.imagesId === imagesId);
  if (!isShared) await removeImages(transaction, imagesId);
}

async function removeImages(transaction: Writing, imagesId: string): Promise<void> {
  for (const store of IMAGE_STORES) await transaction.objectStore(store).delete(chunkRange(imagesId));
}

async function removeUnfinished(id: string): Promise<void> {
  await write(['chunks', 'unfinishedDatasets', ...IMAGE_STORES], async (transaction) => {
    await transaction.objectStore('chunks').delete(chunkRange(id));
    await removeImages(transaction, id);
    await transaction.objectStore('unfinishedDatasets').delete(id);
  });
}

async function readRows(
  record: DatasetRecord,
  {
    columns: names,
    startRow = 0,
    endRow = record.rowCount,
  }: { columns?: readonly string[]; startRow?: number; endRow?: number },
): Promise<Table> {
  const start = Math.max(0, startRow);
  const end = Math.max(start, Math.min(endRow, record.rowCount));
  const wanted = (names ?? record.columns.map((column) => column.name)).map((name) => findSchema(record, name));
  const firstChunk = Math.floor(start / record.chunkRows);
  const chunkCount = Math.ceil(end / record.chunkRows) - firstChunk;
  const firstRow = firstChunk * record.chunkRows;
  const columns = await read(['chunks'], (transaction) =>
    Promise.all(
      wanted.map(async ({ schema, index }) => {
        const chunks = await transaction
          .objectStore('chunks')
          .getAll(chunkRange(record.id, index, firstChunk), chunkCount);
        if (chunks.length < chunkCount) throw notFound(record.id);
        return { ...schema, data: joinChunks(columnKind(schema.type), chunks, start - firstRow, end - firstRow) };
      }),
    ),
  );
  return { rowCount: end - start, columns };
}

function findSchema(record: DatasetRecord, name: string): { schema: ColumnSchema; index: number } {
  const index = record.columns.findIndex((column) => column.name === name);
  const schema = record.columns[index];
  if (!schema) throw new AppError('data.columnMissing', { column: name });
  return { schema, index };
}

function notFound(id: string): AppError {
  return new AppError('storage.notFound', { kind: 'dataset', id });
}

function writerLock(datasetId: string): string {
  return `dataset-${datasetId}`;
}
