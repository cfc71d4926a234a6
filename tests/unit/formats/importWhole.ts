import type { ImportPlan, ImportPreview, ProblemReport } from '../../../src/core/dataset/importOptions.ts';
import { cellAt, type CellValue, type Column, type ColumnValues } from '../../../src/core/dataset/table.ts';
import { TableBuilder } from '../../../src/formats/columns/tableBuilder.ts';
import { openTableFile } from '../../../src/formats/openTableFile.ts';

export interface WholeImport {
  readonly preview: ImportPreview;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly CellValue[])[];
  readonly problems: ProblemReport;
  readonly skippedRows: number;
}

export interface ImportWish {
  readonly given?: Partial<ImportPlan>;
  /** Changes the detected plan before the file is read. */
  readonly adjust?: (plan: ImportPlan) => ImportPlan;
  readonly sheet?: string;
  readonly chunkRows?: number;
}

/** Previews a file and reads all of it under the previewed plan, in memory. */
export async function importWhole(content: BlobPart, wish: ImportWish = {}): Promise<WholeImport> {
  const file = new File([content], 'test.csv');
  const table = await openTableFile(file, wish.sheet ?? null);
  const preview = await table.preview(wish.given ?? {});
  const plan = wish.adjust ? wish.adjust(preview.plan) : preview.plan;
  const builder = new TableBuilder(plan, wish.chunkRows ?? 1000);
  const chunks: (readonly ColumnValues[])[] = [];
  const flush = async (): Promise<void> => void chunks.push(builder.take().values);
  const { signal } = new AbortController();
  await table.read(plan, builder, { signal, flush, progress: () => undefined });
  if (builder.rowCount > 0) await flush();

  const schema = builder.schema();
  const rows = chunks.flatMap((values) => {
    const columns = schema.map((each, i): Column => ({ ...each, data: values[i] ?? { kind: 'text', values: [] } }));
    const rowCount = columns[0]?.data.values.length ?? 0;
    return Array.from({ length: rowCount }, (_, row) => columns.map((column) => cellAt(column, row)));
  });
  const columns = schema.map((each, i): Column => ({ ...each, data: chunks[0]?.[i] ?? { kind: 'text', values: [] } }));
  return { preview, columns, rows, problems: builder.problems.report(), skippedRows: builder.skippedRows };
}

/** A plan with every column as text, so that cells come out as they were written. */
export function asText(plan: ImportPlan): ImportPlan {
  return { ...plan, columns: plan.columns.map((column) => ({ ...column, type: 'text' })) };
}
