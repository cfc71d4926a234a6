import type { ColumnWriter } from '../columns/columnWriter.ts';
import type { RowCells } from '../columns/tableBuilder.ts';
import { encodeCell, Utf8Text } from '../columns/utf8Text.ts';

const TAB = 9;
const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
const SPACE = 32;

/** A quoted cell that has not ended after so many bytes is taken for one whose closing quote is missing. */
const MAX_QUOTED_BYTES = 1 << 22;

/** How a cell was written: bare or between quotes; or between quotes with doubled quotes inside. */
const CELL_PLAIN = 0;
const CELL_ESCAPED = 1;

/** What the scanner needs to know of a dialect; both are ASCII. */
export interface ScanOptions {
  /** One character; a space means runs of spaces and tabs, with none counted at the ends of the line. */
  readonly delimiter: string;
  /** Empty: quotes are text. */
  readonly quote: string;
}

/**
 * Splits UTF-8 bytes that arrive in pieces into records and their cells (RFC 4180; LF, CRLF and CR all end a line). The cells of the latest record stand in
 * the scanner's own fields until the next call: cell `i` is the bytes from `starts[i]` up to `ends[i]`, without its quotes.
 *
 * What RFC 4180 does not allow is said in `fault`: text after a closing quote belongs to the cell; a quote that is never closed (or
 * only lines later, by what must be another cell's opening quote) is text, so that no more than its own line is lost.
 */
export class RecordScanner implements RowCells {
  source = new Utf8Text(new Uint8Array(0));
  starts = new Int32Array(64);
  ends = new Int32Array(64);
  /** CELL_PLAIN or CELL_ESCAPED */
  writings = new Uint8Array(64);
  cellCount = 0;
  fault: RowCells['fault'] = null;
  /** Where the record begins and ends, its line break left out. */
  start = 0;
  end = 0;

  readonly #quote: string;
  readonly #quoteCode: number;
  readonly #collapsesRuns: boolean;
  /** 1 for the bytes that end a bare cell. */
  readonly #endsCell = new Uint8Array(256);
  /** The bytes at hand, and after them a line feed, so that the innermost loop need not watch for the end. */
  #bytes = new Uint8Array(1);
  #length = 0;
  #position = 0;

