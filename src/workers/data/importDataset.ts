import { AppError, Cancelled } from '../../shared/appError.ts';
import type { ImportPlan } from '../../core/dataset/importOptions.ts';
import { withUniqueNames } from '../../formats/columns/planColumns.ts';
import { estimateStoredBytes } from '../../formats/columns/storedBytes.ts';
import { TableBuilder } from '../../formats/columns/tableBuilder.ts';
import type { DataContract, ImportOutcome } from '../../protocol/dataContract.ts';
import type { CallContext } from '../../protocol/serve.ts';
import { beginDataset, chunkRowsFor, type DatasetWriter } from '../../storage/datasets.ts';
import { ensureRoom } from '../../storage/quota.ts';
import { openSource, type OpenedSource } from './openSource.ts';

type Context = CallContext<DataContract['import']['progress']>;

interface Import {
  readonly source: OpenedSource;
  readonly plan: ImportPlan;
  readonly chunkRows: number;
  /** Category columns of the user's plan that turned out to hold too many words. */
  readonly keptAsText: readonly string[];
}

/** A category column has more words than it may: the file must be read again, with the column as text. */
class OverfullCategories extends Error {
  override readonly name = 'OverfullCategories';

  constructor(readonly columns: readonly string[]) {
    super(columns.join(', '));
  }
}

/**
 * Reads a file under a plan into a new data set, chunk by chunk. When it is cancelled or fails, nothing stays behind. A category column of too many
 * words is kept as text, and the report names it. Throws `file.…` and `storage.…` errors and `Cancelled`.
 */
export async function importDataset(
  { source, plan, sheet, name }: DataContract['import']['input'],
  context: Context,
): Promise<ImportOutcome> {
  const opened = await openSource(source, sheet);
  const fileName = opened.name;
  if (!plan.columns.some(({ include }) => include)) throw new AppError('file.noColumns', { fileName });
  await ensureRoom(estimateStoredBytes(await opened.table.preview(plan)));
  const origin = source.kind === 'text' ? 'clipboard' : 'file';

  const chunkRows = chunkRowsFor(plan.columns.filter(({ include }) => include).length);
  let keptAsText: readonly string[] = [];
  for (;;) {
    const columns = withUniqueNames(plan.columns).map((column) =>
      keptAsText.includes(column.name) ? { ...column, type: 'text' as const } : column,
    );
    const writer = await beginDataset({ name, origin, fileName }, chunkRows);
    try {
      return await writeTable(writer, { source: opened, plan: { ...plan, columns }, chunkRows, keptAsText }, context);
    } catch (error) {
      await writer.abort();
      if (!(error instanceof OverfullCategories)) throw error;
      keptAsText = [...keptAsText, ...error.columns];
    }
  }
}

async function writeTable(
  writer: DatasetWriter,
  { source: { table, name: fileName, sizeBytes }, plan, chunkRows, keptAsText }: Import,
  { signal, progress }: Context,
): Promise<ImportOutcome> {
  const builder = new TableBuilder(plan, chunkRows);
  const startedMs = performance.now();
  let rowCount = 0;
  const flush = async (): Promise<void> => {
    if (signal.aborted) throw new Cancelled();
    const overfull = builder.overfullCategories();
    if (overfull.length > 0) throw new OverfullCategories(overfull);
    const chunk = builder.take();
    await writer.append(chunk.values, chunk.rowCount);
    rowCount += chunk.rowCount;
  };

  await table.read(plan, builder, {
    signal,
    flush,
    progress(done) {
      const remainingMs = done > 0 ? ((performance.now() - startedMs) * (sizeBytes - done)) / done : null;
      progress({ done, total: sizeBytes, unit: 'bytes', remainingMs });
    },
  });
  if (builder.rowCount > 0) await flush();
  if (rowCount === 0) throw new AppError('file.noRows', { fileName, skippedRows: builder.skippedRows });
  const problems = { ...builder.problems.report(), keptAsText };
  const { missingTokens } = plan.dialect;
  const record = await writer.commit({ columns: builder.schema(), problems, missingTokens });
  return { datasetId: record.id, rowCount, skippedRows: builder.skippedRows, problems };
}
