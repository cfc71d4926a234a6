import readXlsxFile from 'read-excel-file/web-worker';
import { AppError, Cancelled, describeUnknown } from '../../shared/appError.ts';
import type { ImportPlan, ImportPreview } from '../../core/dataset/importOptions.ts';
import { checkColumnCount } from '../columns/columnLimit.ts';
import type { NativeCell } from '../columns/nativeCell.ts';
import { isBlankRow, NativeRow } from '../columns/nativeRow.ts';
import { previewNativeRows } from '../columns/previewNativeRows.ts';
import type { ReadContext, RowSink, TableFile } from '../tableFile.ts';

type Rows = readonly (readonly NativeCell[])[];

/** Rows between two looks at the signal. */
const ROWS_PER_STEP = 4096;

/** One sheet of an Excel workbook. The format allows no streaming: all of it is unpacked in memory. */
export class XlsxFile implements TableFile {
  readonly kind = 'xlsx';
  #sheets: Promise<ReadonlyMap<string, Rows>> | null = null;

  constructor(
    private readonly file: File,
    private readonly sheet: string | null,
  ) {}

  async preview(given: Partial<ImportPlan>): Promise<ImportPreview> {
    const { name: fileName, size: sizeBytes } = this.file;
    const rows = await this.#rows();
    const sheets = [...(await this.#load()).keys()];
    const { rowCount, ...shown } = previewNativeRows(rows, null, given);
    const sheet = this.sheet ?? sheets[0] ?? null;
    return { kind: this.kind, fileName, sizeBytes, ...shown, sheets, sheet, isComplete: true, estimatedRows: rowCount };
  }

  async read(plan: ImportPlan, sink: RowSink, { signal, progress, flush }: ReadContext): Promise<void> {
    const rows = await this.#rows();
    const firstRow = plan.dialect.skipLines + Number(plan.dialect.hasHeader);
    for (const [index, cells] of rows.entries()) {
      if (index % ROWS_PER_STEP === 0) {
        if (signal.aborted) throw new Cancelled();
        progress((this.file.size * index) / rows.length);
      }
      if (index < firstRow || isBlankRow(cells)) continue;
      sink.addRow(new NativeRow(cells), index + 1);
      if (sink.isFull) await flush();
    }
  }

  async #rows(): Promise<Rows> {
    const { name: fileName } = this.file;
    const sheets = await this.#load();
    const sheet = this.sheet ?? [...sheets.keys()][0] ?? '';
    const rows = sheets.get(sheet);
    if (rows === undefined) throw new AppError('file.sheetMissing', { fileName, sheet });
    checkColumnCount(
      fileName,
      rows.reduce((width, { length }) => Math.max(width, length), 0),
    );
    if (rows.every(isBlankRow)) throw new AppError('file.empty', { fileName });
    return rows;
  }

  #load(): Promise<ReadonlyMap<string, Rows>> {
    this.#sheets ??= readWorkbook(this.file);
    return this.#sheets;
  }
}

/** Sheets by name, in the workbook's order. */
async function readWorkbook(file: File): Promise<ReadonlyMap<string, Rows>> {
  try {
    const sheets = await readXlsxFile(file, { trim: false });
    return new Map(sheets.map(({ sheet, data }) => [sheet, data.map((row) => row.map(toNativeCell))]));
  } catch (error) {
    const isNoWorkbook = describeUnknown(error).includes('not found inside');
    if (isNoWorkbook) throw new AppError('file.notATable', { fileName: file.name }, { cause: error });
    throw new AppError('file.unreadable', { fileName: file.name, reason: describeUnknown(error) }, { cause: error });
  }
}

/** The library declares a date cell as the constructor `Date` where it means a `Date`. */
function toNativeCell(cell: unknown): NativeCell {
  if (typeof cell === 'string' || typeof cell === 'number' || typeof cell === 'boolean' || cell instanceof Date)
    return cell;
  return null;
}
