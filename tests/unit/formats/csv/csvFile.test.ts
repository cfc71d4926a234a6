import { gzipSync } from 'fflate';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ImportPlan } from '../../../../src/core/dataset/importOptions.ts';
import { openTableFile } from '../../../../src/formats/openTableFile.ts';
import { asText, importWhole } from '../importWhole.ts';

const DEFECTS = [
  'id,temp,grade,count', // row 1
  'A1,20.5,good,3',
  'A2,12abc,bad,4', // row 3: no number
  'A3,21.0,good', // row 4: too few cells
  'A4,22.5,good,5,6', // row 5: too many
  'A5,"23" x,bad,7', // row 6: text after a quote
  'A6,NA,poor,8',
  'A7,24.5,good,many', // row 8: no integer
  ...Array.from({ length: 60 }, (_, i) => `B${i},${i}.25,good,${i}`),
].join('\n');

describe('CsvFile', () => {
  test('names every row and cell that does not fit', async () => {
    const { preview, rows, problems, skippedRows } = await importWhole(DEFECTS);
    expect(preview.plan.columns.map(({ type }) => type)).toEqual(['identifier', 'number', 'category', 'integer']);
    expect(problems.listed).toEqual([
      { kind: 'invalidCell', row: 3, column: 'temp', value: '12abc', expected: 'number' },
      { kind: 'tooFewCells', row: 4, expected: 4, found: 3 },
      { kind: 'tooManyCells', row: 5, expected: 4, found: 5 },
      { kind: 'quote', row: 6, detail: 'textAfterQuote' },
      { kind: 'invalidCell', row: 8, column: 'count', value: 'many', expected: 'integer' },
    ]);
    expect(problems).toMatchObject({ malformedRows: 3, invalidCells: 2, invalidByColumn: { temp: 1, count: 1 } });
    expect(preview.problems).toEqual(problems);
    expect(skippedRows).toBe(3);
    expect(rows.slice(0, 4)).toEqual([
      ['A1', 20.5, 'good', 3],
      ['A2', null, 'bad', 4],
      ['A6', null, 'poor', 8],
      ['A7', 24.5, 'good', null],
    ]);
    expect(preview.fits[1]).toEqual([true, false, true, true]);
  });

  test('repairs rows that can be, and leaves out rows with a cell that does not fit, when told to', async () => {
    const adjust = (plan: ImportPlan): ImportPlan => ({ ...plan, malformed: 'repair', invalidCells: 'skipRow' });
    const { rows, columns, problems, skippedRows } = await importWhole(DEFECTS, { adjust });
    expect(rows.slice(0, 4).map(([id]) => id)).toEqual(['A1', 'A3', 'A4', 'A6']);
    expect(rows[1]).toEqual(['A3', 21, 'good', null]);
    expect(rows[2]).toEqual(['A4', 22.5, 'good', 5]);
    // A2, A5 and A7 are left out, and their word with them.
    expect(columns[2]?.categories).toEqual(['good', 'poor']);
    expect(skippedRows).toBe(3);
    expect(problems).toMatchObject({ malformedRows: 3, invalidCells: 3 });
  });

  test.each<[string, (text: string) => Uint8Array<ArrayBuffer>]>([
    ['UTF-8 with a mark', (text) => new TextEncoder().encode(`\ufeff${text}`)],
    [
      'UTF-16LE',
      (text) =>
        Uint8Array.from([
          0xff,
          0xfe,
          ...Array.from(text).flatMap((c) => [c.charCodeAt(0) & 255, c.charCodeAt(0) >> 8]),
        ]),
    ],
    [
      'UTF-16BE',
      (text) =>
        Uint8Array.from([
          0xfe,
          0xff,
          ...Array.from(text).flatMap((c) => [c.charCodeAt(0) >> 8, c.charCodeAt(0) & 255]),
        ]),
    ],
    ['gzip', (text) => Uint8Array.from(gzipSync(new TextEncoder().encode(text)))],
  ])('reads %s', async (_, encode) => {
    const { preview, rows } = await importWhole(encode('温度;ort\n1,5;Köln\n2,5;上海\n'));
    expect(preview.plan.columns.map(({ name }) => name)).toEqual(['温度', 'ort']);
    expect(rows).toEqual([
      [1.5, 'Köln'],
      [2.5, '上海'],
    ]);
  });

  test('reads GB18030 and Windows-1252', async () => {
    // 温度,压力 / 1,高 / 2,低
    const chinese = [
      0xce, 0xc2, 0xb6, 0xc8, 0x2c, 0xd1, 0xb9, 0xc1, 0xa6, 0x0a, 0x31, 0x2c, 0xb8, 0xdf, 0x0a, 0x32, 0x2c, 0xb5, 0xcd,
      0x0a,
    ];
    const gb = await importWhole(Uint8Array.from(chinese));
    expect(gb.preview.plan.columns.map(({ name }) => name)).toEqual(['温度', '压力']);
    expect(gb.rows).toEqual([
      [1, '高'],
      [2, '低'],
    ]);
    const western = await importWhole(Uint8Array.from('größe,x\n1,é\n2,ß\n', (c) => c.charCodeAt(0)));
    expect(western.preview.plan.columns[0]?.name).toBe('größe');
    expect(western.rows).toEqual([
      [1, 'é'],
      [2, 'ß'],
    ]);
  });

  test('bytes that are no characters are reported with their row', async () => {
    const text = new TextEncoder().encode('a,b\n1,x\n2,?\n3,ü\n');
    const { problems, rows } = await importWhole(
      text.map((byte) => (byte === 0x3f ? 0xff : byte)),
      {
        given: {},
        adjust: (plan) => ({ ...plan, dialect: { ...plan.dialect, encoding: 'utf-8' } }),
      },
    );
    expect(problems.listed).toEqual([{ kind: 'undecodable', row: 3 }]);
    expect(rows.map(([first]) => first)).toEqual([1, 3]);
  });

  test('rows count everything that stands in the file', async () => {
    const { problems, rows } = await importWhole('# note\n# note\na,b\n\n1,"x\ny"\n2\n3,z\n4,z\n5,z\n6,z\n');
    expect(problems.listed).toEqual([{ kind: 'tooFewCells', row: 6, expected: 2, found: 1 }]);
    expect(rows).toHaveLength(5);
  });

  test('a number beyond 2⁵³ is not rounded: the column is an identifier, and an integer column says so', async () => {
    const text = 'a\n9007199254740993\n12\n';
    expect((await importWhole(text)).rows).toEqual([['9007199254740993'], ['12']]);
    const adjust = (plan: ImportPlan): ImportPlan => ({
      ...plan,
      columns: plan.columns.map((each) => ({ ...each, type: 'integer' })),
    });
    const forced = await importWhole(text, { adjust });
    expect(forced.rows).toEqual([[null], [12]]);
    expect(forced.problems.listed).toEqual([
      { kind: 'invalidCell', row: 2, column: 'a', value: '9007199254740993', expected: 'integer' },
    ]);
  });

  test('text is kept as it was written, other cells are trimmed', async () => {
    const text = 'a,b\n  x  , 1.5 \n';
    expect((await importWhole(text, { adjust: asText })).rows).toEqual([['  x  ', ' 1.5 ']]);
    expect((await importWhole(text)).rows).toEqual([['x', 1.5]]);
  });

  test('a file of any length comes in chunks of the wanted length', async () => {
    const lines = Array.from({ length: 2500 }, (_, i) => `${i / 4},w${i % 3}`);
    const { rows, columns } = await importWhole(`x,y\n${lines.join('\n')}`, { chunkRows: 100 });
    expect(rows).toHaveLength(2500);
    expect(rows[2499]).toEqual([2499 / 4, 'w0']);
    expect(columns[0]?.data.values).toHaveLength(100);
  });

  test('what the beginning hides, a look further in shows', async () => {
    const word = 'a'.repeat(50);
    const text = `x,y\n${`1,${word}\n`.repeat(30_000)}${`2.5,${word}\n`.repeat(10_000)}`;
    const table = await openTableFile(new File([text], 'test.csv'), null);
    const preview = await table.preview({});
    expect(preview.isComplete).toBe(false);
    expect(preview.plan.columns[0]?.type).toBe('number');
    expect(Math.abs(preview.estimatedRows - 40_000)).toBeLessThan(2000);
  });

  test('any table of text comes back whole', async () => {
    const cell = fc
      .string({ unit: fc.constantFrom('a', 'b', '表', ' ', ',', '"', '\n', ';'), minLength: 1, maxLength: 6 })
      .filter((text) => text.trim() !== '');
    const tables = fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(tables, async (table) => {
        const text = [['x', 'y', 'z'], ...table]
          .map((row) => row.map((each) => `"${each.replaceAll('"', '""')}"`).join(','))
          .join('\r\n');
        const dialect = {
          encoding: 'utf-8',
          delimiter: ',',
          quote: '"',
          hasHeader: true,
          comment: '',
          skipLines: 0,
          decimal: '.',
          thousands: '',
          missingTokens: [],
        } as const;
        const { rows } = await importWhole(text, { given: { dialect }, adjust: asText });
        expect(rows).toEqual(table);
      }),
      { numRuns: 200 },
    );
  });

  test.each([
    ['nothing', '', 'file.empty'],
    ['blank lines', '\n\n\n', 'file.empty'],
    ['an image', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 13), 'file.notATable'],
    ['a broken archive', Uint8Array.of(0x1f, 0x8b, 8, 0, 1, 2, 3), 'file.unreadable'],
    ['a ZIP that is no workbook', Uint8Array.of(0x50, 0x4b, 3, 4, 1, 2, 3), 'file.unreadable'],
    ['a broken Parquet file', Uint8Array.of(0x50, 0x41, 0x52, 0x31, 1, 2, 3), 'file.unreadable'],
  ])('%s is refused by name', async (_, content, code) => {
    await expect(importWhole(content)).rejects.toMatchObject({ code, details: { fileName: 'test.csv' } });
  });
});
