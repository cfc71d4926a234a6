import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ImportPlan } from '../../../../src/core/dataset/importOptions.ts';
import { asText, importWhole } from '../importWhole.ts';

/** Sample files of other CSV readers, beside the repository; the tests are skipped where they are absent. */
const FOLDER = join(import.meta.dirname, '../../../../../shared/data/torture/csv');
const isThere = existsSync(FOLDER);

function files(folder: string, ending: RegExp): string[] {
  return isThere ? readdirSync(join(FOLDER, folder)).filter((name) => ending.test(name)) : [];
}

const read = (...path: string[]): Uint8Array<ArrayBuffer> => Uint8Array.from(readFileSync(join(FOLDER, ...path)));
const readJson = (...path: string[]): unknown => JSON.parse(readFileSync(join(FOLDER, ...path), 'utf8'));

/** Cells as they stand in the file, under the header's names or, where the file is said to have none, with the first record as a row. */
async function readTexts(
  bytes: Uint8Array<ArrayBuffer>,
  hasHeader: boolean,
): Promise<Record<string, unknown>[] | unknown[][]> {
  const verbatim = (plan: ImportPlan): ImportPlan => {
    const { columns, dialect, ...policies } = asText(plan);
    return { ...policies, columns, dialect: { ...dialect, hasHeader, missingTokens: [] } };
  };
  const { rows, preview, problems } = await importWhole(bytes, { adjust: verbatim });
  expect(problems.listed).toEqual([]);
  const names = preview.plan.columns.map(({ name }) => name);
  const texts = rows.map((row) => row.map((cell) => cell ?? ''));
  return hasHeader ? texts.map((row) => Object.fromEntries(row.map((cell, i) => [names[i], cell]))) : texts;
}

describe.skipIf(!isThere)('csv-spectrum (../shared/data/torture/csv)', () => {
  // The truth beside location_coordinates.csv is of another file.
  test.each(files('csv-spectrum/csvs', /^(?!location_coordinates).*\.csv$/))('%s', async (name) => {
    const content = new TextDecoder('utf-8', { ignoreBOM: true }).decode(read('csv-spectrum/csvs', name));
    // The copies of the CRLF files have lost their carriage returns on the way.
    const original = name.endsWith('_crlf.csv') ? content.replace(/\r?\n/g, '\r\n') : content;
    const truth = readJson('csv-spectrum/json', name.replace('.csv', '.json'));
    expect(await readTexts(new TextEncoder().encode(original), true)).toEqual(truth);
  });

  test('location_coordinates.csv: quotes within cells and replacement characters are text', async () => {
    const rows = await readTexts(read('csv-spectrum/csvs/location_coordinates.csv'), true);
    expect(rows).toEqual([
      {
        'Contact Phone Number': '2095257564',
        'Location Coordinates': '37\ufffd36\'37.8"N 121\ufffd2\'17.9"W',
        Cities: 'Modesto',
        Counties: 'Stanislaus',
      },
    ]);
  });
});

describe.skipIf(!isThere)('csv-test-data (../shared/data/torture/csv)', () => {
  const wellFormed = files('csv-test-data/csv', /^(?!bad-|all-empty|header-no-rows).*\.csv$/);
  test.each(wellFormed)('%s', async (name) => {
    const truth = readJson('csv-test-data/json', name.replace('.csv', '.json'));
    const hasHeader = name.startsWith('header-');
    expect(await readTexts(read('csv-test-data/csv', name), hasHeader)).toEqual(truth);
  });

  test('a header without rows has no rows', async () => {
    expect(await readTexts(read('csv-test-data/csv/header-no-rows.csv'), true)).toEqual([]);
  });

  test.each(['all-empty.csv', 'bad-header-no-header.csv'])('%s is empty', async (name) => {
    await expect(importWhole(read('csv-test-data/csv', name))).rejects.toMatchObject({ code: 'file.empty' });
  });

  test.each<[string, object[]]>([
    ['bad-header-less-fields.csv', [{ kind: 'tooFewCells', row: 2, expected: 3, found: 2 }]],
    ['bad-header-more-fields.csv', [{ kind: 'tooManyCells', row: 2, expected: 3, found: 4 }]],
    ['bad-missing-quote.csv', [{ kind: 'quote', row: 2, detail: 'unterminated' }]],
    ['bad-quotes-with-unescaped-quote.csv', [{ kind: 'quote', row: 2, detail: 'textAfterQuote' }]],
    // A quote within a bare cell is text, as in csv-spectrum's location_coordinates.csv.
    ['bad-unescaped-quote.csv', []],
    // Which names a header should have is not the file's to say.
    ['bad-header-wrong-header.csv', []],
  ])('%s', async (name, listed) => {
    expect((await importWhole(read('csv-test-data/csv', name))).problems.listed).toEqual(listed);
  });
});

