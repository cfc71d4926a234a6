import { describe, expect, test } from 'vitest';
import type { CsvDialect } from '../../../../src/core/dataset/importOptions.ts';
import { detectDialect } from '../../../../src/formats/csv/dialect.ts';
import { detectEncoding, isBinary } from '../../../../src/formats/csv/encoding.ts';

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);
const latin = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));

describe('detectEncoding', () => {
  test('byte-order marks', () => {
    expect(detectEncoding(bytes(0xef, 0xbb, 0xbf, 0x61))).toBe('utf-8');
    expect(detectEncoding(bytes(0xff, 0xfe, 0x61, 0))).toBe('utf-16le');
    expect(detectEncoding(bytes(0xfe, 0xff, 0, 0x61))).toBe('utf-16be');
    expect(detectEncoding(bytes(0x84, 0x31, 0x95, 0x33, 0x61))).toBe('gb18030');
  });

  test('UTF-16 without a mark', () => {
    const text = 'a,b\n1,2\n3,4\n';
    expect(detectEncoding(Uint8Array.from(Array.from(text).flatMap((c) => [c.charCodeAt(0), 0])))).toBe('utf-16le');
    expect(detectEncoding(Uint8Array.from(Array.from(text).flatMap((c) => [0, c.charCodeAt(0)])))).toBe('utf-16be');
  });

  test('UTF-8, even cut off within a character', () => {
    const text = new TextEncoder().encode('温度,größe');
    expect(detectEncoding(text)).toBe('utf-8');
    expect(detectEncoding(text.subarray(0, 5))).toBe('utf-8');
  });

  test('GB18030 against Windows-1252', () => {
    // 温度,压力\n1,高
    expect(
      detectEncoding(bytes(0xce, 0xc2, 0xb6, 0xc8, 0x2c, 0xd1, 0xb9, 0xc1, 0xa6, 0x0a, 0x31, 0x2c, 0xb8, 0xdf)),
    ).toBe('gb18030');
    expect(detectEncoding(latin('français,élève,Größe,Übermaß\n'))).toBe('windows-1252');
    expect(detectEncoding(latin('37°36\'37.8"N'))).toBe('windows-1252');
    expect(detectEncoding(latin('éé,àà,ùù,öö'))).toBe('windows-1252');
    expect(detectEncoding(latin('température °C;débit m³/h;µm'))).toBe('windows-1252');
  });

  test('bytes of no text', () => {
    expect(isBinary(bytes(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d, 0x49))).toBe(true);
    expect(isBinary(latin('a,b\n'))).toBe(false);
  });
});

function detect(text: string): CsvDialect {
  return detectDialect(new TextEncoder().encode(text), 'utf-8', true);
}

describe('detectDialect', () => {
  test.each<[string, string, Partial<CsvDialect>]>([
    ['commas', 'a,b\n1.5,x\n2,y\n', { delimiter: ',', decimal: '.', hasHeader: true }],
    ['semicolons and decimal commas', 'a;b\n1,5;x\n2,25;y\n', { delimiter: ';', decimal: ',', thousands: '' }],
    ['the same without a header', '1,5;2,5;3,5\n1,6;2,6;3,6\n', { delimiter: ';', decimal: ',', hasHeader: false }],
    ['German groups', 'a;b\n1.234,5;2\n12.000,75;3\n', { delimiter: ';', decimal: ',', thousands: '.' }],
    ['English groups in quotes', 'a,b\n"1,234.5",2\n"12,000.75",3\n', { delimiter: ',', decimal: '.', thousands: ',' }],
    ['groups only', 'a;b\n1.234.567;2\n2.345.678;3\n', { decimal: ',', thousands: '.' }],
    ['three decimals below one', 'a,b\n0.917,x\n-0.023,y\n1.220,z\n', { decimal: '.', thousands: '' }],
    ['three decimals below one, with commas', 'a;b\n0,917;x\n0,023;y\n', { decimal: ',', thousands: '' }],
    ['French spaces', 'a;b\n1 234,5;2\n12 000,75;3\n', { decimal: ',', thousands: ' ' }],
    ['Swiss apostrophes', "a;b\n1'234.5;2\n12'000.75;3\n", { decimal: '.', thousands: "'" }],
    ['tabs', 'a\tb c\n1\tx, y\n2\tz\n', { delimiter: '\t', hasHeader: true }],
    ['bars', 'a|b|c\n1|2|3\n', { delimiter: '|' }],
    ['spaces', 'a b c\n1  2 3\n10 20 30\n', { delimiter: ' ' }],
    ['one column', 'value\n1\n2\n', { delimiter: ',', hasHeader: true }],
    ['one column of moments', 'when\n2024-01-01 10:00\n2024-01-01 11:00\n', { delimiter: ',' }],
    ['comments', '# made by\n# a machine\na,b\n1,2\n', { comment: '#', hasHeader: true, skipLines: 0 }],
    ['a header that begins like a comment', '#id,b\n1,2\n2,3\n', { comment: '', hasHeader: true }],
    ['single quotes', "a,b\n1,'x, y'\n2,'z'\n", { quote: "'" }],
    ['apostrophes in words', "a,b\n1,it's\n2,that's\n", { quote: '"' }],
    ['numbers only', '1,2\n3,4\n5,6\n', { hasHeader: false }],
    ['words only', 'name,grade\nAnna,good\nBert,bad\n', { hasHeader: true }],
    ['words only, repeated', 'x,y\nx,z\ny,z\nx,y\nx,y\ny,z\ny,y\n', { hasHeader: false }],
    ['a first row of dates', 'Ann,2013-11-23,1\nBob,2013-11-24,2\n', { hasHeader: false }],
    ['a title above', 'Report of May\n\na,b,c\n1,2,3\n4,5,6\n7,8,9\n', { skipLines: 2, hasHeader: true }],
    [
      'a count above, no header',
      '3,2,good,bad\n1.5,2,1,3,0\n2.5,3,2,3,1\n1,2,3,4,1\n',
      { skipLines: 1, hasHeader: false },
    ],
    ['a delimiter declared for Excel', 'sep=;\na;b\n1;2\n3;4\n', { delimiter: ';', skipLines: 1, hasHeader: true }],
    ['years as a header', 'plant,2019,2020,2021\nA,1.5,2.5,3.5\nB,2.5,1.5,4.5\n', { hasHeader: true }],
  ])('%s', (_, text, expected) => {
    expect(detect(text)).toMatchObject(expected);
  });

  test('“none” is a missing number, but a word among words', () => {
    expect(detect('a,b\n1,x\nnone,y\n3,z\n4,x\n').missingTokens).toContain('none');
    expect(detect('a,defect\n1,crack\n2,none\n3,dent\n').missingTokens).not.toContain('none');
  });
});
