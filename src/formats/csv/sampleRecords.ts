import { CsvReader } from './csvReader.ts';
import type { ReadOptions } from './readOptions.ts';

export interface SampleRecord {
  /** Its number in the file, from 1. */
  readonly row: number;
  readonly cells: readonly string[];
}

/**
 * The records at the beginning of a text, the header included, at most `limit`. Unless the text `isWhole`, its last record is left out, for it may be broken
 * off. Where there is one column, blank lines after its first cell are empty cells.
 */
export function sampleRecords(utf8: Uint8Array, options: ReadOptions, isWhole: boolean, limit: number): SampleRecord[] {
  const first = read(utf8, { ...options, hasHeader: false }, isWhole, 1)[0];
  if (first === undefined) return [];
  const skipLines = first.row - 1;
  const rest = { ...options, hasHeader: false, skipLines, columnCount: options.columnCount ?? first.cells.length };
  return read(utf8, rest, isWhole, limit);
}

function read(utf8: Uint8Array, options: ReadOptions, isWhole: boolean, limit: number): SampleRecord[] {
  const reader = new CsvReader(options);
  reader.feed({ bytes: utf8, mayBeUndecodable: false });
  const records: SampleRecord[] = [];
  while (records.length < limit && reader.next(isWhole)) {
    records.push({ row: reader.rowNumber, cells: reader.record.cells() });
  }
  return records;
}
