import { describe, expect, test } from 'vitest';
import { describeRecordings, findStepColumns } from '../../../src/core/dataset/recordings.ts';
import { cellAt, type CellValue, type Column } from '../../../src/core/dataset/table.ts';
import { TableBuilder } from '../../../src/formats/columns/tableBuilder.ts';
import { openTableFile } from '../../../src/formats/openTableFile.ts';
import { RecordingFiles } from '../../../src/formats/recordings/recordingFiles.ts';
import { WideRows } from '../../../src/formats/recordings/wideRows.ts';
import type { TableFile } from '../../../src/formats/tableFile.ts';
import { importWhole } from './importWhole.ts';

/** A `.npy` file of version 1, as NumPy writes it. */
function npy(descr: string, shape: string, values: ArrayBufferView<ArrayBuffer>, isFortran = false): BlobPart[] {
  const text = `{'descr': '${descr}', 'fortran_order': ${isFortran ? 'True' : 'False'}, 'shape': ${shape}, }`;
  const header = text.padEnd(118 - 1) + '\n';
  const begin = new Uint8Array([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, header.length, 0]);
  return [begin, header, values];
}

async function readAll(
  table: TableFile,
): Promise<{ names: string[]; rows: CellValue[][]; files: (string | undefined)[] }> {
  const { plan } = await table.preview({});
  const builder = new TableBuilder(plan, 1000);
  const { signal } = new AbortController();
  await table.read(plan, builder, { signal, flush: () => Promise.resolve(), progress: () => undefined });
  const { values, rowCount } = builder.take();
  const columns = builder
    .schema()
    .map((each, i): Column => ({ ...each, data: values[i] ?? { kind: 'text', values: [] } }));
  const rows = Array.from({ length: rowCount }, (_, row) => columns.map((column) => cellAt(column, row)));
  return {
    names: columns.map(({ name }) => name),
    rows,
    files: builder.problems.report().listed.map(({ file }) => file),
  };
}

const csv = (path: string, text: string) => ({ path, file: new File([text], path.split('/').at(-1) ?? '') });

describe('what a file of a set of recordings is', () => {
  test.each([
    [
      ['ok/a.csv', 'ok/b.csv', 'bad/c.csv'],
      ['ok', 'ok', 'bad'],
      ['a', 'b', 'c'],
    ],
    [
      ['all/ball_01.csv', 'all/ball_02.csv', 'all/inner 1.csv'],
      ['ball', 'ball', 'inner'],
      ['ball_01', 'ball_02', 'inner 1'],
    ],
    [
      ['B007_0.npy', 'OR007@6_0.npy'],
      ['B007', 'OR007@6'],
      ['B007_0', 'OR007@6_0'],
    ],
    [
      ['run_1.csv', 'run_2.csv'],
      [null, null],
      ['run_1', 'run_2'],
    ],
    [
      ['a/1.csv', 'b/1.csv'],
      ['a', 'b'],
      ['a/1', 'b/1'],
    ],
  ])('%j', (paths, classes, names) => {
    const described = describeRecordings(paths);
    expect(described.map(({ className }) => className)).toEqual(classes);
    expect(described.map(({ name }) => name)).toEqual(names);
  });
});

test('recordings become one table, columns by name, and say in which file a row is wrong', async () => {
  const table = new RecordingFiles([
    csv('good/a.csv', 'x,y\n1.5,2\n3.5,4\n'),
    csv('worn/b.csv', 'y,x\n5,6.5\noops,7.5\n8\n'),
  ]);
  const { names, rows, files } = await readAll(table);
  expect(names).toEqual(['recording', 'class', 'x', 'y']);
  expect(rows).toEqual([
    ['a', 'good', 1.5, 2],
    ['a', 'good', 3.5, 4],
    ['b', 'worn', 6.5, 5],
    ['b', 'worn', 7.5, null],
  ]);
  expect(files).toEqual(['b.csv', 'b.csv']);
});

test('a recording with other columns is named', async () => {
  const files = [csv('a.csv', 'x,y\n1,2\n'), csv('b.csv', 'x,z\n1,2\n')];
  await expect(readAll(new RecordingFiles(files))).rejects.toThrow(/file.columnsDiffer .*"b.csv".*"column":"y"/);
});

test('new recordings have no class', async () => {
  const files = [csv('a/1.csv', 'x\n1\n2\n'), csv('b/2.csv', 'x\n3\n')];
  expect(await readAll(new RecordingFiles(files, false))).toMatchObject({
    names: ['recording', 'x'],
    rows: [
      ['1', 1],
      ['1', 2],
      ['2', 3],
    ],
  });
});

test('rows that are sequences become one row for each step', async () => {
  const names = Array.from({ length: 12 }, (_, i) => `t${i}`);
  const row = (from: number): string => names.map((_, i) => from + i / 2).join(',');
  const text = `id,${names.join(',')},label\nA,${row(1)},good\nbroken\nB,${row(50)},bad\n`;
  const file = new File([text], 'wide.csv');
  const { names: columns, rows } = await readAll(new WideRows(await openTableFile(file, null), file.name));
  expect(columns).toEqual(['sequence', 'step', 'id', 'label', 'value']);
  expect(rows).toHaveLength(24);
  expect(rows[1]).toEqual([1, 1, 'A', 'good', 1.5]);
  // The broken row is the second sequence, and is left out.
  expect(rows[12]).toEqual([3, 0, 'B', 'bad', 50]);
  expect(findStepColumns(names.slice(0, 9).map((name) => ({ name, type: 'number' as const })))).toBeNull();
  const plain = new File(['a,b\n1,2\n'], 'plain.csv');
  await expect(readAll(new WideRows(await openTableFile(plain, null), plain.name))).rejects.toThrow('file.noSteps');
});

describe('NumPy arrays', () => {
  test.each([
    ['<f4', '(3,)', Float32Array.of(1.5, -2, NaN), false, [[1.5], [-2], [null]]],
    [
      '<f8',
      '(2, 2)',
      Float64Array.of(1, 2.5, 3, 4),
      false,
      [
        [1, 2.5],
        [3, 4],
      ],
    ],
    [
      '<f8',
      '(2, 2)',
      Float64Array.of(1, 2.5, 3, 4),
      true,
      [
        [1, 3],
        [2.5, 4],
      ],
    ],
    ['<i2', '(2,)', Int16Array.of(-300, 7), false, [[-300], [7]]],
    ['>i2', '(2,)', Uint8Array.of(1, 0, 0, 7), false, [[256], [7]]],
    ['<i8', '(1,)', BigInt64Array.of(-5n), false, [[-5]]],
  ] as const)('%s %s', async (descr, shape, values, isFortran, expected) => {
    const { preview, rows } = await importWhole(new Blob(npy(descr, shape, values, isFortran)));
    expect(preview.kind).toBe('npy');
    expect(rows).toEqual(expected);
  });

  test.each([
    ['|S4', '(1,)', new Uint8Array(4), 'S4'],
    ['<f4', '(1, 1, 1)', new Float32Array(1), '3 axes'],
    ['<f4', '(9,)', new Float32Array(1), 'cut off'],
    ['<f4', '(0,)', new Float32Array(0), 'file.empty'],
  ])('%s %s is refused with the reason', async (descr, shape, values, reason) => {
    await expect(importWhole(new Blob(npy(descr, shape, values)))).rejects.toThrow(reason);
  });
});
