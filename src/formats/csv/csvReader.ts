import { AppError } from '../../shared/appError.ts';
import { RecordScanner } from './recordScanner.ts';
import type { ReadOptions } from './readOptions.ts';
import type { Utf8Block } from './utf8Blocks.ts';

/** A line that is longer is no line of a table. */
const MAX_LINE_BYTES = 1 << 26;

/** Reads the records of a delimited text that are rows of the table: not the lines to skip, comments, blank lines, nor the header. */
export class CsvReader {
  readonly record: RecordScanner;
  /** The number of `record`, from 1; everything counts that stands in the file. */
  rowNumber = 0;
  #linesToSkip: number;
  #isHeaderAhead: boolean;
  #mayBeUndecodable = false;

  constructor(private readonly options: ReadOptions) {
    this.record = new RecordScanner(options);
    this.#linesToSkip = options.skipLines;
    this.#isHeaderAhead = options.hasHeader;
  }

  /** Appends text. `record` is void until `next`. Throws `file.lineTooLong` rather than filling the memory. */
  feed(block: Utf8Block): void {
    const waitingBytes = this.record.waitingBytes;
    if (waitingBytes > MAX_LINE_BYTES)
      throw new AppError('file.lineTooLong', {
        row: this.rowNumber + 1,
        limitBytes: MAX_LINE_BYTES,
      });
    this.#mayBeUndecodable = block.mayBeUndecodable || (this.#mayBeUndecodable && waitingBytes > 0);
    this.record.feed(block.bytes);
  }

  /** Goes to the next row; false where there is no whole one at hand. `isLast`: no more text will come. */
  next(isLast: boolean): boolean {
    const { record } = this;
    for (; this.#linesToSkip > 0; this.#linesToSkip--) {
      if (!record.skipLine(isLast)) return false;
      this.rowNumber += 1;
    }
    while (record.next(isLast)) {
      this.rowNumber += 1;
      if (this.#isPassedOver()) continue;
      if (this.#mayBeUndecodable && record.hasUndecodable()) record.fault ??= 'undecodable';
      if (!this.#isHeaderAhead) return true;
      this.#isHeaderAhead = false;
    }
    return false;
  }

  /** A blank line is an empty cell only where there is one column. */
  #isPassedOver(): boolean {
    const { comment, columnCount } = this.options;
    if (comment !== '' && this.record.startsWith(comment)) return true;
    return columnCount !== 1 && this.record.isBlank();
  }
}
