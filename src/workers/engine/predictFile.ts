import { makeColumnNames } from '../../core/dataset/columnNames.ts';
import type { RawRow } from '../../core/dataset/table.ts';
import type { ImportPlan } from '../../core/dataset/importOptions.ts';
import {
  columnEncoders,
  decodeOutputs,
  encodeRow,
  sampleShape,
  type DecodedOutputs,
} from '../../core/preprocessing/applyPipeline.ts';
import { reconstructionErrors } from '../../core/evaluation/reconstruction.ts';
import { outputWidth } from '../../core/preprocessing/transformRows.ts';
import { sizeOf } from '../../core/recipe/shapes.ts';
import type { RawRecord } from '../../formats/columns/rawRowReader.ts';
import { writeCsvRecord } from '../../formats/csv/writeCsv.ts';
import type { BatchPredictionOutcome, EngineContract } from '../../protocol/engineContract.ts';
import type { Progress } from '../../protocol/progress.ts';
import type { CallContext } from '../../protocol/serve.ts';
import { AlarmLog, ERROR_COLUMNS, NO_ERRORS } from './alarmLog.ts';
import { describePredictions, predictionCells } from './predictionCells.ts';
import { labelsSteps } from '../../core/preprocessing/stepLabels.ts';
import { PredictedSteps } from './predictSteps.ts';
import { PredictedWindows } from './predictWindows.ts';
import { readRecords } from './readRecords.ts';
import { findRunModel, predictScores, type RunModel } from './runModel.ts';

type Failure = BatchPredictionOutcome['failures'][number];

const MAX_LISTED_FAILURES = 1000;

/**
 * Predicts every row of a file: all its columns as they were, in the file's own delimiter and decimal mark, and the
 * predictions behind them. Rows that cannot be predicted stay in place, without predictions, and are reported. The CSV is
 * UTF-8; it begins with a byte order mark where the file was no plain UTF-8, for the programs that need to be told.
 * @throws Cancelled; AppError `run.noModel`, `file.columnsMissing`, and what reading the file throws
 */
export async function predictFile(
  { runId, source, plan: given, threshold, by = 'whole' }: EngineContract['predictFile']['input'],
  context: CallContext<Progress>,
): Promise<BatchPredictionOutcome> {
  const model = await findRunModel(runId);
  const { target, features } = model.pipeline;
  const names = features.map(({ name }) => name);
  const log = target.kind === 'features' ? new AlarmLog({ threshold: threshold ?? null, by }, names) : null;
  const { sample } = model.pipeline;
  const batch = await readRecords<PredictedWindows | PredictedSteps | PredictedBatches>(
    model,
    source,
    given,
    context,
    (plan) => {
      if (sample?.kind !== 'window') return new PredictedBatches(model, plan, log);
      return labelsSteps(sample)
        ? new PredictedSteps(model, sample, plan, context.signal)
        : new PredictedWindows(model, sample, plan, context.signal, log);
    },
  );
  return batch.outcome();
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
