import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  NO_DECIMAL_MARK,
  NumberReader,
  readPlainNumber,
  type NumberStyle,
} from '../../../../src/core/dataset/numberText.ts';

const parseNumber = (text: string, style: NumberStyle): number => new NumberReader(style).parseNumber(text);
const parseInteger = (text: string, style: NumberStyle): number => new NumberReader(style).parseInteger(text);

const ENGLISH: NumberStyle = { decimal: '.', thousands: ',' };
const GERMAN: NumberStyle = { decimal: ',', thousands: '.' };
const PLAIN: NumberStyle = { decimal: '.', thousands: '' };
const styles = fc.constantFrom(ENGLISH, GERMAN, PLAIN, { decimal: ',', thousands: ' ' } as const);

describe('NumberReader', () => {
  test('reads every finite double as JavaScript writes it, to the last bit', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(parseNumber(String(value), PLAIN)).toBe(Number(String(value)));
      }),
      { numRuns: 5000 },
    );
  });

  test('reads any decimals, exponents and digits as Number does', () => {
    const digits = fc.string({
      unit: fc.constantFrom('0', '1', '2', '3', '4', '5', '6', '7', '8', '9'),
      maxLength: 25,
    });
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
          expect(parseNumber(text, PLAIN)).toBe(isNumber ? Number(text) : NaN);
        },
      ),
      { numRuns: 5000 },
    );
  });

  test('what is read plainly from bytes is what is parsed', () => {
    const texts = fc.string({ unit: fc.constantFrom('0', '1', '5', '9', '-', '+', '.', ',', 'e', ' '), maxLength: 19 });
    let plainCount = 0;
    fc.assert(
      fc.property(texts, styles, (text, style) => {
        const bytes = new TextEncoder().encode(`7${text}7`);
        const reader = new NumberReader(style);
        const plain = readPlainNumber(bytes, 1, bytes.length - 1, reader.decimalCode);
        const whole = readPlainNumber(bytes, 1, bytes.length - 1, NO_DECIMAL_MARK);
        if (!Number.isNaN(plain)) expect(plain).toBe(reader.parseNumber(text));
        if (!Number.isNaN(whole)) expect(whole).toBe(reader.parseInteger(text));
        plainCount += Number(!Number.isNaN(plain));
      }),
      { numRuns: 5000 },
    );
    expect(plainCount).toBeGreaterThan(200);
  });

  test('decimals of up to 2⁵³ are read plainly, to the last bit', () => {
    const decimals = fc.tuple(fc.maxSafeNat(), fc.integer({ min: 0, max: 22 }));
    fc.assert(
      fc.property(decimals, ([mantissa, places]) => {
        const digits = String(mantissa).padStart(places + 1, '0');
        const text = `-${digits.slice(0, digits.length - places)}.${digits.slice(digits.length - places)}`;
        const bytes = new TextEncoder().encode(text);
        expect(readPlainNumber(bytes, 0, bytes.length, 46)).toBe(Number(text));
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
    expect(parseNumber(text, PLAIN)).toBeNaN();
    expect(parseInteger(text, PLAIN)).toBeNaN();
  });

  test('groups are of three digits', () => {
    expect(parseNumber('1,234,567.5', ENGLISH)).toBe(1234567.5);
    expect(parseNumber('1.234,5', GERMAN)).toBe(1234.5);
    expect(parseNumber("-12'345", { decimal: '.', thousands: "'" })).toBe(-12345);
    expect(parseNumber('1\u202f234\u00a0567,25', { decimal: ',', thousands: ' ' })).toBe(1234567.25);
    expect(parseNumber('1,23', ENGLISH)).toBeNaN();
    expect(parseNumber('1234,567', ENGLISH)).toBeNaN();
    expect(parseNumber('1,234', PLAIN)).toBeNaN();
  });

  test('an integer is never rounded', () => {
    expect(parseInteger('9007199254740991', PLAIN)).toBe(9007199254740991);
    expect(parseInteger('9007199254740993', PLAIN)).toBeNaN();
    expect(parseInteger('5.0', PLAIN)).toBe(5);
    expect(parseInteger('5.1', PLAIN)).toBeNaN();
    expect(parseInteger('1.00000000000000000001', PLAIN)).toBeNaN();
    expect(parseInteger('1e3', PLAIN)).toBeNaN();
    expect(parseInteger('-0012', PLAIN)).toBe(-12);
  });
});
