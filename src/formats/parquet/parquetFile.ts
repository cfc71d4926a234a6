import { gunzipSync } from 'fflate';
import {
  parquetMetadataAsync,
  parquetReadObjects,
  parquetSchema,
  type AsyncBuffer,
  type FileMetaData,
  type SchemaElement,
} from 'hyparquet';
import { AppError, Cancelled, describeUnknown } from '../../shared/appError.ts';
import type { ImportPlan, ImportPreview } from '../../core/dataset/importOptions.ts';
import type { ColumnType } from '../../core/dataset/table.ts';
import type { NativeCell } from '../columns/nativeCell.ts';
import { NativeRow } from '../columns/nativeRow.ts';
import { previewNativeRows, type DeclaredColumn } from '../columns/previewNativeRows.ts';
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
    const { columns, rowCount } = await this.#describe();
    const rows = await this.#readRows(columns, 0, Math.min(rowCount, PREVIEW_ROWS));
    const { rowCount: _, ...shown } = previewNativeRows(rows, columns, given);
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
    const { columns, rowCount } = await this.#describe();
    for (let start = 0; start < rowCount; start += BATCH_ROWS) {
      if (signal.aborted) throw new Cancelled();
      const rows = await this.#readRows(columns, start, Math.min(rowCount, start + BATCH_ROWS));
      for (const [index, cells] of rows.entries()) {
        sink.addRow(new NativeRow(cells), start + index + 1);
        if (sink.isFull) await flush();
      }
      progress((this.file.size * Math.min(rowCount, start + BATCH_ROWS)) / rowCount);
    }
  }

  async #describe(): Promise<{ columns: readonly DeclaredColumn[]; rowCount: number }> {
    const metadata = await this.#loadMetadata();
    const rowCount = Number(metadata.num_rows);
    const columns = parquetSchema(metadata).children.map(({ element }) => ({
      name: element.name,
      type: declaredType(element),
    }));
    if (rowCount === 0 || columns.length === 0) throw new AppError('file.empty', { fileName: this.file.name });
    return { columns, rowCount };
  }

  async #readRows(columns: readonly DeclaredColumn[], rowStart: number, rowEnd: number): Promise<NativeCell[][]> {
    const metadata = await this.#loadMetadata();
    const options = { file: this.#buffer, metadata, compressors: COMPRESSORS, rowStart, rowEnd };
    const rows = await this.#attempt(parquetReadObjects(options));
    return rows.map((row) => columns.map(({ name }) => toNativeCell(row[name])));
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

/** Numbers are what the file says; dates and words are seen from the values, which have types of their own. */
function declaredType({ type, converted_type: converted, logical_type: logical }: SchemaElement): ColumnType | null {
  if (type === 'FLOAT' || type === 'DOUBLE' || converted === 'DECIMAL') return 'number';
  const isPlainInteger = logical === undefined || logical.type === 'INTEGER';
  const isDate = converted === 'DATE' || converted?.startsWith('TIME') === true;
  return (type === 'INT32' || type === 'INT64') && isPlainInteger && !isDate ? 'integer' : null;
}

function toNativeCell(value: unknown): NativeCell {
  if (value === undefined || value === null) return null;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint') return value;
  if (typeof value === 'boolean' || value instanceof Date) return value;
  return JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? String(part) : part));
}
