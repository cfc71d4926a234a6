import type { ColumnValues } from '../core/dataset/table.ts';
import { compactArray } from './compactArray.ts';

/** The keys of a data set's chunks, or of one column's from `firstChunk` on. */
export function chunkRange(datasetId: string, column?: number, firstChunk = 0): IDBKeyRange {
  // In IndexedDB's order of keys an array comes after every number.
  const afterNumbers: IDBValidKey = [];
  return column === undefined
    ? IDBKeyRange.bound([datasetId], [datasetId, afterNumbers])
    : IDBKeyRange.bound([datasetId, column, firstChunk], [datasetId, column, afterNumbers]);
}

/** Values that are stored as no more than they are. */
export function compactValues(data: ColumnValues): ColumnValues {
  switch (data.kind) {
    case 'numeric':
      return { kind: 'numeric', values: compactArray(data.values) };
    case 'coded':
      return { kind: 'coded', values: compactArray(data.values) };
    case 'text':
      return data;
  }
}

/** The room that values take up: exact for numbers and codes, two bytes a character for text. */
export function valuesBytes(data: ColumnValues): number {
  if (data.kind !== 'text') return data.values.byteLength;
  return data.values.reduce((sum, word) => sum + 2 * (word?.length ?? 0), 0);
}

/** Rows start … end-1 of consecutive chunks of one column, as one run of values; start lies in the first chunk, end in the last. */
export function joinChunks(
  kind: ColumnValues['kind'],
  chunks: readonly ColumnValues[],
  start: number,
  end: number,
): ColumnValues {
  switch (kind) {
    case 'numeric':
      return {
        kind,
        values: joinArrays(
          new Float64Array(end - start),
          chunks.flatMap((chunk) => (chunk.kind === kind ? [chunk.values] : [])),
          start,
        ),
      };
    case 'coded':
      return {
        kind,
        values: joinArrays(
          new Int32Array(end - start),
          chunks.flatMap((chunk) => (chunk.kind === kind ? [chunk.values] : [])),
          start,
        ),
      };
    case 'text':
      return { kind, values: chunks.flatMap((chunk) => (chunk.kind === kind ? chunk.values : [])).slice(start, end) };
  }
}

function joinArrays<T extends Float64Array | Int32Array>(joined: T, parts: readonly T[], start: number): T {
  let position = -start;
  for (const part of parts) {
    const from = Math.max(0, -position);
    const room = joined.length - Math.max(0, position);
    joined.set(part.subarray(from, from + room), Math.max(0, position));
    position += part.length;
  }
  return joined;
}
