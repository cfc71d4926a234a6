import type { CellSource } from './cellSource.ts';

/** How numbers are written. `thousands` empty: digits are not grouped. */
export interface NumberStyle {
  readonly decimal: '.' | ',';
  readonly thousands: '' | ',' | '.' | ' ' | "'";
}

const MINUS = 45;
const PLUS = 43;
const ZERO = 48;
const LOWER_E = 101;
const UPPER_E = 69;
const POWERS_OF_TEN = Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));

/** Reads numbers written in one style. Strict: what is not wholly a number is none (`12abc`, `1,23` with thousands commas, `1e999`, nothing). */
export class NumberReader {
  readonly #decimal: string;
  readonly #decimalCode: number;
  readonly #grouping: RegExp | null;
  readonly #numberPattern: RegExp;
  readonly #integerPattern: RegExp;
  readonly #wholePattern: RegExp;

  constructor(style: NumberStyle) {
    const group = groupPattern(style.thousands);
    const whole = group === null ? '\\d+' : `(?:\\d{1,3}(?:${group}\\d{3})+|\\d+)`;
    const decimal = style.decimal === '.' ? '\\.' : ',';
    this.#decimal = style.decimal;
    this.#decimalCode = style.decimal.charCodeAt(0);
    this.#grouping = group === null ? null : new RegExp(group, 'g');
    this.#numberPattern = new RegExp(
      `^[+\\-\u2212]?(?:${whole}(?:${decimal}\\d*)?|${decimal}\\d+)(?:[eE][+\\-]?\\d+)?$`,
    );
    this.#wholePattern = new RegExp(`^[+\\-\u2212]?${whole}$`);
    this.#integerPattern = new RegExp(`^[+\\-\u2212]?${whole}(?:${decimal}0*)?$`);
  }

  /** The finite number that the trimmed text is; NaN where it is none. */
  parseNumber(text: string): number {
    return this.#parse(text, this.#numberPattern);
  }

  /** The integer that the trimmed text is, decimals none or zeros; NaN where it is none, or beyond ±(2⁵³-1) where doubles have gaps. */
  parseInteger(text: string): number {
    const value = this.#parse(text, this.#integerPattern);
    return Number.isSafeInteger(value) ? value : NaN;
  }

  /** Whether the trimmed text is written as a whole number: without decimals and exponent, of any size. */
  isWhole(text: string): boolean {
    return this.#wholePattern.test(text);
  }

  /** `parseNumber` of the trimmed bytes from `start` up to `end`. */
  readNumber(source: CellSource, start: number, end: number): number {
    const value = this.#readPlain(source.bytes, start, end);
    return Number.isNaN(value) ? this.parseNumber(source.slice(start, end)) : value;
  }

  /** `parseInteger` of the trimmed bytes from `start` up to `end`. */
  readInteger(source: CellSource, start: number, end: number): number {
    const { bytes } = source;
    let i = start;
    const isNegative = bytes[i] === MINUS;
    if (isNegative) i++;
    let value = 0;
    const isShort = i < end && end - i <= 15;
    for (; isShort && i < end; i++) {
      const digit = (bytes[i] ?? 0) - ZERO;
      if (digit < 0 || digit > 9) break;
      value = value * 10 + digit;
    }
    if (isShort && i === end) return isNegative ? -value : value;
    return this.parseInteger(source.slice(start, end));
  }

  /**
   * The common ways of writing a number, where mantissa and power of ten are both exact doubles, so that one multiplication or
   * division rounds correctly (W. D. Clinger, How to read floating point numbers accurately, 1990). Anything else: NaN.
   */
  #readPlain(bytes: Uint8Array, start: number, end: number): number {
    let i = start;
    let code = bytes[i] ?? 0;
    const isNegative = code === MINUS;
    if (isNegative || code === PLUS) i++;
    const digitsStart = i;
    let mantissa = 0;
    let exponent = 0;
    for (; i < end; i++) {
      const digit = (bytes[i] ?? 0) - ZERO;
      if (digit < 0 || digit > 9) break;
      mantissa = mantissa * 10 + digit;
    }
    let digits = i - digitsStart;
    if (i < end && bytes[i] === this.#decimalCode) {
      const decimalsStart = ++i;
      for (; i < end; i++) {
        const digit = (bytes[i] ?? 0) - ZERO;
        if (digit < 0 || digit > 9) break;
        mantissa = mantissa * 10 + digit;
      }
      exponent = decimalsStart - i;
      digits -= exponent;
    }
    if (digits === 0 || mantissa > Number.MAX_SAFE_INTEGER) return NaN;
    if (i < end) {
      code = bytes[i] ?? 0;
      if (code !== LOWER_E && code !== UPPER_E) return NaN;
      i++;
      const isDown = bytes[i] === MINUS;
      if (isDown || bytes[i] === PLUS) i++;
      const size = (bytes[i] ?? 0) - ZERO;
      const unit = (bytes[i + 1] ?? 0) - ZERO;
      // One or two digits; longer exponents are rare and left to the strict pattern.
      if (size < 0 || size > 9 || i >= end || i + 2 < end) return NaN;
      if (i + 1 < end && (unit < 0 || unit > 9)) return NaN;
      const written = i + 1 < end ? size * 10 + unit : size;
      exponent += isDown ? -written : written;
    }
    const power = POWERS_OF_TEN[exponent < 0 ? -exponent : exponent];
    if (power === undefined) return NaN;
    const magnitude = exponent < 0 ? mantissa / power : mantissa * power;
    return isNegative ? -magnitude : magnitude;
  }

  #parse(text: string, pattern: RegExp): number {
    if (!pattern.test(text)) return NaN;
    const ungrouped = this.#grouping === null ? text : text.replace(this.#grouping, '');
    const value = Number(ungrouped.replace('\u2212', '-').replace(this.#decimal, '.'));
    return Number.isFinite(value) ? value : NaN;
  }
}

/** Spaces between groups are often no-break, thin or narrow; apostrophes often curly. */
function groupPattern(thousands: NumberStyle['thousands']): string | null {
  switch (thousands) {
    case '':
      return null;
    case ' ':
      return '[ \u00a0\u2009\u202f]';
    case "'":
      return "['\u2019]";
    case ',':
      return ',';
    case '.':
      return '\\.';
  }
}
