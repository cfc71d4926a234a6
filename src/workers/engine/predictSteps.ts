import type { ImportPlan } from '../../core/dataset/importOptions.ts';
import { makeColumnNames } from '../../core/dataset/columnNames.ts';
import type { StepPlaces } from '../../core/evaluation/report.ts';
import { decodeOutputs, outputNames } from '../../core/preprocessing/applyPipeline.ts';
import type { FittedWindowSample } from '../../core/preprocessing/preparation.ts';
import { rangeOf, samplesAtOnce } from '../../core/preprocessing/samples.ts';
import { averageSteps } from '../../core/preprocessing/stepLabels.ts';
import { outputWidth } from '../../core/preprocessing/transformRows.ts';
import { gatherWindows } from '../../core/preprocessing/transformSamples.ts';
import { describeSampling, windowEnds, windowPlaces, type Series } from '../../core/preprocessing/windows.ts';
import type { RawRecord } from '../../formats/columns/rawRowReader.ts';
import { writeCsvRecord } from '../../formats/csv/writeCsv.ts';
import type { BatchPredictionOutcome } from '../../protocol/engineContract.ts';
import { Cancelled } from '../../shared/appError.ts';
import { describePredictions, predictionCells } from './predictionCells.ts';
import { predictScores, type RunModel } from './runModel.ts';
import { SeriesRows } from './seriesRows.ts';

/** Rows that the page is given to draw; all are in the file. */
const MAX_DRAWN_ROWS = 20_000;
const CSV_ROWS = 4096;

/**
 * Labels every row of a file: what the windows over it say on average. Windows lie at most half their length apart and up to the end of each stretch, so that every row
 * of a stretch that is long enough is in one. Each line of the file stays in its place, with the labels behind it.
 */
export class PredictedSteps {
  readonly #gathered: SeriesRows;
  readonly #texts: (readonly string[])[] = [];

  constructor(
    private readonly model: RunModel,
    private readonly sample: FittedWindowSample,
    private readonly plan: ImportPlan,
    private readonly signal: AbortSignal,
  ) {
    this.#gathered = new SeriesRows(model.pipeline, sample, plan);
  }

  add(records: readonly RawRecord[]): Promise<void> {
    this.#gathered.add(records);
    for (const { texts } of records) this.#texts.push(texts);
    return Promise.resolve();
  }

  async outcome(): Promise<BatchPredictionOutcome> {
    const { pipeline } = this.model;
    const { length, stride } = this.sample;
    const { series, placeOf, runs, matrix } = this.#gathered.order();
    const { failed, failures } = this.#gathered;
    const grid = { length, stride: Math.max(1, Math.min(stride, length >> 1)), ahead: 0, coversEnd: true };
    const ends = Uint32Array.from(runs.flatMap((run) => windowEnds(run, grid)));
    const said = await this.#label(matrix, ends);
    // Places in order of unit and time; what is said of each begins at its number times the width.
    const width = outputWidth(pipeline);
    const saidOf = new Int32Array(series.order.length).fill(-1);
    said.rows.forEach((place, i) => (saidOf[place] = i));
    const labelOf = placeOf.map((place) => saidOf[place] ?? -1);
    return {
      csv: this.#write((row) => {
        const at = labelOf[row] ?? -1;
        return at < 0 ? null : said.scores.subarray(at * width, (at + 1) * width);
      }),
      predicted: labelOf.reduce((sum, at) => sum + (at < 0 ? 0 : 1), 0),
      unseen: [],
      failed,
      failures,
      windows: {
        length,
        unusedRows: labelOf.reduce((sum, at) => sum + (at < 0 ? 1 : 0), 0),
        names: outputNames(pipeline),
        listed: [],
        steps: {
          places: this.#describePlaces(series, said.rows.subarray(0, MAX_DRAWN_ROWS)),
          outputs: said.scores.slice(0, MAX_DRAWN_ROWS * width),
        },
      },
    };
  }

  /** What windows say of each place of the series that is in one. */
  async #label(matrix: Float32Array, ends: Uint32Array): Promise<ReturnType<typeof averageSteps>> {
    const { pipeline } = this.model;
    const { length } = this.sample;
    const width = outputWidth(pipeline);
    const samples = gatherWindows(matrix, pipeline.features.length, length, ends);
    const places = windowPlaces(ends, length);
    const scores = new Float32Array(places.length * width);
    const atOnce = samplesAtOnce(samples.shape);
    for (let start = 0; start < ends.length; start += atOnce) {
      if (this.signal.aborted) throw new Cancelled();
      const end = Math.min(start + atOnce, ends.length);
      const inputs = await samples.read(rangeOf(start, end), null);
      scores.set(await predictScores(this.model, inputs, end - start), start * length * width);
    }
    return averageSteps(places, scores, width);
  }

  #write(scoresOf: (row: number) => Float32Array | null): Blob {
    const { dialect, columns } = this.plan;
    const { pipeline } = this.model;
    const added = describePredictions(pipeline);
    const none = added.map(() => '');
    const parts: Blob[] = dialect.encoding === 'utf-8' ? [] : [new Blob(['\ufeff'])];
    if (dialect.hasHeader) {
      const original = columns.map(({ name }) => name);
      const unique = makeColumnNames([...original, ...added]).slice(original.length);
      parts.push(new Blob([writeCsvRecord([...original, ...unique], dialect.delimiter)]));
    }
    for (let start = 0; start < this.#texts.length; start += CSV_ROWS) {
      const lines = this.#texts.slice(start, start + CSV_ROWS).map((texts, i) => {
        const scores = scoresOf(start + i);
        const cells = scores ? predictionCells(pipeline, decodeOutputs(pipeline, scores), dialect.decimal) : none;
        return writeCsvRecord([...texts, ...cells], dialect.delimiter);
      });
      parts.push(new Blob(lines));
    }
    return new Blob(parts, { type: 'text/csv;charset=utf-8' });
  }

  #describePlaces(series: Series, places: Uint32Array): StepPlaces {
    const { rows } = this.#gathered;
    const unitNames: string[] = [];
    series.units.forEach((unit, place) => (unitNames[unit] ??= rows[series.order[place] ?? 0]?.unit ?? ''));
    return {
      timeColumn: this.sample.time,
      isDate: this.plan.columns.find(({ name }) => name === this.sample.time)?.type === 'datetime',
      times: Float64Array.from(places, (place) => series.times[place] ?? NaN),
      units: Int32Array.from(places, (place) => series.units[place] ?? 0),
      unitNames,
      step: describeSampling(series, this.sample.maxGap).medianStep,
    };
  }
}
