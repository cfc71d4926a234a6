import type { ColumnPlan, CsvDialect, ImportPlan, ImportPreview } from '../../core/dataset/importOptions.ts';
import type { NumberStyle } from '../../core/dataset/numberText.ts';
import type { ColumnType } from '../../core/dataset/table.ts';
import { detectLayout } from './layout.ts';
import { detectMissingTokens } from './missingWords.ts';
import { nativeCellText, type NativeCell } from './nativeCell.ts';
import { isBlankRow, NativeRow } from './nativeRow.ts';
import { chooseColumns, doubtColumns } from './planColumns.ts';
import { RowPreview } from './rowPreview.ts';

type Rows = readonly (readonly NativeCell[])[];

/** What a file says of a column itself; its type where that settles more than a look at the values would. */
export interface DeclaredColumn {
  readonly name: string;
  readonly type: ColumnType | null;
}

/** Rows that types are inferred from; more are passed over evenly after the first half. */
const SAMPLE_ROWS = 10_000;
const NATIVE_STYLE: NumberStyle = { decimal: '.', thousands: '' };

/** What the rows of a typed file look like under the given parts of a plan. `declared`: the columns by the file's own account; null: their names are in a row, if anywhere. */
export function previewNativeRows(
  rows: Rows,
  declared: readonly DeclaredColumn[] | null,
  given: Partial<ImportPlan>,
): Pick<ImportPreview, 'plan' | 'rawRows' | 'fits' | 'problems' | 'doubts'> & { rowCount: number } {
  const dialect = given.dialect ?? detectNativeDialect(rows, declared !== null);
  const firstRow = dialect.skipLines + Number(dialect.hasHeader);
  const header =
    declared?.map(({ name }) => name) ??
    (dialect.hasHeader ? (rows[dialect.skipLines] ?? []).map(nativeCellText) : null);
  const sample = sampleRows(rows.slice(firstRow).filter((cells) => !isBlankRow(cells)));
  const chosen = chooseColumns(given.columns, header, sample, dialect);
  const isGiven = given.columns?.length === chosen.length;
  const columns = isGiven ? chosen : chosen.map((column, i) => withDeclaredType(column, declared?.[i]));
  const { malformed = 'skip', invalidCells = 'missing' } = given;
  const plan: ImportPlan = { dialect, columns, malformed, invalidCells };
  const preview = new RowPreview(plan);
  for (const [index, cells] of rows.entries()) {
    if (index >= firstRow && !isBlankRow(cells)) preview.add(new NativeRow(cells), index + 1);
  }
  const { rawRows, fits, problems, rowCount } = preview;
  const doubts = doubtColumns(columns, declared === null ? header : null, sample, dialect);
  return { plan, rawRows, fits, problems, doubts, rowCount };
}

/** The file knows best, but whole numbers may still be those of identifiers. */
function withDeclaredType(column: ColumnPlan, declared: DeclaredColumn | undefined): ColumnPlan {
  const type = declared?.type ?? null;
  return type === null || (type === 'integer' && column.type === 'identifier') ? column : { ...column, type };
}

/** What a dialect says of a file that is no text: where its header is, and what stands for missing. */
function detectNativeDialect(rows: Rows, hasNames: boolean): CsvDialect {
  const texts = rows.slice(0, SAMPLE_ROWS).map((cells) => cells.map(nativeCellText));
  const skipLines = hasNames ? 0 : countTitleRows(texts);
  const table = texts.slice(skipLines);
  const hasHeader = !hasNames && detectLayout(table, NATIVE_STYLE).hasHeader;
  const missingTokens = detectMissingTokens(table, NATIVE_STYLE);
  const unused = { encoding: 'utf-8', delimiter: ',', quote: '"', comment: '' } as const;
  return { ...unused, ...NATIVE_STYLE, skipLines, hasHeader, missingTokens };
}

/** Rows at the top with no more than one cell filled: blank ones and titles. */
function countTitleRows(rows: readonly (readonly string[])[]): number {
  const width = Math.max(0, ...rows.map(({ length }) => length));
  const first = rows.findIndex((cells) => cells.filter((cell) => cell !== '').length > (width > 2 ? 1 : 0));
  return Math.max(0, first);
}

function sampleRows(rows: Rows): string[][] {
  const half = SAMPLE_ROWS / 2;
  const step = Math.max(1, Math.ceil((rows.length - half) / half));
  return rows.filter((_, row) => row < half || row % step === 0).map((cells) => cells.map(nativeCellText));
}
