import type { ImportPlan, ImportPreview } from '../../core/dataset/importOptions.ts';
import { AppError, Cancelled } from '../../shared/appError.ts';
import { checkColumnCount } from '../columns/columnLimit.ts';
import type { NativeCell } from '../columns/nativeCell.ts';
import { NativeRow } from '../columns/nativeRow.ts';
import { previewNativeRows, type DeclaredColumn } from '../columns/previewNativeRows.ts';
import { readBytes } from '../csv/fileBytes.ts';
import type { ReadContext, RowSink, TableFile } from '../tableFile.ts';
import { NPY_KINDS, parseNpyHeader, type NpyHeader } from './npyHeader.ts';

const HEADER_BYTES = 1 << 14;
const PREVIEW_ROWS = 2000;
const ROWS_PER_STEP = 1 << 16;

interface OpenedArray {
  readonly header: NpyHeader;
  readonly values: (typeof NPY_KINDS)[string];
  readonly rowCount: number;
  readonly columns: readonly DeclaredColumn[];
}

/** A NumPy array of numbers: of one axis a column, of two a table. */
export class NpyFile implements TableFile {
  readonly kind = 'npy';

  constructor(private readonly file: File) {}

  async preview(given: Partial<ImportPlan>): Promise<ImportPreview> {
    const { name: fileName, size: sizeBytes } = this.file;
    const array = await this.#open();
    const end = Math.min(array.rowCount, PREVIEW_ROWS);
    const rows = await this.#readRows(array, 0, end);
    const { rowCount: _, ...shown } = previewNativeRows(rows, array.columns, given);
    const isComplete = end === array.rowCount;
    const noSheets = { sheets: [], sheet: null };
    return { kind: this.kind, fileName, sizeBytes, ...shown, ...noSheets, isComplete, estimatedRows: array.rowCount };
  }

  async read(_: ImportPlan, sink: RowSink, { signal, progress, flush }: ReadContext): Promise<void> {
    const array = await this.#open();
    for (let start = 0; start < array.rowCount; start += ROWS_PER_STEP) {
      if (signal.aborted) throw new Cancelled();
      const rows = await this.#readRows(array, start, Math.min(array.rowCount, start + ROWS_PER_STEP));
      for (const [i, cells] of rows.entries()) {
        sink.addRow(new NativeRow(cells), start + i + 1);
        if (sink.isFull) await flush();
      }
      progress((this.file.size * Math.min(array.rowCount, start + ROWS_PER_STEP)) / array.rowCount);
    }
  }

  async #open(): Promise<OpenedArray> {
    const { name: fileName, size } = this.file;
    const refuse = (reason: string): AppError => new AppError('file.unreadable', { fileName, reason });
    const header = parseNpyHeader(await readBytes(this.file, 0, HEADER_BYTES));
    if (!header) throw refuse('its NumPy header cannot be read');
    const values = NPY_KINDS[header.kind];
    if (!values) throw refuse(`it holds values of the NumPy type ${header.kind}, not plain numbers`);
    const [rowCount = 0, width = 1, ...more] = header.shape;
    if (header.shape.length === 0 || more.length > 0)
      throw refuse(`it is an array of ${header.shape.length} axes; one axis (a series) or two (a table) can be read`);
    if (rowCount === 0 || width === 0) throw new AppError('file.empty', { fileName });
    checkColumnCount(fileName, width);
    if (size < header.offset + rowCount * width * values.bytes)
      throw refuse('it is shorter than its header says: it was cut off');
    const type = values.isWhole ? ('integer' as const) : ('number' as const);
    const columns = Array.from({ length: width }, (__, i) => ({
      name: width === 1 ? 'value' : `value ${i + 1}`,
      type,
    }));
    return { header, values, rowCount, columns };
  }

  async #readRows(
    { header, values, rowCount, columns }: OpenedArray,
    start: number,
    end: number,
  ): Promise<NativeCell[][]> {
    const width = columns.length;
    const { offset, isFortranOrder, isLittleEndian } = header;
    const count = end - start;
    const rows = Array.from({ length: count }, () => new Array<NativeCell>(width).fill(null));
    const take = async (first: number, cells: number, put: (i: number, value: number) => void): Promise<void> => {
      const bytes = await readBytes(this.file, offset + first * values.bytes, offset + (first + cells) * values.bytes);
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      for (let i = 0; i < cells; i++) put(i, values.read(view, i * values.bytes, isLittleEndian));
    };
    const set = (row: number, column: number, value: number): void => {
      const cells = rows[row];
      if (cells) cells[column] = Number.isNaN(value) ? null : value;
    };
    if (isFortranOrder) {
      for (let column = 0; column < width; column++)
        await take(column * rowCount + start, count, (i, value) => set(i, column, value));
    } else {
      await take(start * width, count * width, (i, value) => set(Math.floor(i / width), i % width, value));
    }
    return rows;
  }
}
