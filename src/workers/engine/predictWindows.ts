import type { ImportPlan } from '../../core/dataset/importOptions.ts';
import { reconstructionErrors } from '../../core/evaluation/reconstruction.ts';
import { decodeOutputs, encodeRow, outputNames } from '../../core/preprocessing/applyPipeline.ts';
import { SPLIT_EXCLUDED, type FittedWindowSample } from '../../core/preprocessing/preparation.ts';
import { rangeOf, samplesAtOnce } from '../../core/preprocessing/samples.ts';
import { outputWidth } from '../../core/preprocessing/transformRows.ts';
import { gatherWindows } from '../../core/preprocessing/transformSamples.ts';
import { cutRuns, orderSeries, windowEnds, type Series } from '../../core/preprocessing/windows.ts';
import type { RawRecord } from '../../formats/columns/rawRowReader.ts';
import { writeCsvRecord } from '../../formats/csv/writeCsv.ts';
import type { BatchPredictionOutcome, WindowPredictions } from '../../protocol/engineContract.ts';
import { Cancelled } from '../../shared/appError.ts';
import { ERROR_COLUMNS, type AlarmLog } from './alarmLog.ts';
import { describePredictions, predictionCells } from './predictionCells.ts';
import { predictScores, type RunModel } from './runModel.ts';

type Failure = BatchPredictionOutcome['failures'][number];

const MAX_LISTED_FAILURES = 1000;
/** Windows that the page is told of one by one; all are in the file. */
const MAX_LISTED_WINDOWS = 5000;
const ROW_COLUMN = 'last row';

interface ReadRow {
  readonly rowNumber: number;
  readonly unit: string | null;
  readonly time: number;
  /** As written. */
  readonly timeText: string;
}

interface JudgedWindow {
  /** Cells of the CSV. */
  readonly added: readonly string[];
  readonly outputs: readonly number[];
}

/** Gathers the rows of a file, and makes and predicts their windows when all are there. */
export class PredictedWindows {
  readonly #rows: ReadRow[] = [];
  /** [features] each; null: the row cannot be used. */
  readonly #features: (Float32Array | null)[] = [];
  readonly #failures: Failure[] = [];
  readonly #timeCell: number;
  #failed = 0;

  constructor(
    private readonly model: RunModel,
    private readonly sample: FittedWindowSample,
    private readonly plan: ImportPlan,
    private readonly signal: AbortSignal,
    /** Of an autoencoder. */
    private readonly log: AlarmLog | null,
  ) {
    this.#timeCell = plan.columns.findIndex(({ name }) => name === sample.time);
  }

