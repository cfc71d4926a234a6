import { describe, expect, test } from 'vitest';
import { MAX_COLUMNS } from '../../../src/formats/columns/columnLimit.ts';
import { openTableFile } from '../../../src/formats/openTableFile.ts';
import { importWhole } from './importWhole.ts';

const rows = (count: number, line: (row: number) => string): string =>
  Array.from({ length: count }, (_, row) => `${line(row)}\n`).join('');
const latin = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(text, (each) => each.charCodeAt(0));
const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d, 0x49, 0x48, 0x44, 0x52];

// docs/bad-input.md tells users what these say.
describe('files that are no tables are refused in words', () => {
  test.each<[string, BlobPart, string]>([
    ['an empty file', '', 'file.empty'],
    ['line breaks and spaces', '\n  \r\n\n', 'file.empty'],
    ['a byte-order mark', '\ufeff', 'file.empty'],
    ['a picture', Uint8Array.from(PNG), 'file.notATable'],
    ['zero bytes in a text', 'a,b\n1,2\n3\0,4\n', 'file.notATable'],
    ['a broken workbook', latin('PK\x03\x04 and then nothing of the kind'), 'file.unreadable'],
    ['a broken Parquet file', latin('PAR1 and then nothing of the kind'), 'file.unreadable'],
    ['a broken gzip file', Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0, 7, 7, 7), 'file.unreadable'],
    ['a web page', '\n<!DOCTYPE html>\n<html><body><p>Sign in, please.</p></body></html>\n', 'file.otherFormat'],
    ['XML', '<?xml version="1.0"?>\n<rows><row a="1"/></rows>\n', 'file.otherFormat'],
    ['a list as JSON', '[\n {"a": 1, "b": 2},\n {"a": 3, "b": 4}\n]\n', 'file.otherFormat'],
    ['JSON, line by line', '{"a": 1, "b": 2}\n{"a": 3, "b": 4}\n', 'file.otherFormat'],
    ['too many columns', `${'c,'.repeat(MAX_COLUMNS)}c\n${'1,'.repeat(MAX_COLUMNS)}1\n`, 'file.tooManyColumns'],
    ['a line without an end', 'x'.repeat(3 << 20), 'file.lineTooLong'],
    ['a line of commas without an end', 'x,'.repeat(3 << 19), 'file.lineTooLong'],
  ])('%s', async (_, content, code) => {
    await expect(importWhole(content)).rejects.toMatchObject({ code });
  });
});

test('a folder that was dropped, or a file that is gone, is said to be unreadable', async () => {
  const gone = new File(['a,b\n1,2\n'], 'gone.csv');
  const fail = (): never => {
    throw new DOMException('A requested file or directory could not be found', 'NotFoundError');
  };
  gone.slice = () => Object.assign(new Blob(), { arrayBuffer: fail });
  await expect(openTableFile(gone, null)).rejects.toMatchObject({ code: 'file.unreadable' });
});

describe('what is odd is said, and nothing is coerced', () => {
  test('a zero byte far below is no part of a number', async () => {
    const { problems, rows: read } = await importWhole(`a,b\n${rows(200_000, (row) => `${row}.5,7`)}3\0,4\n`);
    expect(problems).toMatchObject({ malformedRows: 0, invalidCells: 1, invalidByColumn: { a: 1 } });
    expect(read.at(-1)).toEqual([null, 4]);
  });

  test.each<[string, string, { hasHeader: boolean; skipLines: number }, string[]]>([
    [
      'scikit-learn’s iris: counts and classes in the first line',
      `150,4,setosa,versicolor,virginica\n${rows(150, (row) => `5.${row % 10},3.5,1.4,0.2,${row % 3}`)}`,
      { hasHeader: false, skipLines: 1 },
      ['Column 1', 'Column 2', 'Column 3', 'Column 4', 'Column 5'],
    ],
    [
      'names left out beside one that is there',
      `x,,\n${rows(30, (row) => `${row}.5,${row * 2},${row % 3}`)}`,
      { hasHeader: true, skipLines: 0 },
      ['x', 'Column 2', 'Column 3'],
    ],
    [
      'a first row with gaps under words',
      `abc,,\nabd,1,2\n${rows(30, (row) => `abe,${row},${row % 3}`)}`,
      { hasHeader: false, skipLines: 0 },
      ['Column 1', 'Column 2', 'Column 3'],
    ],
  ])('%s', async (_, content, dialect, names) => {
    const { preview } = await importWhole(content);
    expect(preview.plan.dialect).toMatchObject(dialect);
    expect(preview.plan.columns.map(({ name }) => name)).toEqual(names);
  });

  test.each<[string, string, unknown[]]>([
    [
      'decimal commas among points',
      `x;y\n${rows(60, (row) => (row % 3 ? `${row},25;2,5` : `${row}.25;3,5`))}`,
      [{ kind: 'numbersAsWords', column: 'x', example: '0.25' }],
    ],
    [
      'units behind numbers',
      `load,speed\n${rows(30, (row) => `${row}%,${row}.5`)}`,
      [{ kind: 'numbersAsWords', column: 'load', example: '0%' }],
    ],
    [
      'dates in two formats',
      `d,y\n${rows(60, (row) => (row % 2 ? `2024-03-${10 + (row % 18)},1.5` : `${10 + (row % 18)}/03/2024,2.5`))}`,
      [{ kind: 'datesAsWords', column: 'd', example: '2024-03-11' }],
    ],
    [
      'days and months the other way round',
      `d,y\n${rows(60, (row) => (row % 2 ? '25/03/2024,1.5' : '03/25/2024,2.5'))}`,
      [{ kind: 'datesAsWords', column: 'd', example: '25/03/2024' }],
    ],
    [
      'a column without a value',
      `a,b,c\n${rows(40, (row) => `${row}.5,,${row % 2 ? 'x' : 'y'}`)}`,
      [{ kind: 'noValues', column: 'b' }],
    ],
    [
      'numbers in the first line above numbers',
      `12,mass,speed\n${rows(40, (row) => `${row}.5,${row}.25,${row}.75`)}`,
      [{ kind: 'valuesInHeader', values: '12' }],
    ],
    ['nothing odd', `a,b,d\n${rows(40, (row) => `${row}.5,w${row % 3},2024-03-01`)}`, []],
    ['codes with leading zeros', `zip,b\n${rows(40, (row) => `0${1000 + row},${row}.5`)}`, []],
    ['free words and few numbers', `a,b\n${rows(40, (row) => `${row % 4 ? 'word' : '5 mm'},${row}.5`)}`, []],
  ])('%s', async (_, content, doubts) => {
    const { preview } = await importWhole(content);
    expect(preview.doubts).toEqual(doubts);
  });
});
