import { describe, expect, test } from 'vitest';
import writeXlsxFile from 'write-excel-file/universal';
import { importWhole } from '../importWhole.ts';

const date = (day: number): Date => new Date(Date.UTC(2024, 0, day));

async function workbook(): Promise<Blob> {
  const header = ['when', 'temp', 'ok', 'grade', 'code'].map((value) => ({ value, type: String }));
  const rows = Array.from({ length: 30 }, (_, row) => [
    { value: date(1 + (row % 28)), type: Date, format: 'yyyy-mm-dd' },
    row === 4 ? { value: 'ERR', type: String } : { value: 20.5 + row, type: Number },
    { value: row % 2 === 0, type: Boolean },
    row === 5 ? null : { value: ` g${row % 3} `, type: String },
    { value: `00${row % 4}`, type: String },
  ]);
  const title = [{ value: 'Line 3, January', type: String }, null, null, null, null];
  const other = [[{ value: 'x', type: String }], [{ value: 7, type: Number }], [{ value: 8, type: Number }]];
  return writeXlsxFile([
    { sheet: 'Data', data: [title, header, ...rows] },
    { sheet: 'Other', data: other },
  ]).toBlob();
}

describe('XlsxFile', () => {
  test('honours the types of cells, passes over a title, and names what does not fit', async () => {
    const { preview, rows, problems } = await importWhole(await workbook());
    expect(preview).toMatchObject({ kind: 'xlsx', sheets: ['Data', 'Other'], sheet: 'Data', estimatedRows: 30 });
    expect(preview.plan.dialect).toMatchObject({ skipLines: 1, hasHeader: true });
    expect(preview.plan.columns.map(({ name, type }) => `${name}: ${type}`)).toEqual([
      'when: datetime',
      'temp: number',
      'ok: boolean',
      'grade: category',
      'code: category',
    ]);
    expect(problems.listed).toEqual([
      { kind: 'invalidCell', row: 7, column: 'temp', value: 'ERR', expected: 'number' },
    ]);
    expect(rows).toHaveLength(30);
    expect(rows[0]).toEqual([date(1).getTime(), 20.5, 'true', 'g0', '000']);
    expect(rows[4]).toEqual([date(5).getTime(), null, 'true', 'g1', '000']);
    expect(rows[5]).toEqual([date(6).getTime(), 25.5, 'false', null, '001']);
  });

  test('reads the sheet that is asked for', async () => {
    const { preview, rows } = await importWhole(await workbook(), { sheet: 'Other' });
    expect(preview.plan.columns.map(({ name }) => name)).toEqual(['x']);
    expect(rows).toEqual([[7], [8]]);
    await expect(importWhole(await workbook(), { sheet: 'None' })).rejects.toMatchObject({ code: 'file.sheetMissing' });
  });
});
