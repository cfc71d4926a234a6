import { makeColumnNames } from '../../core/dataset/columnNames.ts';
import { findDoubts } from '../../core/dataset/importDoubts.ts';
import type { ColumnPlan, CsvDialect, ImportDoubt } from '../../core/dataset/importOptions.ts';
import { inferColumn } from '../../core/dataset/inferColumn.ts';
import { createCellRules } from './columnWriter.ts';
import { alignHeader, tableWidth } from './layout.ts';

/** The rows that types are inferred from: a sample in the file's order, without the header. */
export type SampleRows = readonly (readonly string[])[];

/** A plan for every column of a table, from its header (null: none) and a sample of its rows. */
export function planColumns(header: readonly string[] | null, rows: SampleRows, dialect: CsvDialect): ColumnPlan[] {
  const names = makeColumnNames(
    header === null ? Array.from({ length: tableWidth(rows) }, () => '') : alignHeader(header, rows),
  );
  const { numbers } = createCellRules(dialect);
  const values = columnValues(names.length, rows, dialect);
  return names.map((name, column) => ({ name, include: true, ...inferColumn(name, values[column] ?? [], numbers) }));
}

/** What looks odd about the planned columns of a table, see `findDoubts`. */
export function doubtColumns(
  columns: readonly ColumnPlan[],
  header: readonly string[] | null,
  rows: SampleRows,
  dialect: CsvDialect,
): ImportDoubt[] {
  const { numbers } = createCellRules(dialect);
  const names = header && alignHeader(header, rows);
  return findDoubts(columns, columnValues(columns.length, rows, dialect), names, numbers);
}

/** For each column its cells in the sample, trimmed, without the missing ones. */
function columnValues(width: number, rows: SampleRows, dialect: CsvDialect): string[][] {
  const { missing } = createCellRules(dialect);
  return Array.from({ length: width }, (_, column) =>
    rows.map((cells) => (cells[column] ?? '').trim()).filter((value) => !missing.has(value)),
  );
}

/** How many columns a table has, by its header (null: none) and a sample of its rows. */
export function countColumns(header: readonly string[] | null, rows: SampleRows): number {
  return header === null ? tableWidth(rows) : alignHeader(header, rows).length;
}

/** The given columns where they are as many as the table has; otherwise those that the table suggests. */
export function chooseColumns(
  given: readonly ColumnPlan[] | undefined,
  header: readonly string[] | null,
  rows: SampleRows,
  dialect: CsvDialect,
): readonly ColumnPlan[] {
  return given?.length === countColumns(header, rows) ? withUniqueNames(given) : planColumns(header, rows, dialect);
}

/** The same columns under names of which none is empty and no two are equal. */
export function withUniqueNames(columns: readonly ColumnPlan[]): ColumnPlan[] {
  const names = makeColumnNames(columns.map(({ name }) => name));
  return columns.map((column, index) => ({ ...column, name: names[index] ?? column.name }));
}
