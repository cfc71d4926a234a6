import type { CsvDialect } from '../../core/dataset/importOptions.ts';
import { RecordScanner, type ScanOptions } from './recordScanner.ts';

/** What is passed over while a file is read. */
export type ReadOptions = ScanOptions & Pick<CsvDialect, 'comment' | 'skipLines'>;

export interface SampleRecord {
  /** From 1, everything counted that stands in the file: skipped lines, comments, blank lines, the header. */
  readonly row: number;
  readonly cells: readonly string[];
  readonly isSound: boolean;
}

/** The records at the beginning of a text, at most `limit`. Unless the text `isWhole`, its last record is left out, for it may be broken off. */
export function sampleRecords(utf8: Uint8Array, options: ReadOptions, isWhole: boolean, limit: number): SampleRecord[] {
  const scanner = new RecordScanner(options);
  scanner.feed(utf8);
  const records: SampleRecord[] = [];
  let row = 0;
  while (row < options.skipLines && scanner.skipLine(isWhole)) row += 1;
  while (records.length < limit && scanner.next(isWhole)) {
    row += 1;
    if (isPassedOver(scanner, options.comment, records.at(0)?.cells.length ?? 0)) continue;
    records.push({ row, cells: scanner.cells(), isSound: scanner.fault === null });
  }
  return records;
}

/** Whether the scanner's record is a comment or a blank line. Where there is one column (or none yet to tell), a blank line is an empty cell, if any cell came before it. */
export function isPassedOver(record: RecordScanner, comment: string, columnCount: number): boolean {
  if (comment !== '' && record.startsWith(comment)) return true;
  return columnCount !== 1 && record.isBlank();
}
