import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { sliceValues } from '../../../src/core/dataset/sliceValues.ts';
import type { Column, Table } from '../../../src/core/dataset/table.ts';
import type { TableView } from '../../../src/core/dataset/tableView.ts';
import { generateSample } from '../../../src/core/samples/samples.ts';
import type { Progress } from '../../../src/protocol/progress.ts';
import { Cancelled } from '../../../src/shared/appError.ts';
import { beginDataset, DATASET_CHUNK_ROWS, deleteDataset } from '../../../src/storage/datasets.ts';
import { getProfile } from '../../../src/storage/profiles.ts';
import { exportTable } from '../../../src/workers/data/exportTable.ts';
import { partRows, suggestDatasetPreparation, summarizePreparation } from '../../../src/workers/data/preparation.ts';
import { profileDataset } from '../../../src/workers/data/profileDataset.ts';
import { tablePage } from '../../../src/workers/data/tablePage.ts';

const EVERYTHING: TableView = { filters: [], sort: null, rows: null };
const stored: string[] = [];

afterEach(async () => {
  for (const id of stored.splice(0)) await deleteDataset(id);
});

async function store({ rowCount, columns }: Table): Promise<string> {
  const writer = await beginDataset({ name: 'table', origin: 'file', fileName: 'table.csv' });
  for (let start = 0; start < rowCount; start += DATASET_CHUNK_ROWS) {
    const end = Math.min(rowCount, start + DATASET_CHUNK_ROWS);
    await writer.append(
      columns.map(({ data }) => sliceValues(data, start, end)),
      end - start,
    );
  }
  const problems = { malformedRows: 0, invalidCells: 0, invalidByColumn: {}, listed: [] };
  const { id } = await writer.commit({ columns: columns.map(({ data: _, ...schema }) => schema), problems });
  stored.push(id);
  return id;
}

function context(signal = new AbortController().signal) {
  const progress: Progress[] = [];
  return { signal, progress: (value: Progress) => void progress.push(value), values: progress };
}

describe('a sample as it is stored', () => {
  test('is suggested a preparation, which is summarised', async () => {
    const datasetId = await store(generateSample('machineFailure', 1));
    const preparation = await suggestDatasetPreparation({ datasetId, target: null });
    const summary = await summarizePreparation({ datasetId, preparation }, context());
    const { train, validation, test: held, excluded } = summary.sizes;
    expect(train + validation + held + excluded).toBe(generateSample('machineFailure', 1).rowCount);
    expect(summary.classes).toEqual(['no', 'yes']);
    expect(summary.balance.train.reduce((sum, count) => sum + count, 0)).toBe(train);
    expect(Math.abs((summary.balance.test[1] ?? 0) / held - (summary.balance.train[1] ?? 0) / train)).toBeLessThan(
      0.002,
    );
    expect(summary.bindings.target[0]).toBe(1);
    expect(summary.groups).toBeNull();
    expect(summary.features.map(({ name }) => name)).toContain('product type=L');
  });

  test('is summed up anew after an edit as it would be at first, and not at all once that is cancelled', async () => {
    const [datasetId, other] = [
      await store(generateSample('machineFailure', 1)),
      await store(generateSample('machineFailure', 1)),
    ];
    const preparation = await suggestDatasetPreparation({ datasetId, target: null });
    await summarizePreparation({ datasetId, preparation }, context());
    const [name = ''] = Object.entries(preparation.columns).find(([, { role }]) => role === 'feature') ?? [];
    const feature = preparation.columns[name];
    if (!feature) throw new Error('no feature');
    const edits = [
      { ...preparation, columns: { ...preparation.columns, [name]: { ...feature, role: 'ignore' as const } } },
      { ...preparation, split: { ...preparation.split, train: 0.5, test: 0.35 } },
      preparation,
    ];
    for (const edited of edits) {
      const again = await summarizePreparation({ datasetId, preparation: edited }, context());
      expect(again).toEqual(await summarizePreparation({ datasetId: other, preparation: edited }, context()));
    }
    const controller = new AbortController();
    const summing = summarizePreparation({ datasetId, preparation }, context(controller.signal));
    controller.abort();
    await expect(summing).rejects.toBeInstanceOf(Cancelled);
  });

  test('tells the rows of a part without a model', async () => {
    const datasetId = await store(generateSample('machineFailure', 1));
    const preparation = await suggestDatasetPreparation({ datasetId, target: null });
    const { sizes } = await summarizePreparation({ datasetId, preparation }, context());
    const parts = await Promise.all(
      (['train', 'validation', 'test'] as const).map((part) => partRows({ datasetId, preparation, part })),
    );
    expect(parts.map(({ length }) => length)).toEqual([sizes.train, sizes.validation, sizes.test]);
    expect(new Set(parts.flatMap((rows) => [...rows])).size).toBe(sizes.train + sizes.validation + sizes.test);
  });

  test('says what is wrong with a preparation', async () => {
    const datasetId = await store(generateSample('machineFailure', 1));
    const preparation = await suggestDatasetPreparation({ datasetId, target: null });
    await expect(
      summarizePreparation({ datasetId, preparation: { ...preparation, columns: {} } }, context()),
    ).rejects.toMatchObject({
      code: 'data.noFeatures',
    });
  });

  test('is profiled once for a target, and a cancelled profile is not kept', async () => {
    const datasetId = await store(generateSample('steelGrades', 1));
    const cancelled = new AbortController();
    cancelled.abort();
    await expect(profileDataset({ datasetId, target: 'grade' }, context(cancelled.signal))).rejects.toThrow(Cancelled);
    expect(await getProfile(datasetId)).toBeNull();

    const first = context();
    const profile = await profileDataset({ datasetId, target: 'grade' }, first);
    expect(first.values.at(-1)).toMatchObject({ done: profile.rowCount, total: profile.rowCount, remainingMs: 0 });
    const again = context();
    expect(await profileDataset({ datasetId, target: 'grade' }, again)).toEqual(profile);
    expect(again.values).toEqual([]);
    expect((await profileDataset({ datasetId, target: null }, context())).target).toBeNull();
  });
});

