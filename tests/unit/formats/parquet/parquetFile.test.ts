import { readFileSync } from 'node:fs';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, test } from 'vitest';
import { importWhole } from '../importWhole.ts';

const ROWS = 6000;
const each = <T>(make: (row: number) => T): T[] => Array.from({ length: ROWS }, (_, row) => make(row));

describe('ParquetFile', () => {
  test('honours the types of the file, over all batches', async () => {
    const started = Date.UTC(2024, 0, 1);
    const content = parquetWriteBuffer({
      columnData: [
        // Whole numbers in a column of doubles, until far below the preview.
        { name: 'pressure', data: each((row) => (row < 4000 ? row : row + 0.5)), type: 'DOUBLE' },
        { name: 'count', data: each((row) => row % 2), type: 'INT32' },
        { name: 'big', data: each((row) => 9_007_199_254_740_993n + BigInt(row)), type: 'INT64' },
        { name: 'isOk', data: each((row) => row % 3 === 0), type: 'BOOLEAN' },
        { name: 'grade', data: each((row) => (row % 5 === 0 ? null : `g${row % 7}`)), type: 'STRING' },
        { name: 'when', data: each((row) => new Date(started + row * 1000)), type: 'TIMESTAMP' },
      ],
      rowGroupSize: 2500,
    });
    const { preview, rows, problems } = await importWhole(content, { chunkRows: 1000 });
    expect(preview).toMatchObject({ kind: 'parquet', isComplete: false, estimatedRows: ROWS });
    expect(preview.plan.columns.map(({ type }) => type)).toEqual([
      'number',
      'integer',
      'identifier',
      'boolean',
      'category',
      'datetime',
    ]);
    expect(problems.listed).toEqual([]);
    expect(rows).toHaveLength(ROWS);
    expect(rows[0]).toEqual([0, 0, '9007199254740993', 'true', null, started]);
    expect(rows[5001]).toEqual([5001.5, 1, '9007199254745994', 'true', 'g3', started + 5_001_000]);
  });

  test.each(['snappy', 'gzip', 'brotli', 'lz4', 'zstd'])(
    'reads what pyarrow wrote with %s compression',
    async (name) => {
      const content = readFileSync(new URL(`../../../fixtures/parquet/${name}.parquet`, import.meta.url));
      const { preview, rows, problems } = await importWhole(content);
      expect(preview.plan.columns.map(({ name: column, type }) => [column, type])).toEqual([
        ['force', 'number'],
        ['count', 'integer'],
        ['tool', 'category'],
        ['when', 'datetime'],
      ]);
      expect(problems.listed).toEqual([]);
      expect(rows).toEqual(
        Array.from({ length: 60 }, (_, row) => [
          row / 2,
          row % 7,
          row % 10 === 9 ? null : `tool ${row % 3}`,
          Date.UTC(2024, 0, 1, row),
        ]),
      );
    },
  );
});