describe.skipIf(!isThere)('papaparse and readr (../shared/data/torture/csv)', () => {
  const shapes: [path: string, names: string[] | number, types: string[] | null, rowCount: number][] = [
    ['papaparse/tests/utf-8-bom-sample.csv', ['A', 'B', 'C'], null, 1],
    ['papaparse/tests/sample.csv', ['A', 'B', 'C'], null, 1],
    ['papaparse/tests/sample-header.csv', ['title', 'name'], ['category', 'category'], 2],
    ['papaparse/tests/long-sample.csv', 7, null, 8],
    ['readr/inst/extdata/chickens.csv', ['chicken', 'sex', 'eggs_laid', 'motto'], null, 5],
    ['readr/inst/extdata/challenge.csv', ['x', 'y'], ['number', 'datetime'], 2000],
    ['readr/inst/extdata/mini-gapminder-asia.csv', ['country', 'year', 'lifeExp', 'pop', 'gdpPercap'], null, 6],
    ['readr/inst/extdata/mtcars.csv', 11, null, 32],
    ['readr/inst/extdata/whitespace-sample.txt', ['first', 'last', 'state', 'phone'], null, 3],
    ['readr/tests/testthat/fixtures/basic-df-singlequote.csv', 4, ['boolean', 'integer', 'number', 'category'], 10],
    ['readr/tests/testthat/fixtures/basic-df.csv', 4, ['boolean', 'integer', 'number', 'category'], 10],
    ['readr/tests/testthat/fixtures/enc-iso-8859-1.txt', ['français'], null, 1],
    ['readr/tests/testthat/fixtures/eol-cr.csv', ['x', 'y'], ['integer', 'category'], 3],
    ['readr/tests/testthat/fixtures/eol-lf.csv', ['x', 'y'], ['integer', 'category'], 3],
    ['readr/tests/testthat/fixtures/eol-crlf.csv', ['x', 'y'], ['integer', 'category'], 3],
    ['readr/tests/testthat/fixtures/eol-cr.txt', ['x', 'y'], ['integer', 'category'], 3],
    ['readr/tests/testthat/fixtures/eol-cr.txt.gz', ['x', 'y'], ['integer', 'category'], 3],
    ['readr/tests/testthat/fixtures/test_list_col_name.csv', ['x', 'y'], null, 4],
  ];
  test.each(shapes)('%s', async (path, names, types, rowCount) => {
    const { preview, rows, problems } = await importWhole(read(path));
    const { columns } = preview.plan;
    if (typeof names === 'number') expect(columns).toHaveLength(names);
    else expect(columns.map(({ name }) => name)).toEqual(names);
    if (types !== null) expect(columns.map(({ type }) => type)).toEqual(types);
    expect(rows).toHaveLength(rowCount);
    expect(problems).toMatchObject({ malformedRows: 0, invalidCells: 0 });
  });

  test('papaparse/tests/verylong-sample.csv: four of its rows lack a cell', async () => {
    const { preview, rows, problems } = await importWhole(read('papaparse/tests/verylong-sample.csv'));
    expect(preview.plan.columns.map(({ name, type }) => `${name}: ${type}`)).toEqual([
      'placeholder: category',
      'meaning of life: integer',
      'TLD: category',
    ]);
    expect(rows).toHaveLength(1996);
    expect(problems.listed.map(({ kind }) => kind)).toEqual(Array.from({ length: 4 }, () => 'tooFewCells'));
  });

  test.each(['eol-cr.txt.bz2', 'eol-cr.txt.xz', 'eol-cr.txt.zip'])(
    '%s, an archive, is refused by name',
    async (name) => {
      await expect(importWhole(read('readr/tests/testthat/fixtures', name))).rejects.toMatchObject({
        code: expect.stringMatching(/^file\./),
      });
    },
  );

  // Fixed-width columns and logs are no delimited tables; they must come through all the same.
  test.each(['epa78.txt', 'massey-rating.txt', 'example.log', 'fwf-sample.txt'])(
    '%s is read as what it is',
    async (name) => {
      const { rows, skippedRows } = await importWhole(read('readr/inst/extdata', name));
      expect(rows.length + skippedRows).toBeGreaterThan(0);
    },
  );
});
