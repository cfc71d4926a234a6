import { makeColumnNames } from '../../core/dataset/columnNames.ts';
import { RECORDING_COLUMN, SEQUENCE_COLUMN } from '../../core/dataset/recordings.ts';
import type { RawRow } from '../../core/dataset/table.ts';
import type { ImportPlan } from '../../core/dataset/importOptions.ts';
import {
  columnEncoders,
  decodeOutputs,
  encodeRow,
  sampleShape,
  type DecodedOutputs,
} from '../../core/preprocessing/applyPipeline.ts';
import type { FittedPipeline } from '../../core/preprocessing/preparation.ts';
import { sampleColumns } from '../../core/preprocessing/sampleColumns.ts';
import { reconstructionErrors } from '../../core/evaluation/reconstruction.ts';
import { outputWidth } from '../../core/preprocessing/transformRows.ts';
import { sizeOf } from '../../core/recipe/shapes.ts';
import { RawRowReader, type RawRecord, type WantedColumn } from '../../formats/columns/rawRowReader.ts';
import { writeCsvRecord } from '../../formats/csv/writeCsv.ts';
import { RecordingFiles } from '../../formats/recordings/recordingFiles.ts';
import { WideRows } from '../../formats/recordings/wideRows.ts';
import type { BatchPredictionOutcome, EngineContract } from '../../protocol/engineContract.ts';
import type { Progress } from '../../protocol/progress.ts';
import type { CallContext } from '../../protocol/serve.ts';
import { AppError, Cancelled, isAppError } from '../../shared/appError.ts';
import { getDataset } from '../../storage/datasets.ts';
import { openSource, sourceFile, type OpenedSource } from '../data/openSource.ts';
import { AlarmLog, ERROR_COLUMNS, NO_ERRORS } from './alarmLog.ts';
import { describePredictions, predictionCells } from './predictionCells.ts';
import { PredictedWindows } from './predictWindows.ts';
import { findRunModel, PREDICT_ROWS, predictScores, type RunModel } from './runModel.ts';

type Failure = BatchPredictionOutcome['failures'][number];

const MAX_LISTED_FAILURES = 1000;
const MAX_NAMED_COLUMNS = 20;

/**
 * Predicts every row of a file: all its columns as they were, in the file's own delimiter and decimal mark, and the
 * predictions behind them. Rows that cannot be predicted stay in place, without predictions, and are reported. The CSV is
 * UTF-8; it begins with a byte order mark where the file was no plain UTF-8, for the programs that need to be told.
 * Dates and missing values must be written as in the file that the model was trained on: what `03/04` means cannot be told from the new file alone.
 * @throws Cancelled; AppError `run.noModel`, `file.columnsMissing`, and what reading the file throws
 */
