import type { CellSource } from './cellSource.ts';

/** Tells whether a trimmed cell means that the value is missing: without regard to case. The empty cell always does. */
export class MissingTokens {
  /** Those tokens that are numbers, such as -999. */
  readonly numbers: ReadonlySet<number>;
  readonly #tokens: ReadonlySet<string>;
  /** By first byte, the lengths in bytes of the tokens that begin with it, one bit each: most cells are seen to be no token without a string being made. */
  readonly #lengths = new Int32Array(256);

  constructor(tokens: readonly string[]) {
    this.#tokens = new Set(tokens.map((token) => token.trim().toLowerCase()));
    const numbers = [...this.#tokens].filter((token) => token !== '').map(Number);
    this.numbers = new Set(numbers.filter((value) => !Number.isNaN(value)));
    for (const token of this.#tokens) {
      const isAscii = /^[ -~]*$/.test(token);
      const lengths = isAscii ? 1 << Math.min(token.length, 31) : -1;
      for (const first of [token.charCodeAt(0), token.toUpperCase().charCodeAt(0)]) {
        // The first byte of a character beyond ASCII is 0xc2 or more.
        if (isAscii) this.#lengths[first] = (this.#lengths[first] ?? 0) | lengths;
        else this.#lengths.fill(lengths, 0xc2);
      }
    }
  }

  has(text: string): boolean {
    return text === '' || this.#tokens.has(text.toLowerCase());
  }

  /** `has` of the trimmed bytes from `start` up to `end`. */
  hasBytes(source: CellSource, start: number, end: number): boolean {
    if (start >= end) return true;
    const lengths = this.#lengths[source.bytes[start] ?? 0] ?? 0;
    if ((lengths & (1 << Math.min(end - start, 31))) === 0) return false;
    return this.#tokens.has(source.slice(start, end).toLowerCase());
  }
}
