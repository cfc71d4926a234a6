import { parquetWriteBuffer } from 'hyparquet-writer';
import { afterEach, expect, test } from 'vitest';
import writeXlsxFile from 'write-excel-file/universal';
import { cellAt } from '../../../src/core/dataset/table.ts';
import { Cancelled } from '../../../src/shared/appError.ts';
import { deleteDataset, listDatasets, readTable } from '../../../src/storage/datasets.ts';
import { dataWorker } from '../../../src/services/workers.ts';

const HEADER = ['temp', 'grade'];
const ROWS: [number, string][] = Array.from({ length: 50 }, (_, row) => [row / 4, `g${row % 3}`]);

afterEach(async () => {
  for (const { id } of await listDatasets()) await deleteDataset(id);
});

const FILES: readonly [kind: string, make: () => Promise<Blob>][] = [
  ['delimited', async () => new Blob([[HEADER, ...ROWS].map((row) => row.join('\t')).join('\r\n')])],
  [
    'xlsx',
    () => {
      const header = HEADER.map((value) => ({ value, type: String }));
      const rows = ROWS.map(([temp, grade]) => [
        { value: temp, type: Number },
        { value: grade, type: String },
      ]);
      return writeXlsxFile([{ sheet: 'Data', data: [header, ...rows] }]).toBlob();
    },
  ],
  [
    'parquet',
    async () => {
      const columnData = HEADER.map((name, column) => ({ name, data: ROWS.map((row) => row[column]) }));
      return new Blob([parquetWriteBuffer({ columnData })]);
    },
  ],
];

test.each(FILES)('the data worker imports a %s file', async (kind, make) => {
  const source = { kind: 'file', file: new File([await make()], 'line.dat') } as const;
  const preview = await dataWorker.call('preview', { source, plan: null, sheet: null });
  expect(preview).toMatchObject({ kind, estimatedRows: 50, problems: { malformedRows: 0, invalidCells: 0 } });
  const { plan, sheet } = preview;
  const { datasetId } = await dataWorker.call('import', { source, plan, sheet, name: kind });
  const { columns } = await readTable(datasetId);
  expect(columns.map(({ name, type }) => `${name}: ${type}`)).toEqual(['temp: number', 'grade: category']);
  expect(ROWS.map((_, row) => columns.map((column) => cellAt(column, row)))).toEqual(ROWS);
});

test('a cancel that comes while the worker is busy is heard', async () => {
  const file = new File([`a,b\n${'1.5,x\n'.repeat(2_000_000)}`], 'long.csv');
  const source = { kind: 'file', file } as const;
  const { plan } = await dataWorker.call('preview', { source, plan: null, sheet: null });
  const controller = new AbortController();
  const onProgress = (): void => controller.abort();
  const call = dataWorker.call(
    'import',
    { source, plan, sheet: null, name: 'long' },
    { signal: controller.signal, onProgress },
  );
  await expect(call).rejects.toBeInstanceOf(Cancelled);
  expect(await listDatasets()).toEqual([]);
});
