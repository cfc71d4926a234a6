import { RECORDING_COLUMN, SEQUENCE_COLUMN } from '../../core/dataset/recordings.ts';
import type { ColumnPlan, ImportPlan } from '../../core/dataset/importOptions.ts';
import type { FittedPipeline } from '../../core/preprocessing/preparation.ts';
import { sampleColumns } from '../../core/preprocessing/sampleColumns.ts';
import { RawRowReader, type RawRecord, type WantedColumn } from '../../formats/columns/rawRowReader.ts';
import { RecordingFiles } from '../../formats/recordings/recordingFiles.ts';
import { WideRows } from '../../formats/recordings/wideRows.ts';
import type { ImportSource } from '../../protocol/dataContract.ts';
import type { Progress } from '../../protocol/progress.ts';
import type { CallContext } from '../../protocol/serve.ts';
import { AppError, Cancelled, isAppError } from '../../shared/appError.ts';
import { getDataset } from '../../storage/datasets.ts';
import { openSource, sourceFile, type OpenedSource } from '../data/openSource.ts';
import { PREDICT_ROWS, type RunModel } from './runModel.ts';

const MAX_NAMED_COLUMNS = 20;

/** What records are handed to. */
export interface RecordTaker {
  add(records: readonly RawRecord[]): Promise<void>;
}

/**
 * Reads the rows of a file as a model wants them, some thousand at a time.
 * Dates and missing values must be written as in the file that the model was trained on: what `03/04` means cannot be told from the new file alone.
 * @param begin - is told how the file is read (of columns that the model wants, as what), and gives what takes its records; it is given back when all are taken
 * @throws Cancelled; AppError `file.columnsMissing`, and what reading the file throws
 */
export async function readRecords<T extends RecordTaker>(
  model: RunModel,
  source: ImportSource,
  given: Partial<ImportPlan> | null,
  { signal, progress }: CallContext<Progress>,
  begin: (plan: ImportPlan) => T,
): Promise<T> {
  const { table, name, sizeBytes } = await openNew(source, model.pipeline);
  const trained = await readTrainingFormat(model);
  const { plan: detected } = await table.preview(given ?? {});
  requireColumns(model.pipeline, detected, name);
  const missingTokens = given?.dialect?.missingTokens ?? trained.missingTokens ?? detected.dialect.missingTokens;
  const plan: ImportPlan = { ...detected, dialect: { ...detected.dialect, missingTokens } };
  const reader = new RawRowReader(plan, trained.columns, PREDICT_ROWS);
  const taker = begin({ ...plan, columns: plan.columns.map((column) => asTrained(column, trained.columns)) });
  const startedMs = performance.now();
  const flush = async (): Promise<void> => {
    if (signal.aborted) throw new Cancelled();
    await taker.add(reader.take());
  };
  await table.read(plan, reader, {
    signal,
    flush,
    progress: (done) => {
      const remainingMs = done > 0 ? ((performance.now() - startedMs) * (sizeBytes - done)) / done : null;
      progress({ done, total: sizeBytes, unit: 'bytes', remainingMs });
    },
  });
  await flush();
  return taker;
}

function asTrained(column: ColumnPlan, wanted: readonly WantedColumn[]): ColumnPlan {
  const known = wanted.find(({ name }) => name === column.name);
  return known ? { ...column, type: known.type, dateFormat: known.dateFormat ?? column.dateFormat } : column;
}

/** What is to be predicted, in the shape of the training data: a file that does not say what recording its rows are of is one, and rows may be sequences. */
async function openNew(source: ImportSource, { sample }: FittedPipeline): Promise<OpenedSource> {
  if (source.kind === 'recordings') {
    const opened = await openSource(source, null);
    return { ...opened, table: new RecordingFiles(source.files, false) };
  }
  const opened = await openSource(source, null);
  const unit = sample?.kind === 'window' ? sample.unit : null;
  if (unit !== RECORDING_COLUMN && unit !== SEQUENCE_COLUMN) return opened;
  const { plan } = await opened.table.preview({});
  if (plan.columns.some(({ name }) => name === unit)) return opened;
  if (unit === SEQUENCE_COLUMN) return { ...opened, table: new WideRows(opened.table, opened.name) };
  return { ...opened, table: new RecordingFiles([{ path: opened.name, file: sourceFile(source) }], false) };
}

function requireColumns(pipeline: FittedPipeline, plan: ImportPlan, fileName: string): void {
  const names = new Set(plan.columns.map(({ name }) => name));
  const missing = neededColumns(pipeline).filter((name) => !names.has(name));
  if (missing.length === 0) return;
  const listed = missing.slice(0, MAX_NAMED_COLUMNS).join(', ') + (missing.length > MAX_NAMED_COLUMNS ? ' …' : '');
  throw new AppError('file.columnsMissing', { fileName, columns: listed, count: missing.length });
}

/** The columns that the model wants, and how the data that it was trained on writes them, as far as that is still known. */
async function readTrainingFormat({
  run,
  pipeline,
}: RunModel): Promise<{ columns: readonly WantedColumn[]; missingTokens: readonly string[] | undefined }> {
  const dataset = await getDataset(run.datasetId).catch((error: unknown) => {
    if (isAppError(error, 'storage.notFound')) return null;
    throw error;
  });
  const known = new Map(dataset?.columns.map((column) => [column.name, column]));
  const fitted = new Set(pipeline.columns.map(({ name }) => name));
  const others = neededColumns(pipeline).filter((name) => !fitted.has(name));
  const columns = [
    ...pipeline.columns.map((column) => ({ ...column, dateFormat: known.get(column.name)?.dateFormat })),
    ...others.map((name) => ({
      name,
      type: name === timeOf(pipeline) ? (known.get(name)?.type ?? 'number') : ('text' as const),
      categories: [],
      dateFormat: known.get(name)?.dateFormat,
    })),
  ];
  return { columns, missingTokens: dataset?.missingTokens };
}

/** The columns that a file must have: those that are encoded, and those that say what a sample is. */
function neededColumns({ columns, sample }: FittedPipeline): readonly string[] {
  return [...new Set([...columns.map(({ name }) => name), ...sampleColumns(sample)])];
}

function timeOf({ sample }: FittedPipeline): string | null {
  return sample?.kind === 'window' ? sample.time : null;
}