export async function predictFile(
  { runId, source, plan: given, threshold, by = 'whole' }: EngineContract['predictFile']['input'],
  { signal, progress }: CallContext<Progress>,
): Promise<BatchPredictionOutcome> {
  const model = await findRunModel(runId);
  const { table, name, sizeBytes } = await openNew(source, model.pipeline);
  const trained = await readTrainingFormat(model);
  const { plan: detected } = await table.preview(given ?? {});
  requireColumns(model.pipeline, detected, name);
  const missingTokens = given?.dialect?.missingTokens ?? trained.missingTokens ?? detected.dialect.missingTokens;
  const plan: ImportPlan = { ...detected, dialect: { ...detected.dialect, missingTokens } };

  const { target, features } = model.pipeline;
  const featureNames = features.map((feature) => feature.name);
  const log = target.kind === 'features' ? new AlarmLog({ threshold: threshold ?? null, by }, featureNames) : null;
  const reader = new RawRowReader(plan, trained.columns, PREDICT_ROWS);
  const batch =
    model.pipeline.sample?.kind === 'window'
      ? new PredictedWindows(model, model.pipeline.sample, plan, signal, log)
      : new PredictedBatches(model, plan, log);
  const startedMs = performance.now();
  const flush = async (): Promise<void> => {
    if (signal.aborted) throw new Cancelled();
    await batch.add(reader.take());
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
  return batch.outcome();
}

/** What is to be predicted, in the shape of the training data: a file that does not say what recording its rows are of is one, and rows may be sequences. */
async function openNew(
  source: EngineContract['predictFile']['input']['source'],
  { sample }: FittedPipeline,
): Promise<OpenedSource> {
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

/** Gathers the lines of the answer, batch by batch, and what could not be predicted. */
class PredictedBatches {
  readonly #parts: Blob[] = [];
  readonly #failures: Failure[] = [];
  readonly #addedColumns: number;
  readonly #unseen = new Map<string, { rows: number; example: string }>();
  #predicted = 0;
  #failed = 0;

  constructor(
    private readonly model: RunModel,
    private readonly plan: ImportPlan,
    /** Of an autoencoder. */
    private readonly log: AlarmLog | null,
  ) {
    const { dialect, columns } = plan;
    const original = columns.map(({ name }) => name);
    const added = log ? ERROR_COLUMNS : describePredictions(model.pipeline);
    this.#addedColumns = added.length;
    if (dialect.encoding !== 'utf-8') this.#parts.push(new Blob(['\ufeff']));
    if (dialect.hasHeader) {
      const unique = makeColumnNames([...original, ...added]).slice(original.length);
      this.#parts.push(new Blob([writeCsvRecord([...original, ...unique], dialect.delimiter)]));
    }
  }

  async add(records: readonly RawRecord[]): Promise<void> {
    if (records.length === 0) return;
    const { pipeline } = this.model;
    const encoded = records.map((record) => this.#encode(record));
    const featureCount = sizeOf(sampleShape(pipeline));
    const features = new Float32Array(records.length * featureCount);
    encoded.forEach((row, i) => {
      if (row) features.set(row, i * featureCount);
    });
    const scores = await predictScores(this.model, features, records.length);
    const { log } = this;
    if (log) {
      const judged = reconstructionErrors(features, scores, [featureCount]);
      const { delimiter, decimal } = this.plan.dialect;
      const lines = records.map(({ texts, rowNumber }, i) => {
        const cells = encoded[i] ? log.judge({ row: rowNumber, name: '' }, judged, i, decimal) : NO_ERRORS;
        return writeCsvRecord([...texts, ...cells], delimiter);
      });
      this.#parts.push(new Blob(lines));
      return;
    }
    const width = outputWidth(pipeline);
    const lines = records.map(({ texts }, i) => {
      const decoded = encoded[i] ? decodeOutputs(pipeline, scores.subarray(i * width, (i + 1) * width)) : null;
      return writeCsvRecord([...texts, ...this.#cells(decoded)], this.plan.dialect.delimiter);
    });
    this.#parts.push(new Blob(lines));
  }

  outcome(): BatchPredictionOutcome {
    return {
      csv: new Blob(this.#parts, { type: 'text/csv;charset=utf-8' }),
      predicted: this.#predicted,
      windows: null,
      unseen: [...this.#unseen].map(([column, found]) => ({ column, ...found })),
      ...this.log?.outcome(),
      failed: this.#failed,
      failures: this.#failures,
    };
  }

  /** The row's features; null, and noted, where it has none. */
  #encode({ row, rowNumber, flaw }: RawRecord): Float32Array | null {
    const encoded = flaw ? null : encodeRow(this.model.pipeline, row);
    if (encoded?.ok) {
      this.#predicted += 1;
      this.#noteUnseen(row);
      return encoded.value;
    }
    const problem = flaw ?? encoded?.problems[0];
    this.#failed += 1;
    if (problem && this.#failures.length < MAX_LISTED_FAILURES) {
      const { column, reason, value } = problem;
      this.#failures.push({ row: rowNumber, column, reason, value });
    }
    return null;
  }

  #noteUnseen(row: RawRow): void {
    for (const { column, indexByWord } of columnEncoders(this.model.pipeline)) {
      const word = row[column.name];
      if (column.type !== 'category' || typeof word !== 'string' || indexByWord.has(word)) continue;
      const found = this.#unseen.get(column.name);
      if (found) found.rows += 1;
      else this.#unseen.set(column.name, { rows: 1, example: word });
    }
  }

  #cells(decoded: DecodedOutputs | null): readonly string[] {
    if (!decoded) return Array.from({ length: this.#addedColumns }, () => '');
    return predictionCells(this.model.pipeline, decoded, this.plan.dialect.decimal);
  }
}
