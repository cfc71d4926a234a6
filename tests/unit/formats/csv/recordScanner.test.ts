import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RecordScanner } from '../../../../src/formats/csv/recordScanner.ts';

interface Dialect {
  readonly delimiter: string;
  readonly quote: string;
  readonly lineBreak: string;
  readonly endsWithBreak: boolean;
  readonly quotesAll: boolean;
}

const dialects: fc.Arbitrary<Dialect> = fc.record({
  delimiter: fc.constantFrom(',', ';', '\t', '|'),
  quote: fc.constantFrom('"', "'"),
  lineBreak: fc.constantFrom('\n', '\r\n', '\r'),
  endsWithBreak: fc.boolean(),
  quotesAll: fc.boolean(),
});
const cells = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.string({
      unit: fc.constantFrom('a', 'é', '表', '😎', ' ', ',', ';', '"', "'", '\n', '\r', '\t', '|'),
      maxLength: 8,
    }),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 12 }) },
);
const tables = fc
  .integer({ min: 1, max: 5 })
  .chain((width) => fc.array(fc.array(cells, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 8 }));

function write(table: readonly (readonly string[])[], dialect: Dialect): string {
  const { delimiter, quote, lineBreak, endsWithBreak, quotesAll } = dialect;
  const writeCell = (cell: string): string =>
    // An empty last cell without its line break would be no record at all.
    quotesAll || cell === '' || [delimiter, quote, '\n', '\r'].some((mark) => cell.includes(mark))
      ? quote + cell.replaceAll(quote, quote + quote) + quote
      : cell;
  return table.map((row) => row.map(writeCell).join(delimiter)).join(lineBreak) + (endsWithBreak ? lineBreak : '');
}

/** Reads the text cut into pieces at the given places. */
function read(text: string, options: { delimiter: string; quote: string }, cuts: readonly number[] = []): string[][] {
  const bytes = new TextEncoder().encode(text);
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  const scanner = new RecordScanner(options);
  const records: string[][] = [];
  for (const [i, start] of places.entries()) {
    scanner.feed(bytes.subarray(start, places[i + 1] ?? bytes.length));
    while (scanner.next(i === places.length - 1)) records.push(scanner.cells());
  }
  return records;
}

const COMMA = { delimiter: ',', quote: '"' };

function faults(text: string): [string[], string | null][] {
  const scanner = new RecordScanner(COMMA);
  scanner.feed(new TextEncoder().encode(text));
  const found: [string[], string | null][] = [];
  while (scanner.next(true)) found.push([scanner.cells(), scanner.fault]);
  return found;
}

describe('RecordScanner', () => {
  test('reads back any table in any dialect, cut into pieces anywhere', () => {
    fc.assert(
      fc.property(tables, dialects, fc.array(fc.nat(), { maxLength: 6 }), (table, dialect, cuts) => {
        expect(read(write(table, dialect), dialect, cuts)).toEqual(table);
      }),
      { numRuns: 1000 },
    );
  });

  test('cut into single bytes, any text at all reads as it does whole', () => {
    const texts = fc.string({ unit: fc.constantFrom('a', '1', ',', '"', '\n', '\r', ' ', 'é'), maxLength: 30 });
    fc.assert(
      fc.property(texts, (text) => {
        const everywhere = Array.from({ length: new TextEncoder().encode(text).length }, (_, i) => i);
        expect(read(text, COMMA, everywhere)).toEqual(read(text, COMMA));
      }),
      { numRuns: 1000 },
    );
  });

  test('a space delimits in runs, tabs too, and not at the ends of a line', () => {
    expect(read('  1  2\t 3 \n4 "5 6"\t7\r\n', { delimiter: ' ', quote: '"' })).toEqual([
      ['1', '2', '3'],
      ['4', '5 6', '7'],
    ]);
  });

  test('a quote within a bare cell is text', () => {
    expect(faults('37°36\'37.8"N,1 "quoted" word\n')).toEqual([[['37°36\'37.8"N', '1 "quoted" word'], null]]);
  });

  test('text after a closing quote belongs to the cell, and is said', () => {
    expect(faults('1,"Hey, I missed " it",3\n4,5,6')).toEqual([
      [['1', 'Hey, I missed " it', '3'], 'textAfterQuote'],
      [['4', '5', '6'], null],
    ]);
    expect(faults('1,"23" x,3\n4,5,6')).toEqual([
      [['1', '"23" x', '3'], 'textAfterQuote'],
      [['4', '5', '6'], null],
    ]);
  });

  test('a quote that is never closed costs its own line only', () => {
    expect(faults('a,b\n1,"open\n2,x\n3,y\n')).toEqual([
      [['a', 'b'], null],
      [['1', '"open'], 'unterminated'],
      [['2', 'x'], null],
      [['3', 'y'], null],
    ]);
    expect(faults('1,"open\n2,"closed"\n')).toEqual([
      [['1', '"open'], 'unterminated'],
      [['2', 'closed'], null],
    ]);
  });

  test('spaces after a closing quote are nothing', () => {
    expect(faults('"a" ,b')).toEqual([[['a', 'b'], null]]);
  });

  test('a quoted cell without an end is given up after some megabytes, without more text', () => {
    const scanner = new RecordScanner(COMMA);
    scanner.feed(new TextEncoder().encode(`1,"open\n${'2,x\n'.repeat((1 << 20) - 20)}2`));
    expect(scanner.next(false)).toBe(false);
    scanner.feed(new TextEncoder().encode(',y\n'.repeat(100)));
    expect(scanner.next(false)).toBe(true);
    expect(scanner.fault).toBe('unterminated');
    expect(scanner.cells()).toEqual(['1', '"open']);
  });
});
