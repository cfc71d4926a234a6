import { afterEach, beforeEach, expect, test } from 'vitest';
import { cellAt } from '../../../src/core/dataset/table.ts';
import type { Progress } from '../../../src/protocol/progress.ts';
import { Cancelled } from '../../../src/shared/appError.ts';
import { read } from '../../../src/storage/database.ts';
import { deleteDataset, getDataset, listDatasets, readTable } from '../../../src/storage/datasets.ts';
import { importDataset } from '../../../src/workers/data/importDataset.ts';
import { previewImport } from '../../../src/workers/data/previewImport.ts';

const ROWS = 150_000;

async function clear(): Promise<void> {
  for (const { id } of await listDatasets()) await deleteDataset(id);
}
beforeEach(clear);
afterEach(clear);

/** A temperature, a grade of three and a remark by row; every 1,000th temperature is no number. */
function makeFile(): File {
  const lines = Array.from(
    { length: ROWS },
    (_, row) => `${row % 1000 === 999 ? 'ERR' : row / 4};g${row % 3};"remark; no. ${row}"`,
  );
  return new File([`temp;grade;note\n${lines.join('\n')}\n`], 'line 3.csv');
}

async function countChunks(): Promise<number> {
  return read(['chunks'], (transaction) => transaction.objectStore('chunks').count());
}

async function countUnfinished(): Promise<number> {
  return read(['unfinishedDatasets'], (transaction) => transaction.objectStore('unfinishedDatasets').count());
}

test('a file becomes a stored data set of several chunks, and reads back', async () => {
  const source = { kind: 'file', file: makeFile() } as const;
  const { plan } = await previewImport({ source, plan: null, sheet: null });
  const seen: Progress[] = [];
  const context = { signal: new AbortController().signal, progress: (value: Progress) => void seen.push(value) };
  const outcome = await importDataset({ source, plan, sheet: null, name: 'Line 3' }, context);

  expect(outcome).toMatchObject({
    rowCount: ROWS,
    skippedRows: 0,
    problems: { invalidCells: ROWS / 1000, malformedRows: 0 },
  });
  expect(outcome.problems.listed[0]).toEqual({
    kind: 'invalidCell',
    row: 1001,
    column: 'temp',
    value: 'ERR',
    expected: 'number',
  });
  const record = await getDataset(outcome.datasetId);
  expect(record).toMatchObject({
    name: 'Line 3',
    origin: 'file',
    fileName: 'line 3.csv',
    rowCount: ROWS,
    problems: outcome.problems,
  });
  expect(record.columns).toEqual([
    { name: 'temp', type: 'number' },
    { name: 'grade', type: 'category', categories: ['g0', 'g1', 'g2'] },
    { name: 'note', type: 'text' },
  ]);
  const table = await readTable(outcome.datasetId);
  for (const row of [0, 998, 999, 65_535, 65_536, 131_072, ROWS - 1]) {
    const cells = table.columns.map((column) => cellAt(column, row));
    expect(cells).toEqual([row % 1000 === 999 ? null : row / 4, `g${row % 3}`, `remark; no. ${row}`]);
  }
  expect(seen.at(-1)).toMatchObject({ done: source.file.size, total: source.file.size, unit: 'bytes', remainingMs: 0 });
  expect(seen.every((value, i) => value.done >= (seen[i - 1]?.done ?? 0))).toBe(true);
});

test('an import that is cancelled midway leaves nothing behind', async () => {
  const source = { kind: 'file', file: makeFile() } as const;
  const { plan } = await previewImport({ source, plan: null, sheet: null });
  const controller = new AbortController();
  let chunksAtCancel = 0;
  const cancelMidway = async ({ done }: Progress): Promise<void> => {
    if (done < source.file.size * 0.7 || controller.signal.aborted) return;
    controller.abort();
    chunksAtCancel = await countChunks();
  };
  const context = { signal: controller.signal, progress: (value: Progress) => void cancelMidway(value) };
  await expect(importDataset({ source, plan, sheet: null, name: 'x' }, context)).rejects.toBeInstanceOf(Cancelled);
  expect(chunksAtCancel).toBeGreaterThan(0);
  expect(await countChunks()).toBe(0);
  expect(await countUnfinished()).toBe(0);
  expect(await listDatasets()).toEqual([]);
});

test('pasted text is imported, and a column of too many words for a category is kept as text', async () => {
  const words = Array.from({ length: 60_000 }, (_, row) => `word${row}\t${row % 2}`);
  const source = { kind: 'text', text: `word\tx\n${words.join('\n')}` } as const;
  const { plan } = await previewImport({ source, plan: null, sheet: null });
  const columns = plan.columns.map((column) =>
    column.name === 'word' ? { ...column, type: 'category' as const } : column,
  );
  const context = { signal: new AbortController().signal, progress: () => undefined };
  const outcome = await importDataset({ source, plan: { ...plan, columns }, sheet: null, name: 'words' }, context);
  expect(outcome.problems.keptAsText).toEqual(['word']);
  const record = await getDataset(outcome.datasetId);
  expect(record.origin).toBe('clipboard');
  expect(record.columns.map(({ type }) => type)).toEqual(['text', 'boolean']);
  expect(await listDatasets()).toHaveLength(1);
});

test('a file of which no row can be taken is refused, and leaves nothing behind', async () => {
  const source = { kind: 'text', text: 'a,b\n1\n2\n3\n' } as const;
  const { plan } = await previewImport({ source, plan: null, sheet: null });
  const columns = [...plan.columns, ...plan.columns];
  const context = { signal: new AbortController().signal, progress: () => undefined };
  await expect(
    importDataset({ source, plan: { ...plan, columns }, sheet: null, name: 'x' }, context),
  ).rejects.toMatchObject({ code: 'file.noRows', details: { skippedRows: 3 } });
  expect(await countUnfinished()).toBe(0);
});
