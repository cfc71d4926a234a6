import { gunzipSync } from 'fflate';
import {
  parquetMetadataAsync,
  parquetScan,
  parquetSchema,
  type AsyncBuffer,
  type Compressors,
  type FileMetaData,
  type ParquetScan,
  type SchemaElement,
} from 'hyparquet';
import { AppError, Cancelled, describeUnknown } from '../../shared/appError.ts';
import type { ImportPlan, ImportPreview } from '../../core/dataset/importOptions.ts';
import type { ColumnType } from '../../core/dataset/table.ts';
import { checkColumnCount } from '../columns/columnLimit.ts';
import type { NativeCell } from '../columns/nativeCell.ts';
import { NativeRow } from '../columns/nativeRow.ts';
import { previewNativeRows, type DeclaredColumn } from '../columns/previewNativeRows.ts';
import type { TableBuilder } from '../columns/tableBuilder.ts';
import type { ReadContext, TableFile } from '../tableFile.ts';

const PREVIEW_ROWS = 2000;
/** Rows between two looks at the signal. */
const ROWS_PER_STEP = 16_384;
/** Snappy is the library's own. */
const COMPRESSORS: Compressors = { GZIP: (input) => gunzipSync(input) };
const COMMON_CODECS = new Set(['UNCOMPRESSED', 'SNAPPY', 'GZIP']);

type Values = ArrayLike<unknown>;

/** A Parquet file, read one row group at a time, and of it the wanted columns only. Lists and structs become JSON text. */
export class ParquetFile implements TableFile {
  readonly kind = 'parquet';
  readonly #buffer: AsyncBuffer;
  #metadata: Promise<FileMetaData> | null = null;

  constructor(private readonly file: File) {
    this.#buffer = { byteLength: file.size, slice: (start, end) => file.slice(start, end).arrayBuffer() };
  }

  async preview(given: Partial<ImportPlan>): Promise<ImportPreview> {
    const { name: fileName, size: sizeBytes } = this.file;
    const { columns, rowCount, scan } = await this.#open();
    const end = Math.min(scan.ranges[0]?.rowEnd ?? 0, PREVIEW_ROWS);
    const values = await this.#readColumns(scan, columns, 0, end);
    const rows = Array.from({ length: end }, (_, row) => cellsOf(values, row));
    const { rowCount: _, ...shown } = previewNativeRows(rows, columns, given);
    const isComplete = end === rowCount;
    const noSheets = { sheets: [], sheet: null };
    return { kind: this.kind, fileName, sizeBytes, ...shown, ...noSheets, isComplete, estimatedRows: rowCount };
  }

  async read(plan: ImportPlan, builder: TableBuilder, { signal, progress, flush }: ReadContext): Promise<void> {
    const { columns, rowCount, scan } = await this.#open();
    const wanted = columns.map((column, i) => (plan.columns[i]?.include === true ? column : null));
    for (const { rowStart, rowEnd } of scan.ranges) {
      const values = await this.#readColumns(scan, wanted, rowStart, rowEnd);
      for (let row = rowStart; row < rowEnd; row++) {
        if (row % ROWS_PER_STEP === 0) {
          if (signal.aborted) throw new Cancelled();
          progress((this.file.size * row) / rowCount);
        }
        builder.addRow(new NativeRow(cellsOf(values, row - rowStart)), row + 1);
        if (builder.isFull) await flush();
      }
    }
    progress(this.file.size);
  }

  async #open(): Promise<{ columns: readonly DeclaredColumn[]; rowCount: number; scan: ParquetScan }> {
    this.#metadata ??= this.#attempt(parquetMetadataAsync(this.#buffer));
    const metadata = await this.#metadata;
    const compressors = await compressorsFor(metadata);
    const scan = await this.#attempt(parquetScan({ file: this.#buffer, metadata, compressors }));
    const rowCount = Number(metadata.num_rows);
    const columns = parquetSchema(metadata).children.map(({ element }) => ({
      name: element.name,
      type: declaredType(element),
    }));
    checkColumnCount(this.file.name, columns.length);
    if (rowCount === 0 || columns.length === 0) throw new AppError('file.empty', { fileName: this.file.name });
    return { columns, rowCount, scan };
  }

  /** The values of rows `rowStart` … `rowEnd` - 1, which are of one row group; nothing for a column that is null. */
  async #readColumns(
    scan: ParquetScan,
    columns: readonly (DeclaredColumn | null)[],
    rowStart: number,
    rowEnd: number,
  ): Promise<readonly Values[]> {
    const values: Values[] = [];
    for (const column of columns) {
      const reading = column && scan.readColumn({ column: column.name, rowStart, rowEnd });
      values.push(reading ? await this.#attempt(reading) : []);
    }
    return values;
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

async function compressorsFor({ row_groups: groups }: FileMetaData): Promise<Compressors> {
  const isCommon = groups.every(({ columns }) =>
    columns.every(({ meta_data: column }) => column === undefined || COMMON_CODECS.has(column.codec)),
  );
  return isCommon ? COMPRESSORS : { ...COMPRESSORS, ...(await import('./rareCompressors.ts')).rareCompressors };
}

function cellsOf(columns: readonly Values[], row: number): NativeCell[] {
  return columns.map((values) => toNativeCell(values[row]));
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
