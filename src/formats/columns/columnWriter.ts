import { trimmedEnd, trimmedStart, type CellSource } from '../../core/dataset/cellSource.ts';
import { parseDate } from '../../core/dataset/dateText.ts';
import type { ColumnPlan, CsvDialect } from '../../core/dataset/importOptions.ts';
import { MissingTokens } from '../../core/dataset/missingTokens.ts';
import { NO_DECIMAL_MARK, NumberReader, readPlainNumber } from '../../core/dataset/numberText.ts';
import type { ColumnValues } from '../../core/dataset/table.ts';

/** A category column of more words than these is text to a model, and is kept as text. */
export const MAX_CATEGORIES = 50_000;
/** Strings cut from a longer one keep all of it in memory; the engines copy shorter ones. */
const SHORTEST_SHARED_STRING = 13;

/** Takes one column's cells, row by row, into typed arrays of a fixed length. */
export interface ColumnWriter {
  /** Reads the cell from `start` up to `end` into `row`. False where it does not fit the column's type; the value is then missing. */
  write(source: CellSource, start: number, end: number, row: number): boolean;
  /** `write` of a number that the file holds as such. Null where the column wants it as text. */
  readonly writeNumber: ((value: number, row: number) => boolean) | null;
  /** `write` of a moment that the file holds as such, in milliseconds since 1970. Null where the column wants it as text. */
  readonly writeMoment: ((moment: number, row: number) => boolean) | null;
  writeMissing(row: number): void;
  /** The first `rowCount` rows; afterwards the writer begins again at row 0. */
  take(rowCount: number): ColumnValues;
  /** The words behind the codes so far, in order of appearance; null in columns without. */
  categories(): readonly string[] | null;
}

/** How cells are understood: what all columns of one import share. */
export interface CellRules {
  readonly numbers: NumberReader;
  readonly missing: MissingTokens;
}

export function createCellRules(dialect: Pick<CsvDialect, 'decimal' | 'thousands' | 'missingTokens'>): CellRules {
  return { numbers: new NumberReader(dialect), missing: new MissingTokens(dialect.missingTokens) };
}

/** A writer for the planned column, for up to `capacity` rows at a time. */
export function createColumnWriter(plan: ColumnPlan, rules: CellRules, capacity: number): ColumnWriter {
  const { numbers, missing } = rules;
  switch (plan.type) {
    case 'number': {
      const parse = (text: string): number => numbers.parseNumber(text);
      return new NumericWriter(
        { parse, plainDecimal: numbers.decimalCode, accepts: Number.isFinite, holdsMoments: false },
        missing,
        capacity,
      );
    }
    case 'integer': {
      const parse = (text: string): number => numbers.parseInteger(text);
      return new NumericWriter(
        { parse, plainDecimal: NO_DECIMAL_MARK, accepts: Number.isSafeInteger, holdsMoments: false },
        missing,
        capacity,
      );
    }
    case 'datetime': {
      const parse = (text: string): number => parseDate(text, plan.dateFormat);
      return new NumericWriter({ parse, plainDecimal: null, accepts: null, holdsMoments: true }, missing, capacity);
    }
    case 'boolean':
      return new BooleanWriter(plan.booleanWords, missing, capacity);
    case 'category':
      return new CategoryWriter(missing, capacity);
    case 'text':
    case 'image':
      return new TextWriter(false, missing);
    case 'identifier':
      return new TextWriter(true, missing);
  }
}

interface NumericRules {
  /** The value of a trimmed cell; NaN where it does not fit. */
  readonly parse: (text: string) => number;
  /** The decimal mark of numbers that `readPlainNumber` reads as `parse` does ; null where it does not. */
  readonly plainDecimal: number | null;
  /** Whether a number that the file holds as such fits; null where it must be parsed. */
  readonly accepts: ((value: number) => boolean) | null;
  readonly holdsMoments: boolean;
}

class NumericWriter implements ColumnWriter {
  readonly writeNumber: ColumnWriter['writeNumber'];
  readonly writeMoment: ColumnWriter['writeMoment'];
  readonly #hasNumberTokens: boolean;
  #values: Float64Array;

