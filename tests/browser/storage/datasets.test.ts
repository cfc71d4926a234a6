import { openDB } from 'idb';
import { beforeEach, expect, test } from 'vitest';
import { AppError } from '../../../src/shared/appError.ts';
import type { Column } from '../../../src/core/dataset/table.ts';
import {
  beginDataset,
  DATASET_CHUNK_ROWS,
  deleteDataset,
  getDataset,
  listDatasets,
  readChunks,
  readTable,
  sweepUnfinishedDatasets,
} from '../../../src/storage/datasets.ts';
import { getProfile, putProfile } from '../../../src/storage/profiles.ts';
import { emptyDatabase, expectedValues, NO_PROBLEMS, writeDataset } from './sampleRecords.ts';

beforeEach(emptyDatabase);

const values = (columns: readonly Column[]) => columns.map((column) => column.data);

async function countChunks(): Promise<number> {
  const database = await openDB('lathe');
  const count = await database.count('chunks');
  database.close();
  return count;
}

test.each([1, DATASET_CHUNK_ROWS - 1, DATASET_CHUNK_ROWS, DATASET_CHUNK_ROWS + 1, 2 * DATASET_CHUNK_ROWS + 5])(
  'reads back %i rows of every kind of column as written',
  async (rowCount) => {
    const { id } = await writeDataset(rowCount);
    const table = await readTable(id);
    expect(table.rowCount).toBe(rowCount);
    expect(table.columns.map((column) => column.name)).toEqual(['reading', 'grade', 'note']);
    expect(table.columns[1]?.categories).toEqual(['A', 'B', 'C']);
    expect(values(table.columns)).toEqual(expectedValues(0, rowCount));
  },
);

test.each([
  [0, 3],
  [DATASET_CHUNK_ROWS - 2, DATASET_CHUNK_ROWS + 2],
  [DATASET_CHUNK_ROWS, DATASET_CHUNK_ROWS + 1],
  [10, 2 * DATASET_CHUNK_ROWS + 3],
  [2 * DATASET_CHUNK_ROWS + 4, 3 * DATASET_CHUNK_ROWS],
  [7, 7],
])('reads rows %i to %i', async (startRow, endRow) => {
  const rowCount = 2 * DATASET_CHUNK_ROWS + 5;
  const { id } = await writeDataset(rowCount);
  const table = await readTable(id, { startRow, endRow });
  const count = Math.min(endRow, rowCount) - startRow;
  expect(table.rowCount).toBe(count);
  expect(values(table.columns)).toEqual(expectedValues(startRow, count));
});

test('reads the named columns only, in the order named', async () => {
  const { id } = await writeDataset(10);
  const table = await readTable(id, { columns: ['note', 'reading'] });
  expect(table.columns.map((column) => column.name)).toEqual(['note', 'reading']);
  await expect(readTable(id, { columns: ['absent'] })).rejects.toEqual(
    new AppError('data.columnMissing', { column: 'absent' }),
  );
});

test('goes through a data set chunk by chunk', async () => {
  const rowCount = DATASET_CHUNK_ROWS + 5;
  const { id } = await writeDataset(rowCount);
  const seen: [number, number][] = [];
  for await (const { startRow, table } of readChunks(id, ['grade'])) {
    seen.push([startRow, table.rowCount]);
    expect(values(table.columns)).toEqual([expectedValues(startRow, table.rowCount)[1]]);
  }
  expect(seen).toEqual([
    [0, DATASET_CHUNK_ROWS],
    [DATASET_CHUNK_ROWS, 5],
  ]);
});

test('an empty data set reads as no rows', async () => {
  const writer = await beginDataset({ name: 'empty', origin: 'clipboard', fileName: '' });
  const { id } = await writer.commit({ columns: [{ name: 'x', type: 'number' }], problems: NO_PROBLEMS });
  expect(await readTable(id)).toEqual({
    rowCount: 0,
    columns: [{ name: 'x', type: 'number', data: { kind: 'numeric', values: new Float64Array() } }],
  });
});

