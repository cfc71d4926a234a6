import { cellAt, type CellValue, type Column, type ColumnType, type RawRow } from '../../core/dataset/table.ts';
import type { DateFormat, ImportPlan } from '../../core/dataset/importOptions.ts';
import type { RowSink } from '../tableFile.ts';
import { createCellRules, createColumnWriter, type ColumnWriter } from './columnWriter.ts';
import type { RowCells } from './tableBuilder.ts';

/** A column that is wanted from a file, with the type that it must have there. */
export interface WantedColumn {
  readonly name: string;
  readonly type: ColumnType;
  /** Booleans: the words for false and true. */
  readonly categories: readonly string[];
  /** Date-times: how they must be written; undefined: as detected in the file. */
  readonly dateFormat?: DateFormat | undefined;
}

/** Why a row of a file is no row for the reader. */
export interface RowFlaw {
  readonly reason: 'malformed' | 'invalidValue' | 'dateFormat';
  /** Empty where the row as a whole is malformed. */
  readonly column: string;
  readonly value: string;
}

/** One record of a file. */
export interface RawRecord {
  /** Its number in the file, from 1. */
  readonly rowNumber: number;
  /** All its cells as written, one per column of the file: missing ones empty, surplus ones left out. */
  readonly texts: readonly string[];
  /** The wanted columns by name, null where they have no value. */
  readonly row: RawRow;
  readonly flaw: RowFlaw | null;
}

interface Reading {
  readonly name: string;
  readonly cell: number;
  readonly type: ColumnType;
  readonly writer: ColumnWriter;
}

/** Reads rows as they stand, and some of their columns as typed values beside, `capacity` rows at a time. */
export class RawRowReader implements RowSink {
  readonly #records: { rowNumber: number; texts: readonly string[]; flaw: RowFlaw | null }[] = [];
  readonly #readings: readonly Reading[];
  readonly #width: number;

  /** @param wanted - of these, columns that the file lacks are passed over */
  constructor(
    plan: ImportPlan,
    wanted: readonly WantedColumn[],
    private readonly capacity: number,
  ) {
    const rules = createCellRules(plan.dialect);
    this.#width = plan.columns.length;
    this.#readings = wanted.flatMap(({ name, type, categories, dateFormat }) => {
      const cell = plan.columns.findIndex((column) => column.name === name);
      const planned = plan.columns[cell];
      if (!planned) return [];
      const [falseWord, trueWord] = categories;
      const isBoolean = type === 'boolean' && falseWord !== undefined && trueWord !== undefined;
      const booleanWords = isBoolean ? ([falseWord, trueWord] as const) : planned.booleanWords;
      const format = dateFormat ?? planned.dateFormat;
      const writer = createColumnWriter({ ...planned, type, booleanWords, dateFormat: format }, rules, capacity);
      return [{ name, cell, type, writer }];
    });
  }

  get isFull(): boolean {
    return this.#records.length === this.capacity;
  }

  addRow(record: RowCells, rowNumber: number): void {
    const at = this.#records.length;
    const isWhole = record.fault === null && record.cellCount === this.#width;
    let flaw: RowFlaw | null = isWhole ? null : { reason: 'malformed', column: '', value: '' };
    for (const { name, cell, type, writer } of this.#readings) {
      if (cell >= record.cellCount) writer.writeMissing(at);
      else if (!record.writeCell(cell, writer, at)) {
        const reason = type === 'datetime' ? 'dateFormat' : 'invalidValue';
        flaw ??= { reason, column: name, value: record.cellText(cell) };
      }
    }
    const texts = Array.from({ length: this.#width }, (_, cell) =>
      cell < record.cellCount ? record.cellText(cell) : '',
    );
    this.#records.push({ rowNumber, texts, flaw });
  }

  /** The records so far; the reader goes on with the next. */
  take(): RawRecord[] {
    const records = this.#records.splice(0);
    const columns = this.#readings.map(({ name, type, writer }): Column => {
      const categories = writer.categories();
      return { name, type, ...(categories ? { categories } : {}), data: writer.take(records.length) };
    });
    return records.map((record, at) => {
      const cells = columns.map((column): [string, CellValue] => [column.name, cellAt(column, at)]);
      return { ...record, row: Object.fromEntries(cells) };
    });
  }
}
