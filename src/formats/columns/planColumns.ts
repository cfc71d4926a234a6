import { makeColumnNames } from '../../core/dataset/columnNames.ts';
import type { ColumnPlan, CsvDialect } from '../../core/dataset/importOptions.ts';
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
  const { numbers, missing } = createCellRules(dialect);
  return names.map((name, column) => {
    const values = rows.map((cells) => (cells[column] ?? '').trim()).filter((value) => !missing.has(value));
    return { name, include: true, ...inferColumn(name, values, numbers) };
  });
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
