import type { ImportPlan } from '../../core/dataset/importOptions.ts';
import { createCellRules, createColumnWriter } from './columnWriter.ts';
import { TableBuilder, type RowCells } from './tableBuilder.ts';

const SHOWN_ROWS = 100;
const CHUNK_CELLS = 1 << 16;

/** What the rows of a sample look like under a plan: collected row by row, because records are void after the next is read. */
export class RowPreview {
  readonly rawRows: string[][] = [];
  readonly fits: boolean[][] = [];
  rowCount = 0;
  readonly #builder: TableBuilder;
  readonly #writers;

  constructor(plan: ImportPlan) {
    this.#builder = new TableBuilder(plan, Math.max(16, Math.floor(CHUNK_CELLS / Math.max(1, plan.columns.length))));
    const rules = createCellRules(plan.dialect);
    this.#writers = plan.columns.map((column) => createColumnWriter(column, rules, 1));
  }

  add(record: RowCells, rowNumber: number): void {
    if (this.rawRows.length < SHOWN_ROWS) {
      const cells = Array.from({ length: record.cellCount }, (_, cell) => record.cellText(cell));
      this.rawRows.push(cells);
      this.fits.push(cells.map((_, cell) => this.#fits(record, cell)));
    }
    this.#builder.addRow(record, rowNumber);
    this.rowCount += 1;
    if (this.#builder.isFull) this.#builder.take();
  }

  get problems(): ReturnType<TableBuilder['problems']['report']> {
    return this.#builder.problems.report();
  }

  #fits(record: RowCells, cell: number): boolean {
    const writer = this.#writers[cell];
    return writer !== undefined && record.writeCell(cell, writer, 0);
  }
}
