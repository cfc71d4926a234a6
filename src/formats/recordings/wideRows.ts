import type { ColumnPlan, ImportPlan, ImportPreview } from '../../core/dataset/importOptions.ts';
import {
  findStepColumns,
  SEQUENCE_COLUMN,
  STEP_COLUMN,
  VALUE_COLUMN,
  type ColumnRun,
} from '../../core/dataset/recordings.ts';
import { AppError } from '../../shared/appError.ts';
import type { ColumnWriter } from '../columns/columnWriter.ts';
import type { RowCells } from '../columns/tableBuilder.ts';
import { encodeCell } from '../columns/utf8Text.ts';
import type { ReadContext, RowSink, TableFile } from '../tableFile.ts';

/** Columns in front of a file's own: the row, and the step in it. */
const IN_FRONT = 2;
const SHOWN_ROWS = 100;

/**
 * A table whose rows are a sequence each, made long: a row for each step, with the row's number, the step's, the other columns, and the value.
 */
export class WideRows implements TableFile {
  readonly kind;

  constructor(
    private readonly inner: TableFile,
    private readonly fileName: string,
  ) {
    this.kind = inner.kind;
  }

  async preview(given: Partial<ImportPlan>): Promise<ImportPreview> {
    const { columns: chosen, ...rest } = given;
    const inner = await this.inner.preview(rest);
    const run = this.#runOf(inner.plan.columns);
    const columns = longColumns(inner.plan.columns, run);
    const steps = run.end - run.first;
    const long = <T>(rows: readonly (readonly T[])[], own: (row: number, step: number) => T[]): T[][] =>
      rows
        .flatMap((cells, row) =>
          cells.slice(run.first, run.end).map((cell, step) => [...own(row, step), ...othersOf(cells, run), cell]),
        )
        .slice(0, SHOWN_ROWS);
    return {
      ...inner,
      plan: { ...inner.plan, columns: chosen?.length === columns.length ? chosen : columns },
      rawRows: long(inner.rawRows, (row, step) => [String(row + 1), String(step)]),
      fits: long(inner.fits, () => [true, true]),
      estimatedRows: inner.estimatedRows * steps,
      doubts: [],
    };
  }

  async read(plan: ImportPlan, sink: RowSink, context: ReadContext): Promise<void> {
    const { plan: found } = await this.inner.preview({ dialect: plan.dialect });
    const run = this.#runOf(found.columns);
    // A record is void after the call, so its steps are taken at once: a sink that is full in between is emptied by the next row.
    const waiting: LongRow[] = [];
    let sequence = 0;
    const wrapped: RowSink = {
      isFull: true,
      addRow: (record, row) => {
        sequence += 1;
        const isWhole = record.fault === null && record.cellCount === found.columns.length;
        const steps = isWhole ? run.end - run.first : 1;
        const texts = Array.from({ length: record.cellCount }, (_, cell) => record.cellText(cell));
        for (let step = 0; step < steps; step++)
          waiting.push(new LongRow(record.fault, texts, found.columns.length, run, sequence, step, row));
      },
    };
    const drain = async (): Promise<void> => {
      for (const each of waiting) {
        sink.addRow(each, each.row);
        if (sink.isFull) await context.flush();
      }
      waiting.length = 0;
    };
    await this.inner.read({ ...plan, columns: found.columns }, wrapped, { ...context, flush: drain });
    await drain();
  }

  #runOf(columns: readonly ColumnPlan[]): ColumnRun {
    const run = findStepColumns(columns);
    if (!run) throw new AppError('file.noSteps', { fileName: this.fileName });
    return run;
  }
}

function othersOf<T>(cells: readonly T[], { first, end }: ColumnRun): readonly T[] {
  return [...cells.slice(0, first), ...cells.slice(end)];
}

function longColumns(columns: readonly ColumnPlan[], run: ColumnRun): ColumnPlan[] {
  const whole = (name: string): ColumnPlan => ({
    name,
    type: 'integer',
    include: true,
    dateFormat: 'iso',
    booleanWords: ['false', 'true'],
  });
  const isNumber = columns.slice(run.first, run.end).some(({ type }) => type === 'number');
  return [
    whole(SEQUENCE_COLUMN),
    whole(STEP_COLUMN),
    ...othersOf(columns, run),
    { ...whole(VALUE_COLUMN), type: isNumber ? 'number' : 'integer' },
  ];
}

/** One step of a row. A row that is malformed is one record, with as many cells too few or too many. */
class LongRow implements RowCells {
  readonly #cells: readonly string[];

  constructor(
    readonly fault: RowCells['fault'],
    texts: readonly string[],
    width: number,
    run: ColumnRun,
    sequence: number,
    step: number,
    readonly row: number,
  ) {
    const isWhole = texts.length === width;
    this.#cells = isWhole
      ? [String(sequence), String(step), ...othersOf(texts, run), texts[run.first + step] ?? '']
      : Array<string>(Math.max(0, texts.length - (run.end - run.first) + 1 + IN_FRONT)).fill('');
  }

  get cellCount(): number {
    return this.#cells.length;
  }

  writeCell(cell: number, writer: ColumnWriter, row: number): boolean {
    const source = encodeCell(this.cellText(cell));
    return writer.write(source, 0, source.bytes.length, row);
  }

  cellText(cell: number): string {
    return this.#cells[cell] ?? '';
  }
}