test('a view is stored as what it shows', async () => {
  const behind = new Float64Array(1_000_000);
  behind.set([1, 2, 3], 500);
  const writer = await beginDataset({ name: 'view', origin: 'file', fileName: 'view.csv' });
  await writer.append([{ kind: 'numeric', values: behind.subarray(500, 503) }], 3);
  const record = await writer.commit({ columns: [{ name: 'x', type: 'number' }], problems: NO_PROBLEMS });
  expect(record.sizeBytes).toBe(24);
  const database = await openDB('lathe');
  const stored: { values: Float64Array } = await database.get('chunks', [record.id, 0, 0]);
  database.close();
  expect(stored.values.buffer.byteLength).toBe(24);
});

test('nothing can be seen before the commit, and nothing is left after an abort', async () => {
  const writer = await beginDataset({ name: 'half', origin: 'file', fileName: 'half.csv' });
  await writer.append(expectedValues(0, DATASET_CHUNK_ROWS), DATASET_CHUNK_ROWS);
  expect(await listDatasets()).toEqual([]);
  await expect(getDataset(writer.id)).rejects.toEqual(
    new AppError('storage.notFound', { kind: 'dataset', id: writer.id }),
  );
  expect(await countChunks()).toBe(3);
  await writer.abort();
  expect(await countChunks()).toBe(0);
  await expect(writer.append(expectedValues(0, 1), 1)).rejects.toThrow('already committed or aborted');
});

test('rejects rows after the last chunk and columns of different lengths', async () => {
  const writer = await beginDataset({ name: 'wrong', origin: 'file', fileName: 'wrong.csv' });
  await expect(writer.append(expectedValues(0, 2), 3)).rejects.toThrow('different lengths');
  await writer.append(expectedValues(0, 2), 2);
  await expect(writer.append(expectedValues(2, 2), 2)).rejects.toThrow('after the last chunk');
  await writer.abort();
});

test('a sweep removes what a dead tab left and spares what is being written', async () => {
  const alive = await beginDataset({ name: 'alive', origin: 'file', fileName: 'alive.csv' });
  await alive.append(expectedValues(0, 5), 5);
  const database = await openDB('lathe');
  await database.add('unfinishedDatasets', { id: 'dead', startedAt: 1 });
  await database.add('chunks', expectedValues(0, 1)[0], ['dead', 0, 0]);
  const abandoned = await writeDataset(4);
  await database.put('datasets', { ...abandoned, createdAt: Date.now() - 2 * 24 * 60 * 60 * 1000 });
  const fresh = await writeDataset(4);

  await sweepUnfinishedDatasets();

  expect(await database.getAllKeys('unfinishedDatasets')).toEqual([alive.id]);
  database.close();
  const { id } = await alive.commit({ columns: [{ name: 'x', type: 'number' }], problems: NO_PROBLEMS });
  expect(new Set((await listDatasets()).map((record) => record.id))).toEqual(new Set([id, fresh.id]));
  expect(await countChunks()).toBe(6);
});

test('a deleted data set takes its values and its profile with it', async () => {
  const { id } = await writeDataset(10);
  const kept = await writeDataset(10);
  const profile = {
    version: 1,
    rowCount: 10,
    target: null,
    columns: [],
    correlations: { columns: [], matrix: [] },
    warnings: [],
  } as const;
  await putProfile({ datasetId: id, profile });
  expect(await getProfile(id)).toEqual({ datasetId: id, profile });
  await deleteDataset(id);
  expect(await getProfile(id)).toBeNull();
  expect((await listDatasets()).map((record) => record.id)).toEqual([kept.id]);
  expect(await countChunks()).toBe(3);
  await expect(putProfile({ datasetId: id, profile })).rejects.toMatchObject({ code: 'storage.notFound' });
});