  constructor(
    private readonly rules: NumericRules,
    private readonly missing: MissingTokens,
    private readonly capacity: number,
  ) {
    this.#values = new Float64Array(capacity);
    this.#hasNumberTokens = missing.numbers.size > 0;
    const { accepts, holdsMoments } = rules;
    this.writeNumber = accepts && ((value, row) => this.#keep(value, row, accepts));
    this.writeMoment = holdsMoments ? (moment, row) => this.#keep(moment, row, Number.isFinite) : null;
  }

  write(source: CellSource, start: number, end: number, row: number): boolean {
    const { parse, plainDecimal } = this.rules;
    // A number that is handed from function to function is put on the heap each time: the usual case must do without.
    const plain = plainDecimal === null ? NaN : readPlainNumber(source.bytes, start, end, plainDecimal);
    if (!Number.isNaN(plain)) {
      this.#values[row] = this.#isToken(plain) ? NaN : plain;
      return true;
    }
    const from = trimmedStart(source.bytes, start, end);
    const to = trimmedEnd(source.bytes, from, end);
    const isMissing = this.missing.hasBytes(source, from, to);
    const value = isMissing ? NaN : parse(source.slice(from, to));
    this.#values[row] = this.#isToken(value) ? NaN : value;
    return isMissing || !Number.isNaN(value);
  }

  writeMissing(row: number): void {
    this.#values[row] = NaN;
  }

  take(rowCount: number): ColumnValues {
    const values = rowCount === this.capacity ? this.#values : this.#values.slice(0, rowCount);
    this.#values = new Float64Array(this.capacity);
    return { kind: 'numeric', values };
  }

  categories(): null {
    return null;
  }

  #isToken(value: number): boolean {
    return this.#hasNumberTokens && this.missing.numbers.has(value);
  }

  #keep(value: number, row: number, accepts: (value: number) => boolean): boolean {
    const isMissing = Number.isNaN(value) || this.#isToken(value);
    const isKept = !isMissing && accepts(value);
    this.#values[row] = isKept ? value : NaN;
    return isMissing || isKept;
  }
}

/** Codes of words, and what becomes of a word that has none yet. */
abstract class CodedWriter implements ColumnWriter {
  #codes: Int32Array;
  readonly writeNumber = null;
  readonly writeMoment = null;

  constructor(
    private readonly missing: MissingTokens,
    private readonly capacity: number,
  ) {
    this.#codes = new Int32Array(capacity);
  }

  /** The word's code; -1 where it does not fit. */
  protected abstract encode(word: string): number;
  abstract categories(): readonly string[];

  write(source: CellSource, start: number, end: number, row: number): boolean {
    const from = trimmedStart(source.bytes, start, end);
    const to = trimmedEnd(source.bytes, from, end);
    const isMissing = this.missing.hasBytes(source, from, to);
    const code = isMissing ? -1 : this.encode(source.slice(from, to));
    this.#codes[row] = code;
    return isMissing || code >= 0;
  }

  writeMissing(row: number): void {
    this.#codes[row] = -1;
  }

  take(rowCount: number): ColumnValues {
    const values = rowCount === this.capacity ? this.#codes : this.#codes.slice(0, rowCount);
    this.#codes = new Int32Array(this.capacity);
    return { kind: 'coded', values };
  }
}

class BooleanWriter extends CodedWriter {
  constructor(
    private readonly words: ColumnPlan['booleanWords'],
    missing: MissingTokens,
    capacity: number,
  ) {
    super(missing, capacity);
  }

  protected override encode(word: string): number {
    return this.words.indexOf(word.toLowerCase());
  }

  override categories(): readonly string[] {
    return this.words;
  }
}

class CategoryWriter extends CodedWriter {
  readonly #codesByWord = new Map<string, number>();

  protected override encode(word: string): number {
    const known = this.#codesByWord.get(word);
    if (known !== undefined) return known;
    const code = this.#codesByWord.size;
    this.#codesByWord.set(word.length < SHORTEST_SHARED_STRING ? word : word.split('').join(''), code);
    return code;
  }

  override categories(): readonly string[] {
    return [...this.#codesByWord.keys()];
  }
}

class TextWriter implements ColumnWriter {
  #texts: (string | null)[] = [];
  readonly writeNumber = null;
  readonly writeMoment = null;

  constructor(
    private readonly isTrimmed: boolean,
    private readonly missing: MissingTokens,
  ) {}

  write(source: CellSource, start: number, end: number, row: number): boolean {
    const from = trimmedStart(source.bytes, start, end);
    const to = trimmedEnd(source.bytes, from, end);
    if (this.missing.hasBytes(source, from, to)) this.#texts[row] = null;
    else this.#texts[row] = this.isTrimmed ? source.slice(from, to) : source.slice(start, end);
    return true;
  }

  writeMissing(row: number): void {
    this.#texts[row] = null;
  }

  take(rowCount: number): ColumnValues {
    const values = this.#texts.slice(0, rowCount);
    this.#texts = [];
    return { kind: 'text', values };
  }

  categories(): null {
    return null;
  }
}
