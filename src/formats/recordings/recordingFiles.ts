import type { ColumnPlan, ImportPlan, ImportPreview, ImportProblem } from '../../core/dataset/importOptions.ts';
import { CLASS_COLUMN, describeRecordings, RECORDING_COLUMN, type Recording } from '../../core/dataset/recordings.ts';
import { AppError } from '../../shared/appError.ts';
import type { ColumnWriter } from '../columns/columnWriter.ts';
import type { RowCells } from '../columns/tableBuilder.ts';
import { encodeCell } from '../columns/utf8Text.ts';
import { openTableFile } from '../openTableFile.ts';
import type { ReadContext, RowSink, TableFile } from '../tableFile.ts';

/** A file, and the path that names it. */
export interface RecordingFile {
  readonly path: string;
  readonly file: File;
}

/**
 * Files that hold one recording each, as one table: their rows one after the other, behind columns that name the file and its class. All must
 * have the columns of the first, by name where they have names.
 */
export class RecordingFiles implements TableFile {
  readonly kind = 'recordings';
  readonly #recordings: readonly Recording[];
  readonly #added: readonly string[];

  /** @param withClass - false: new recordings, of which the class is not known */
  constructor(
    private readonly files: readonly RecordingFile[],
    withClass = true,
  ) {
    this.#recordings = describeRecordings(files.map(({ path }) => path));
    const hasClass = withClass && this.#recordings.some(({ className }) => className !== null);
    this.#added = hasClass ? [RECORDING_COLUMN, CLASS_COLUMN] : [RECORDING_COLUMN];
  }

  async preview(given: Partial<ImportPlan>): Promise<ImportPreview> {
    const [first] = this.files;
    if (!first) throw new AppError('file.empty', { fileName: '' });
    const inner = await (await openTableFile(first.file, null)).preview(this.#ofFile(given));
    const sizeBytes = this.files.reduce((sum, { file }) => sum + file.size, 0);
    const recording = this.#recordings[0];
    const cells = recording ? this.#cellsOf(recording) : [];
    const own = given.columns?.slice(0, this.#added.length) ?? this.#added.map(addedColumn);
    return {
      ...inner,
      kind: this.kind,
      sizeBytes,
      plan: { ...inner.plan, columns: [...own, ...inner.plan.columns] },
      rawRows: inner.rawRows.map((row) => [...cells, ...row]),
      fits: inner.fits.map((row) => [...cells.map(() => true), ...row]),
      isComplete: inner.isComplete && this.files.length === 1,
      estimatedRows: Math.round((inner.estimatedRows * sizeBytes) / Math.max(1, first.file.size)),
    };
  }

  async read(plan: ImportPlan, sink: RowSink, context: ReadContext): Promise<void> {
    const inner = this.#ofFile(plan);
    let names: readonly string[] | null = null;
    let doneBytes = 0;
    for (const [index, { file }] of this.files.entries()) {
      const table = await openTableFile(file, null);
      const { plan: found } = await table.preview({ dialect: plan.dialect });
      const here = found.columns.map(({ name }) => name);
      names ??= here;
      const cells = this.#cellsOf(this.#recordings[index] ?? { name: file.name, className: null });
      const order = orderOf(names, here, file.name, this.files[0]?.file.name ?? '');
      const wrapped: RowSink = {
        get isFull() {
          return sink.isFull;
        },
        addRow: (record, row) => sink.addRow(new RecordingRow(record, cells, order, file.name), row),
      };
      await table.read({ ...plan, ...inner }, wrapped, {
        ...context,
        progress: (bytes) => context.progress(doneBytes + bytes),
      });
      doneBytes += file.size;
    }
  }

  /** The plan of the files' own columns. */
  #ofFile<P extends Partial<ImportPlan>>(plan: P): P {
    return plan.columns ? { ...plan, columns: plan.columns.slice(this.#added.length) } : plan;
  }

  #cellsOf({ name, className }: Recording): readonly string[] {
    return this.#added.length === 2 ? [name, className ?? ''] : [name];
  }
}

function addedColumn(name: string): ColumnPlan {
  return { name, type: 'category', include: true, dateFormat: 'iso', booleanWords: ['false', 'true'] };
}

/** For each column of the first file its place in another. */
function orderOf(
  names: readonly string[],
  here: readonly string[],
  fileName: string,
  first: string,
): readonly number[] | null {
  if (names.length === here.length && names.every((name, i) => name === here[i])) return null;
  const order = names.map((name) => here.indexOf(name));
  const missing = names.find((_, i) => order[i] === -1);
  const surplus = here.find((name) => !names.includes(name));
  if (missing !== undefined || surplus !== undefined)
    throw new AppError('file.columnsDiffer', {
      fileName,
      first,
      column: missing ?? surplus ?? '',
      isMissing: missing !== undefined,
    });
  return order;
}

/** A record behind the cells that name its file. */
class RecordingRow implements RowCells {
  constructor(
    private readonly inner: RowCells,
    private readonly cells: readonly string[],
    private readonly order: readonly number[] | null,
    readonly file: NonNullable<ImportProblem['file']>,
  ) {}

  get cellCount(): number {
    return this.inner.cellCount + this.cells.length;
  }

  get fault(): RowCells['fault'] {
    return this.inner.fault;
  }

  writeCell(cell: number, writer: ColumnWriter, row: number): boolean {
    const own = this.cells[cell];
    if (own === undefined) return this.inner.writeCell(this.#place(cell), writer, row);
    const source = encodeCell(own);
    return writer.write(source, 0, source.bytes.length, row);
  }

  cellText(cell: number): string {
    return this.cells[cell] ?? this.inner.cellText(this.#place(cell));
  }

  #place(cell: number): number {
    const place = cell - this.cells.length;
    return this.order?.[place] ?? place;
  }
}
