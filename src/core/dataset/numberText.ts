/** How numbers are written. `thousands` empty: digits are not grouped. */
export interface NumberStyle {
  readonly decimal: '.' | ',';
  readonly thousands: '' | ',' | '.' | ' ' | "'";
}

const MINUS = 45;
/** What typesetters write for a minus. */
const MINUS_SIGN = '\u2212';
const ZERO = 48;
const POWERS_OF_TEN = Float64Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));

/** A `decimalCode` that no byte is. */
export const NO_DECIMAL_MARK = -1;

/**
 * The number that the ASCII bytes from `start` up to `end` are, where it is written as most are: digits, perhaps a minus before them, perhaps one decimal
 * mark (`decimalCode`, its character code) among them. NaN where it is written otherwise or is none at all.
 *
 * Up to 2⁵³, mantissa and power of ten are both exact doubles, so that one division rounds correctly (W. D. Clinger, How to read
 * floating point numbers accurately, 1990). Small and without calls, because all numeric cells of a file come through here.
 */
export function readPlainNumber(bytes: Uint8Array, start: number, end: number, decimalCode: number): number {
  const isNegative = bytes[start] === MINUS;
  const digitsStart = isNegative ? start + 1 : start;
  let mantissa = 0;
  let point = -1;
  for (let i = digitsStart; i < end; i++) {
    const code = bytes[i] ?? 0;
    const digit = code - ZERO;
    if (digit >= 0 && digit <= 9) mantissa = mantissa * 10 + digit;
    else if (code === decimalCode && point < 0) point = i;
    else return NaN;
  }
  const decimals = point < 0 ? 0 : end - point - 1;
  const hasDigits = end - digitsStart > (point < 0 ? 0 : 1);
  const power = POWERS_OF_TEN[decimals];
  if (!hasDigits || power === undefined || mantissa > Number.MAX_SAFE_INTEGER) return NaN;
  const size = decimals === 0 ? mantissa : mantissa / power;
  return isNegative ? -size : size;
}

/** Reads numbers written in one style. Strict: what is not wholly a number is none (`12abc`, `1,23` with thousands commas, `1e999`, nothing). */
export class NumberReader {
  readonly #decimal: string;
  readonly #grouping: RegExp | null;
  readonly #numberPattern: RegExp;
  readonly #integerPattern: RegExp;
  readonly #wholePattern: RegExp;

  /** The character code of the decimal mark. */
  readonly decimalCode: number;

  constructor(style: NumberStyle) {
    this.decimalCode = style.decimal.charCodeAt(0);
    const group = groupPattern(style.thousands);
    const whole = group === null ? '\\d+' : `(?:\\d{1,3}(?:${group}\\d{3})+|\\d+)`;
    const decimal = style.decimal === '.' ? '\\.' : ',';
    this.#decimal = style.decimal;
    this.#grouping = group === null ? null : new RegExp(group, 'g');
    this.#numberPattern = new RegExp(
      `^[+\\-${MINUS_SIGN}]?(?:${whole}(?:${decimal}\\d*)?|${decimal}\\d+)(?:[eE][+\\-]?\\d+)?$`,
    );
    this.#wholePattern = new RegExp(`^[+\\-${MINUS_SIGN}]?${whole}$`);
    this.#integerPattern = new RegExp(`^[+\\-${MINUS_SIGN}]?${whole}(?:${decimal}0*)?$`);
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

  #parse(text: string, pattern: RegExp): number {
    if (!pattern.test(text)) return NaN;
    let plain = this.#grouping === null ? text : text.replace(this.#grouping, '');
    if (this.#decimal === ',') plain = plain.replace(',', '.');
    const value = Number(plain.startsWith(MINUS_SIGN) ? `-${plain.slice(1)}` : plain);
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