describe('a table of several chunks', () => {
  const rowCount = DATASET_CHUNK_ROWS * 2 + 100;
  const numbers = Float64Array.from({ length: rowCount }, (_, row) => (row * 7919) % rowCount);
  const columns: readonly Column[] = [
    { name: 'x', type: 'integer', data: { kind: 'numeric', values: numbers } },
    { name: 'at', type: 'datetime', data: { kind: 'numeric', values: numbers.map((x) => x * 1000) } },
    {
      name: 'kind, "quoted"',
      type: 'category',
      categories: ['a,b', 'c'],
      data: { kind: 'coded', values: Int32Array.from(numbers, (x) => (x % 3) - 1) },
    },
  ];
  let datasetId = '';
  beforeAll(async () => {
    datasetId = await store({ rowCount, columns });
    stored.length = 0;
    return () => deleteDataset(datasetId);
  });

  test('is paged as it is', async () => {
    const page = await tablePage({ datasetId, view: EVERYTHING, start: DATASET_CHUNK_ROWS - 1, count: 2 });
    expect(page.totalRows).toBe(rowCount);
    expect(page.rows).toEqual(
      [DATASET_CHUNK_ROWS - 1, DATASET_CHUNK_ROWS].map((index) => {
        const x = numbers[index] ?? NaN;
        return { index, cells: [x, x * 1000, [null, 'a,b', 'c'][x % 3]] };
      }),
    );
    const end = await tablePage({ datasetId, view: EVERYTHING, start: rowCount - 1, count: 50 });
    expect(end.rows.map(({ index }) => index)).toEqual([rowCount - 1]);
  });

  test('is paged sorted and filtered, from rows all over it', async () => {
    const view: TableView = {
      filters: [{ column: 'x', kind: 'range', min: 1000, max: 1999 }],
      sort: { column: 'x', direction: 'descending' },
      rows: null,
    };
    const page = await tablePage({ datasetId, view, start: 10, count: 5 });
    expect(page.totalRows).toBe(1000);
    expect(page.rows.map(({ cells }) => cells[0])).toEqual([1989, 1988, 1987, 1986, 1985]);
    const other = await tablePage({ datasetId, view: { ...view, sort: null }, start: 0, count: 5 });
    expect(other.rows.map(({ index }) => index)).toEqual(
      [...other.rows.map(({ index }) => index)].sort((a, b) => a - b),
    );
    await expect(
      tablePage({
        datasetId,
        view: { ...view, filters: [{ column: 'z', kind: 'missing', isMissing: true }] },
        start: 0,
        count: 1,
      }),
    ).rejects.toMatchObject({ code: 'data.columnMissing' });
  });

  test('is exported whole, quoted where it must be', async () => {
    const exporting = context();
    const blob = await exportTable({ datasetId, view: EVERYTHING }, exporting);
    const lines = (await blob.text()).split('\r\n');
    expect(lines.length).toBe(rowCount + 2);
    expect(lines[0]).toBe('x,at,"kind, ""quoted"""');
    expect(lines[1]).toBe('0,1970-01-01T00:00:00.000Z,');
    const row = numbers.indexOf(4);
    expect(lines[row + 1]).toBe('4,1970-01-01T00:00:04.000Z,"a,b"');
    expect(exporting.values.map(({ done }) => done)).toEqual([DATASET_CHUNK_ROWS, DATASET_CHUNK_ROWS * 2, rowCount]);
  });

  test('is exported as it is seen', async () => {
    const view: TableView = { ...EVERYTHING, rows: Uint32Array.of(3, 1) };
    const text = await (await exportTable({ datasetId, view }, context())).text();
    expect(text.split('\r\n').map((line) => line.split(',')[0])).toEqual([
      'x',
      String(numbers[3]),
      String(numbers[1]),
      '',
    ]);
  });
});
