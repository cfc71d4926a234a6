import { gunzipSync } from 'fflate';
import {
  parquetMetadataAsync,
  parquetReadObjects,
  parquetSchema,
  type AsyncBuffer,
  type FileMetaData,
} from 'hyparquet';
import { AppError, Cancelled, describeUnknown } from '../../shared/appError.ts';
import type { ImportPlan, ImportPreview } from '../../core/dataset/importOptions.ts';
import type { NativeCell } from '../columns/nativeCell.ts';
import { NativeRow } from '../columns/nativeRow.ts';
import { previewNativeRows } from '../columns/previewNativeRows.ts';
import type { ReadContext, RowSink, TableFile } from '../tableFile.ts';

const PREVIEW_ROWS = 5000;
/** Rows that are unpacked at a time. */
const BATCH_ROWS = 16_384;
/** Snappy is the library's own; the other codecs are not read. */
const COMPRESSORS = { GZIP: (input: Uint8Array) => gunzipSync(input) };

/** A Parquet file: read by ranges of rows, without a cell's type being guessed. Lists and structs become JSON text. */
export class ParquetFile implements TableFile {
  readonly kind = 'parquet';
  readonly #buffer: AsyncBuffer;
  #metadata: Promise<FileMetaData> | null = null;

  constructor(private readonly file: File) {
    this.#buffer = { byteLength: file.size, slice: (start, end) => file.slice(start, end).arrayBuffer() };
  }

  async preview(given: Partial<ImportPlan>): Promise<ImportPreview> {
    const { name: fileName, size: sizeBytes } = this.file;
    const { names, rowCount } = await this.#describe();
    const rows = await this.#readRows(names, 0, Math.min(rowCount, PREVIEW_ROWS));
    const { rowCount: _, ...shown } = previewNativeRows(rows, names, given);
    const isComplete = rowCount <= PREVIEW_ROWS;
    return {
      kind: this.kind,
      fileName,
      sizeBytes,
      ...shown,
      sheets: [],
      sheet: null,
      isComplete,
      estimatedRows: rowCount,
    };
  }

  async read(_plan: ImportPlan, sink: RowSink, { signal, progress, flush }: ReadContext): Promise<void> {
    const { names, rowCount } = await this.#describe();
    for (let start = 0; start < rowCount; start += BATCH_ROWS) {
      if (signal.aborted) throw new Cancelled();
      const rows = await this.#readRows(names, start, Math.min(rowCount, start + BATCH_ROWS));
      for (const [index, cells] of rows.entries()) {
        sink.addRow(new NativeRow(cells), start + index + 1);
        if (sink.isFull) await flush();
      }
      progress((this.file.size * Math.min(rowCount, start + BATCH_ROWS)) / rowCount);
    }
  }

  async #describe(): Promise<{ names: string[]; rowCount: number }> {
    const metadata = await this.#loadMetadata();
    const rowCount = Number(metadata.num_rows);
    const names = parquetSchema(metadata).children.map(({ element }) => element.name);
    if (rowCount === 0 || names.length === 0) throw new AppError('file.empty', { fileName: this.file.name });
    return { names, rowCount };
  }

  async #readRows(names: readonly string[], rowStart: number, rowEnd: number): Promise<NativeCell[][]> {
    const metadata = await this.#loadMetadata();
    const options = { file: this.#buffer, metadata, compressors: COMPRESSORS, rowStart, rowEnd };
    const rows = await this.#attempt(parquetReadObjects(options));
    return rows.map((row) => names.map((name) => toNativeCell(row[name])));
  }

  #loadMetadata(): Promise<FileMetaData> {
    this.#metadata ??= this.#attempt(parquetMetadataAsync(this.#buffer));
    return this.#metadata;
  }

  async #attempt<T>(reading: Promise<T>): Promise<T> {
    try {
      return await reading;
    } catch (error) {
      const details = { fileName: this.file.name, reason: describeUnknown(error) };
      throw new AppError('file.unreadable', details, { cause: error });
    }
  }
}

function toNativeCell(value: unknown): NativeCell {
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'bigint':
    case 'boolean':
      return value;
    case 'object':
      if (value === null || value instanceof Date) return value;
      return JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? String(part) : part));
    default:
      return null;
  }
}
