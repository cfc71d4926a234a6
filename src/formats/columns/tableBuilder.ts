import type { ColumnPlan, ImportPlan, ImportProblem } from '../../core/dataset/importOptions.ts';
import type { ColumnSchema, ColumnValues } from '../../core/dataset/table.ts';
import { createCellRules, createColumnWriter, MAX_CATEGORIES, type ColumnWriter } from './columnWriter.ts';
import { ProblemLog } from './problemLog.ts';

/** One record of a file, whatever its format. */
export interface RowCells {
  readonly cellCount: number;
  /** What is wrong with the record as a whole, its number of cells aside. */
  readonly fault: 'unterminated' | 'textAfterQuote' | 'undecodable' | null;
  /** The file that it is in, where there are several. */
  readonly file?: string;
  /** Lets the writer read cell `cell` into its row `row`; false where it does not fit. */
  writeCell(cell: number, writer: ColumnWriter, row: number): boolean;
  /** The cell as written. */
  cellText(cell: number): string;
}

/** The same rows of all columns. */
export interface TableChunk {
  readonly values: readonly ColumnValues[];
  readonly rowCount: number;
}

interface PlannedColumn {
  readonly plan: ColumnPlan;
  /** Its place among the file's cells. */
  readonly cell: number;
  readonly writer: ColumnWriter;
}

function inFile(problem: ImportProblem, { file }: RowCells): ImportProblem {
  return file === undefined ? problem : { ...problem, file };
}

/** Turns a file's records into typed columns under a plan, `chunkRows` rows at a time, and notes everything that does not fit. */
export class TableBuilder {
  /** Rows that wait to be taken. */
  rowCount = 0;
  /** Rows that the plan's policies left out. */
  skippedRows = 0;
  readonly problems = new ProblemLog();
  readonly #columns: readonly PlannedColumn[];
  /** Categories last: a row that is left out for another column's cell must not leave a word behind. */
  readonly #writingOrder: readonly PlannedColumn[];

  constructor(
    private readonly plan: ImportPlan,
    private readonly chunkRows: number,
  ) {
    const rules = createCellRules(plan.dialect);
    this.#columns = plan.columns.flatMap((column, cell) =>
      column.include ? [{ plan: column, cell, writer: createColumnWriter(column, rules, chunkRows) }] : [],
    );
    const isCategory = (column: PlannedColumn): number => Number(column.plan.type === 'category');
    this.#writingOrder = this.#columns.toSorted((a, b) => isCategory(a) - isCategory(b));
  }

  get isFull(): boolean {
    return this.rowCount === this.chunkRows;
  }

  /** Adds record number `rowNumber` of the file. Must not be called when full. */
  addRow(record: RowCells, rowNumber: number): void {
    const flaw = this.#findFlaw(record, rowNumber);
    if (flaw !== null) this.problems.add(inFile(flaw, record));
    const isKept = (flaw === null || this.plan.malformed === 'repair') && this.#writeCells(record, rowNumber);
    if (isKept) this.rowCount += 1;
    else this.skippedRows += 1;
  }

  /** The rows so far; the builder goes on with the next. */
  take(): TableChunk {
    const { rowCount } = this;
    this.rowCount = 0;
    return { values: this.#columns.map(({ writer }) => writer.take(rowCount)), rowCount };
  }

  /** The columns as they are known so far: categories grow with the rows. */
  schema(): ColumnSchema[] {
    return this.#columns.map(({ plan: { name, type, dateFormat }, writer }) => {
      const categories = writer.categories();
      if (type === 'datetime') return { name, type, dateFormat };
      return categories === null ? { name, type } : { name, type, categories };
    });
  }

  /** Category columns that hold more words than a category column may. */
  overfullCategories(): string[] {
    return this.#columns
      .filter(({ writer }) => (writer.categories()?.length ?? 0) > MAX_CATEGORIES)
      .map(({ plan }) => plan.name);
  }

  #findFlaw(record: RowCells, row: number): ImportProblem | null {
    const { fault, cellCount: found } = record;
    if (fault === 'undecodable') return { kind: fault, row };
    if (fault !== null) return { kind: 'quote', row, detail: fault };
    const expected = this.plan.columns.length;
    if (found === expected) return null;
    return { kind: found < expected ? 'tooFewCells' : 'tooManyCells', row, expected, found };
  }

  /** False where the row must be left out for a cell that does not fit. */
  #writeCells(record: RowCells, rowNumber: number): boolean {
    let isKept = true;
    for (const { cell, plan, writer } of this.#writingOrder) {
      if (cell >= record.cellCount) {
        writer.writeMissing(this.rowCount);
      } else if ((isKept || plan.type !== 'category') && !record.writeCell(cell, writer, this.rowCount)) {
        const { name: column, type: expected } = plan;
        const value = record.cellText(cell);
        this.problems.add(inFile({ kind: 'invalidCell', row: rowNumber, column, value, expected }, record));
        if (this.plan.invalidCells === 'skipRow') isKept = false;
      }
    }
    return isKept;
  }
}