  add(records: readonly RawRecord[]): Promise<void> {
    const { unit, time } = this.sample;
    for (const record of records) {
      const named = unit === null ? null : record.row[unit];
      const at = time === null ? this.#rows.length : record.row[time];
      this.#rows.push({
        rowNumber: record.rowNumber,
        unit: named === null || named === undefined ? null : String(named),
        time: typeof at === 'number' ? at : NaN,
        timeText: record.texts[this.#timeCell] ?? '',
      });
      this.#features.push(this.#encode(record, typeof at === 'number'));
    }
    return Promise.resolve();
  }

  async outcome(): Promise<BatchPredictionOutcome> {
    const { length, stride, longestStep, unit, time } = this.sample;
    const rows = this.#rows;
    const series = orderSeries(
      rows.length,
      (row) => rows[row]?.unit ?? null,
      time === null ? null : (row) => rows[row]?.time ?? NaN,
    );
    const usable = Uint8Array.from(this.#features, (features) => (features ? 0 : SPLIT_EXCLUDED));
    const runs = cutRuns(series, longestStep, usable, SPLIT_EXCLUDED);
    const ends = Uint32Array.from(runs.flatMap((run) => windowEnds(run, { length, stride, ahead: 0 }, true)));
    const judged = await this.#predict(series, ends);

    const isUsed = new Uint8Array(series.order.length);
    for (const end of ends) isUsed.fill(1, end - length + 1, end + 1);
    const { dialect } = this.plan;
    const { pipeline } = this.model;
    const names = [unit, time].filter((name) => name !== null);
    const added = this.log ? ERROR_COLUMNS : describePredictions(pipeline);
    const header = writeCsvRecord([...names, ROW_COLUMN, ...added], dialect.delimiter);
    const parts = [...(dialect.encoding === 'utf-8' ? [] : ['\ufeff']), header];
    const listed: WindowPredictions['listed'][number][] = [];
    judged.forEach((of, i) => {
      const row = rows[series.order[ends[i] ?? 0] ?? 0];
      if (!row) return;
      const { added, outputs } = of(row);
      const cells = [
        ...(unit === null ? [] : [row.unit ?? '']),
        ...(time === null ? [] : [row.timeText]),
        String(row.rowNumber),
      ];
      parts.push(writeCsvRecord([...cells, ...added], dialect.delimiter));
      listed.push({
        unit: unit === null ? null : (row.unit ?? ''),
        time: row.timeText,
        row: row.rowNumber,
        outputs,
      });
    });
    return {
      csv: new Blob(parts, { type: 'text/csv;charset=utf-8' }),
      predicted: ends.length,
      unseen: [],
      failed: this.#failed,
      failures: this.#failures,
      ...this.log?.outcome(),
      windows: {
        length,
        unusedRows: rows.length - isUsed.reduce((sum, each) => sum + each, 0),
        names: this.log ? ERROR_COLUMNS.slice(0, 1) : outputNames(pipeline),
        listed: newestFirst(listed).slice(0, MAX_LISTED_WINDOWS),
      },
    };
  }

  /** For each window what is to be said of it, given the row that it ends with. */
  async #predict(series: Series, ends: Uint32Array): Promise<((last: ReadRow) => JudgedWindow)[]> {
    const { pipeline } = this.model;
    const { decimal } = this.plan.dialect;
    const width = pipeline.features.length;
    const matrix = new Float32Array(series.order.length * width);
    series.order.forEach((row, place) => {
      const features = this.#features[row];
      if (features) matrix.set(features, place * width);
    });
    const samples = gatherWindows(matrix, width, this.sample.length, ends);
    const outputs = outputWidth(pipeline);
    const atOnce = samplesAtOnce(samples.shape);
    const said: ((last: ReadRow) => JudgedWindow)[] = [];
    for (let start = 0; start < ends.length; start += atOnce) {
      if (this.signal.aborted) throw new Cancelled();
      const end = Math.min(start + atOnce, ends.length);
      const inputs = await samples.read(rangeOf(start, end), null);
      const scores = await predictScores(this.model, inputs, end - start);
      const { log } = this;
      const errors = log && reconstructionErrors(inputs, scores, samples.shape);
      for (let i = 0; i < end - start; i++) {
        if (log && errors) {
          said.push(({ rowNumber, unit, timeText }) => {
            const name = [unit, timeText].filter(Boolean).join(' · ');
            return {
              added: log.judge({ row: rowNumber, name }, errors, i, decimal),
              outputs: [log.scoreOf(errors, i)],
            };
          });
        } else {
          const decoded = decodeOutputs(pipeline, scores.subarray(i * outputs, (i + 1) * outputs));
          said.push(() => ({ added: predictionCells(pipeline, decoded, decimal), outputs: decoded.values }));
        }
      }
    }
    return said;
  }

  #encode({ row, rowNumber, flaw }: RawRecord, hasTime: boolean): Float32Array | null {
    const encoded = flaw ? null : encodeRow(this.model.pipeline, row);
    if (encoded?.ok && hasTime) return encoded.value;
    const timeFlaw = { column: this.sample.time ?? '', reason: 'missingValue', value: '' } as const;
    const problem = flaw ?? (encoded && !encoded.ok ? encoded.problems[0] : undefined) ?? timeFlaw;
    const { column, reason, value } = problem;
    this.#failed += 1;
    if (this.#failures.length < MAX_LISTED_FAILURES) this.#failures.push({ row: rowNumber, column, reason, value });
    return null;
  }
}

/** Units stay in their order; within each the last window comes first. */
function newestFirst(listed: WindowPredictions['listed']): WindowPredictions['listed'] {
  const byUnit = new Map<string | null, WindowPredictions['listed'][number][]>();
  for (const each of listed) {
    const known = byUnit.get(each.unit);
    if (known) known.unshift(each);
    else byUnit.set(each.unit, [each]);
  }
  return [...byUnit.values()].flat();
}
