import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CellSource } from '../../../../src/core/dataset/cellSource.ts';
import { NumberReader, type NumberStyle } from '../../../../src/core/dataset/numberText.ts';

function source(text: string): CellSource {
  const bytes = new TextEncoder().encode(text);
  return { bytes, slice: (start, end) => new TextDecoder().decode(bytes.subarray(start, end)) };
}

function readNumber(text: string, style: NumberStyle): number {
  const cell = source(text);
  return new NumberReader(style).readNumber(cell, 0, cell.bytes.length);
}

function readInteger(text: string, style: NumberStyle): number {
  const cell = source(text);
  return new NumberReader(style).readInteger(cell, 0, cell.bytes.length);
}

const ENGLISH: NumberStyle = { decimal: '.', thousands: ',' };
const GERMAN: NumberStyle = { decimal: ',', thousands: '.' };
const PLAIN: NumberStyle = { decimal: '.', thousands: '' };
const styles = fc.constantFrom(ENGLISH, GERMAN, PLAIN, { decimal: ',', thousands: ' ' } as const);

describe('NumberReader', () => {
  test('reads every finite double as JavaScript writes it, to the last bit', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(readNumber(String(value), PLAIN)).toBe(Number(String(value)));
      }),
      { numRuns: 5000 },
    );
  });

  test('reads any decimals, exponents and digits as Number does', () => {
    const digits = fc.string({ unit: fc.constantFrom('0', '1', '2', '3', '4', '5', '6', '7', '8', '9'), maxLength: 25 });
    const exponent = fc.option(
      fc.tuple(fc.constantFrom('e', 'E'), fc.constantFrom('', '+', '-'), fc.integer({ min: 0, max: 330 })),
    );
    fc.assert(
      fc.property(
        fc.constantFrom('', '-', '+'),
        digits,
        fc.boolean(),
        digits,
        exponent,
        (sign, whole, hasPoint, decimals, power) => {
          const text = sign + whole + (hasPoint ? `.${decimals}` : '') + (power ? power.join('') : '');
          const isNumber = (whole !== '' || (hasPoint && decimals !== '')) && Number.isFinite(Number(text));
          expect(readNumber(text, PLAIN)).toBe(isNumber ? Number(text) : NaN);
        },
      ),
      { numRuns: 5000 },
    );
  });

  test('bytes and strings are read alike, whatever they are', () => {
    const texts = fc.string({ unit: fc.constantFrom(...Array.from('0123456789+-.,eE \u00a0\u2212x')), maxLength: 12 });
    fc.assert(
      fc.property(texts, styles, (text, style) => {
        const reader = new NumberReader(style);
        expect(readNumber(text, style)).toBe(reader.parseNumber(text));
        expect(readInteger(text, style)).toBe(reader.parseInteger(text));
      }),
      { numRuns: 5000 },
    );
  });

  test.each([
    '',
    '-',
    '.',
    '12abc',
    '0x10',
    '1e',
    '1e999',
    'Infinity',
    'NaN',
    '1 2',
    '1_000',
    '--1',
    '1.2.3',
    '1e5.5',
    '١٢',
  ])('%j is no number', (text) => {
    expect(readNumber(text, PLAIN)).toBeNaN();
    expect(readInteger(text, PLAIN)).toBeNaN();
  });

  test('groups are of three digits', () => {
    expect(readNumber('1,234,567.5', ENGLISH)).toBe(1234567.5);
    expect(readNumber('1.234,5', GERMAN)).toBe(1234.5);
    expect(readNumber("-12'345", { decimal: '.', thousands: "'" })).toBe(-12345);
    expect(readNumber('1\u202f234\u00a0567,25', { decimal: ',', thousands: ' ' })).toBe(1234567.25);
    expect(readNumber('1,23', ENGLISH)).toBeNaN();
    expect(readNumber('1234,567', ENGLISH)).toBeNaN();
    expect(readNumber('1,234', PLAIN)).toBeNaN();
  });

  test('an integer is never rounded', () => {
    expect(readInteger('9007199254740991', PLAIN)).toBe(9007199254740991);
    expect(readInteger('9007199254740993', PLAIN)).toBeNaN();
    expect(readInteger('5.0', PLAIN)).toBe(5);
    expect(readInteger('5.1', PLAIN)).toBeNaN();
    expect(readInteger('1.00000000000000000001', PLAIN)).toBeNaN();
    expect(readInteger('1e3', PLAIN)).toBeNaN();
    expect(readInteger('-0012', PLAIN)).toBe(-12);
  });
});
