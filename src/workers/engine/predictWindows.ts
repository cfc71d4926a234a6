import type { ImportPlan } from '../../core/dataset/importOptions.ts';
import { reconstructionErrors } from '../../core/evaluation/reconstruction.ts';
import { decodeOutputs, outputNames } from '../../core/preprocessing/applyPipeline.ts';
import type { FittedWindowSample } from '../../core/preprocessing/preparation.ts';
import { rangeOf, samplesAtOnce } from '../../core/preprocessing/samples.ts';
import { outputWidth } from '../../core/preprocessing/transformRows.ts';
import { gatherWindows } from '../../core/preprocessing/transformSamples.ts';
import { windowEnds } from '../../core/preprocessing/windows.ts';
import type { RawRecord } from '../../formats/columns/rawRowReader.ts';
import { writeCsvRecord } from '../../formats/csv/writeCsv.ts';
import type { BatchPredictionOutcome, WindowPredictions } from '../../protocol/engineContract.ts';
import { Cancelled } from '../../shared/appError.ts';
import { ERROR_COLUMNS, type AlarmLog } from './alarmLog.ts';
import { describePredictions, predictionCells } from './predictionCells.ts';
import { predictScores, type RunModel } from './runModel.ts';
import { SeriesRows, type ReadRow } from './seriesRows.ts';

/** Windows that the page is told of one by one; all are in the file. */
const MAX_LISTED_WINDOWS = 5000;
const ROW_COLUMN = 'last row';

interface JudgedWindow {
  /** Cells of the CSV. */
  readonly added: readonly string[];
  readonly outputs: readonly number[];
}

/** Gathers the rows of a file, and makes and predicts their windows when all are there. */
export class PredictedWindows {
  readonly #gathered: SeriesRows;

  constructor(
    private readonly model: RunModel,
    private readonly sample: FittedWindowSample,
    private readonly plan: ImportPlan,
    private readonly signal: AbortSignal,
    /** Of an autoencoder. */
    private readonly log: AlarmLog | null,
  ) {
    this.#gathered = new SeriesRows(model.pipeline, sample, plan);
  }

  add(records: readonly RawRecord[]): Promise<void> {
    this.#gathered.add(records);
    return Promise.resolve();
  }

  async outcome(): Promise<BatchPredictionOutcome> {
    const { length, stride, unit, time } = this.sample;
    const { series, placeOf, runs, matrix } = this.#gathered.order();
    const { rows, failed, failures } = this.#gathered;
    const ends = Uint32Array.from(runs.flatMap((run) => windowEnds(run, { length, stride, ahead: 0 }, true)));
    const judged = await this.#predict(matrix, ends);

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
      const last = rows[series.order[ends[i] ?? 0] ?? 0];
      if (!last) return;
      const row = { ...last, timeText: this.#gathered.timeTextAt(series, ends[i] ?? 0) };
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
      failed,
      failures,
      ...this.log?.outcome(),
      windows: {
        length,
        unusedRows: placeOf.reduce((sum, place) => sum + (place >= 0 && isUsed[place] === 1 ? 0 : 1), 0),
        names: this.log ? ERROR_COLUMNS.slice(0, 1) : outputNames(pipeline),
        listed: newestFirst(listed).slice(0, MAX_LISTED_WINDOWS),
      },
    };
  }

  /** For each window what is to be said of it, given the row that it ends with. */
  async #predict(matrix: Float32Array, ends: Uint32Array): Promise<((last: ReadRow) => JudgedWindow)[]> {
    const { pipeline } = this.model;
    const { decimal } = this.plan.dialect;
    const width = pipeline.features.length;
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
