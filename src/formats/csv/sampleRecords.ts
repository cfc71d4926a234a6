import { CsvReader } from './csvReader.ts';
import type { ReadOptions } from './readOptions.ts';

export interface SampleRecord {
  /** Its number in the file, from 1. */
  readonly row: number;
  readonly cells: readonly string[];
}

/**
 * About `limit` of a text's records, the header included: all where they are no more, otherwise the first half of them from the
 * beginning, and the others evenly from the rest. Unless the text `isWhole`, its last record is left out, for it may be broken off.
 */
export function sampleRecords(utf8: Uint8Array, options: ReadOptions, isWhole: boolean, limit: number): SampleRecord[] {
  const open = (): CsvReader => {
    const reader = new CsvReader({ ...options, hasHeader: false });
    reader.feed({ bytes: utf8, mayBeUndecodable: false });
    return reader;
  };
  let count = 0;
  for (const reader = open(); reader.next(isWhole);) count += 1;
  const half = limit / 2;
  const step = count <= limit ? 1 : Math.ceil((count - half) / half);
  const records: SampleRecord[] = [];
  const reader = open();
  for (let i = 0; reader.next(isWhole); i++) {
    if (i < half || i % step === 0) records.push({ row: reader.rowNumber, cells: reader.record.cells() });
  }
  return records;
}

/** The first records of a text, the header included. */
export function firstRecords(utf8: Uint8Array, options: ReadOptions, isWhole: boolean, limit: number): SampleRecord[] {
  const reader = new CsvReader({ ...options, hasHeader: false });
  reader.feed({ bytes: utf8, mayBeUndecodable: false });
  const records: SampleRecord[] = [];
  while (records.length < limit && reader.next(isWhole)) {
    records.push({ row: reader.rowNumber, cells: reader.record.cells() });
  }
  return records;
}