  constructor(options: ScanOptions) {
    this.#quote = options.quote;
    this.#quoteCode = options.quote === '' ? -1 : options.quote.charCodeAt(0);
    this.#collapsesRuns = options.delimiter === ' ';
    for (const code of [LINE_FEED, CARRIAGE_RETURN, options.delimiter.charCodeAt(0)]) this.#endsCell[code] = 1;
    if (this.#collapsesRuns) this.#endsCell[TAB] = 1;
  }

  /** Bytes that wait for the end of their record. */
  get waitingBytes(): number {
    return this.#length - this.#position;
  }

  /** Appends bytes. The places of the latest record are void afterwards. */
  feed(more: Uint8Array): void {
    const rest = this.#bytes.subarray(this.#position, this.#length);
    const bytes = new Uint8Array(rest.length + more.length + 1);
    bytes.set(rest);
    bytes.set(more, rest.length);
    this.#length = bytes.length - 1;
    bytes[this.#length] = LINE_FEED;
    this.#bytes = bytes;
    this.#position = 0;
    this.source = new Utf8Text(bytes);
  }

  /** Passes over the rest of the line without regard to quotes; false where its end is not at hand. */
  skipLine(isLast: boolean): boolean {
    if (this.#position >= this.#length) return false;
    let i = this.#position;
    while (!isLineBreak(this.#bytes[i])) i++;
    return this.#endLine(i, isLast);
  }

  /** Reads the next record; false where there is no whole one at hand. `isLast`: no more bytes will come. */
  next(isLast: boolean): boolean {
    if (this.#position >= this.#length) return false;
    this.start = this.#position;
    this.fault = null;
    const outcome = this.#scan(this.#quoteCode, isLast);
    if (outcome !== 'unterminated') return outcome === 'whole';
    if (this.#scan(-1, isLast) !== 'whole') return false;
    this.fault ??= 'unterminated';
    return true;
  }

  /** The text of a cell as it was meant: doubled quotes made single, nothing trimmed. */
  cellText(cell: number): string {
    const text = this.source.slice(this.starts[cell] ?? 0, this.ends[cell] ?? 0);
    return this.writings[cell] === CELL_ESCAPED ? text.replaceAll(this.#quote + this.#quote, this.#quote) : text;
  }

  writeCell(cell: number, writer: ColumnWriter, row: number): boolean {
    if (this.writings[cell] === CELL_ESCAPED) {
      const source = encodeCell(this.cellText(cell));
      return writer.write(source, 0, source.bytes.length, row);
    }
    return writer.write(this.source, this.starts[cell] ?? 0, this.ends[cell] ?? 0, row);
  }

  cells(): string[] {
    return Array.from({ length: this.cellCount }, (_, cell) => this.cellText(cell));
  }

  /** Whether the record is a line without a character but spaces, tabs that separate cells aside. */
  isBlank(): boolean {
    if (this.cellCount > 1) return false;
    for (let i = this.start; i < this.end; i++) if (!isBlank(this.#bytes[i])) return false;
    return true;
  }

  /** Whether the record begins with the given ASCII text. */
  startsWith(prefix: string): boolean {
    for (let i = 0; i < prefix.length; i++) if (this.#bytes[this.start + i] !== prefix.charCodeAt(i)) return false;
    return true;
  }

  /** Whether bytes of the record could not be decoded, here or before they came. */
  hasUndecodable(): boolean {
    return this.source.slice(this.start, this.end).includes('\uFFFD');
  }

  /** Scans the record at `start`; unless it is whole, nothing is consumed. */
  #scan(quoteCode: number, isLast: boolean): 'whole' | 'partial' | 'unterminated' {
    const bytes = this.#bytes;
    const length = this.#length;
    const endsCell = this.#endsCell;
    let i = this.start;
    let count = 0;
    for (;;) {
      if (this.#collapsesRuns) {
        while (isBlank(bytes[i])) i++;
        if (count > 0 && isLineBreak(bytes[i])) break;
      }
      if (count === this.starts.length) this.#growCells();
      if (bytes[i] === quoteCode) {
        const end = this.#scanQuoted(i + 1, count, isLast);
        if (end === 'partial' || end === 'unterminated') return end;
        i = end;
      } else {
        this.starts[count] = i;
        while (endsCell[bytes[i] ?? 0] === 0) i++;
        this.ends[count] = i;
        this.writings[count] = CELL_PLAIN;
      }
      count++;
      if (isLineBreak(bytes[i])) break;
      i++;
    }
    this.end = i;
    this.cellCount = count;
    return i >= length && !isLast ? 'partial' : this.#endLine(i, isLast) ? 'whole' : 'partial';
  }

  /** Scans a cell whose opening quote stands before `start`; the place of what ends it, or why there is none. */
  #scanQuoted(start: number, cell: number, isLast: boolean): number | 'partial' | 'unterminated' {
    const bytes = this.#bytes;
    const length = this.#length;
    let writing = CELL_PLAIN;
    let i = start;
    for (;;) {
      i = bytes.indexOf(this.#quoteCode, i);
      if (i < 0) return isLast || length - start > MAX_QUOTED_BYTES ? 'unterminated' : 'partial';
      if (bytes[i + 1] === this.#quoteCode) {
        writing = CELL_ESCAPED;
        i += 2;
        continue;
      }
      let after = i + 1;
      if (!this.#collapsesRuns) while (bytes[after] === SPACE) after++;
      if (after >= length && !isLast) return 'partial';
      if (this.#endsCell[bytes[after] ?? 0] === 1) {
        this.starts[cell] = start;
        this.ends[cell] = i;
        this.writings[cell] = writing;
        return after;
      }
      if (bytes.subarray(start, i).some(isLineBreak)) return 'unterminated';
      this.fault = 'textAfterQuote';
      i++;
    }
  }

  /** Consumes up to past the line break at `i`, which may be the end of the bytes; false where more must come to know: a CR at the very end may be half a CRLF. */
  #endLine(i: number, isLast: boolean): boolean {
    const length = this.#length;
    const isCarriageReturn = this.#bytes[i] === CARRIAGE_RETURN;
    if (!isLast && (i >= length || (isCarriageReturn && i + 1 >= length))) return false;
    const isCrlf = isCarriageReturn && i + 1 < length && this.#bytes[i + 1] === LINE_FEED;
    this.#position = Math.min(length, isCrlf ? i + 2 : i + 1);
    return true;
  }

  #growCells(): void {
    const { starts, ends, writings } = this;
    this.starts = new Int32Array(starts.length * 2);
    this.ends = new Int32Array(starts.length * 2);
    this.writings = new Uint8Array(starts.length * 2);
    this.starts.set(starts);
    this.ends.set(ends);
    this.writings.set(writings);
  }
}

function isBlank(code: number | undefined): boolean {
  return code === SPACE || code === TAB;
}

function isLineBreak(code: number | undefined): boolean {
  return code === LINE_FEED || code === CARRIAGE_RETURN;
}
