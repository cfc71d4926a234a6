import type { ImportPlan } from '../../core/dataset/importOptions.ts';
import type { RawRow } from '../../core/dataset/table.ts';
import { encodeRow, resampleRows } from '../../core/preprocessing/applyPipeline.ts';
import {
  SPLIT_EXCLUDED,
  type FittedPipeline,
  type FittedWindowSample,
  type Resampling,
} from '../../core/preprocessing/preparation.ts';
import { lastPlaces, planSteps } from '../../core/preprocessing/steps.ts';
import { cutRuns, orderSeries, type Run, type Series } from '../../core/preprocessing/windows.ts';
import type { RawRecord } from '../../formats/columns/rawRowReader.ts';
import type { BatchPredictionOutcome } from '../../protocol/engineContract.ts';

type Failure = BatchPredictionOutcome['failures'][number];

const MAX_LISTED_FAILURES = 1000;

/** A row of a file that windows are made of. */
export interface ReadRow {
  readonly rowNumber: number;
  readonly unit: string | null;
  readonly time: number;
  /** As written. */
  readonly timeText: string;
}

/** The rows of a file in order of unit and time, or the even steps that they make, when all are read. */
export interface OrderedRows {
  /** Of a step its last row stands for it; of a filled one that of the step before. */
  readonly series: Series;
  /** For each row of the file its place in the series; -1: none. */
  readonly placeOf: Int32Array;
  /** Stretches that windows may lie in; rows that cannot be used are in none. */
  readonly runs: readonly Run[];
  /** [places, features]; zeros where a row cannot be used. */
  readonly matrix: Float32Array;
}

/** Gathers the rows of a file for windows: their features, and what stands in the way of those that have none. */
export class SeriesRows {
  readonly rows: ReadRow[] = [];
  readonly failures: Failure[] = [];
  failed = 0;
  /** [features] each; null: the row cannot be used. */
  readonly #features: (Float32Array | null)[] = [];
  /** Where the series is resampled, in place of features. */
  readonly #raw: RawRow[] = [];
  /** Where in a record its time is written; -1 without one. */
  readonly #timeCell: number;
  readonly #isDate: boolean;

  constructor(
    private readonly pipeline: FittedPipeline,
    private readonly sample: FittedWindowSample,
    { columns }: ImportPlan,
  ) {
    this.#timeCell = columns.findIndex(({ name }) => name === sample.time);
    this.#isDate = columns[this.#timeCell]?.type === 'datetime';
  }

  add(records: readonly RawRecord[]): void {
    const { unit, time, resampling } = this.sample;
    for (const record of records) {
      const named = unit === null ? null : record.row[unit];
      const at = time === null ? this.rows.length : record.row[time];
      this.rows.push({
        rowNumber: record.rowNumber,
        unit: named === null || named === undefined ? null : String(named),
        time: typeof at === 'number' && !(resampling && record.flaw) ? at : NaN,
        timeText: record.texts[this.#timeCell] ?? '',
      });
      if (resampling) this.#keep(record, typeof at === 'number');
      else this.#features.push(this.#encode(record, typeof at === 'number'));
    }
  }

  /** The time of a place, as it is written; of an even step as a number or in ISO 8601. */
  timeTextAt({ order, times }: Series, place: number): string {
    if (!this.sample.resampling) return this.rows[order[place] ?? 0]?.timeText ?? '';
    const time = times[place] ?? NaN;
    return this.#isDate ? new Date(time).toISOString() : String(time);
  }

  order(): OrderedRows {
    const { rows } = this;
    const { resampling } = this.sample;
    const series = orderSeries(
      rows.length,
      (row) => rows[row]?.unit ?? null,
      this.sample.time === null ? null : (row) => rows[row]?.time ?? NaN,
    );
    if (resampling) return this.#orderSteps(series, resampling);
    const placeOf = new Int32Array(rows.length).fill(-1);
    series.order.forEach((row, place) => (placeOf[row] = place));
    const usable = Uint8Array.from(this.#features, (features) => (features ? 0 : SPLIT_EXCLUDED));
    const width = this.pipeline.features.length;
    const matrix = new Float32Array(series.order.length * width);
    series.order.forEach((row, place) => {
      const features = this.#features[row];
      if (features) matrix.set(features, place * width);
    });
    return { series, placeOf, runs: cutRuns(series, this.sample.longestStep, usable, SPLIT_EXCLUDED), matrix };
  }

  /** The same of even steps. One that cannot be encoded is in no stretch, and is told of by its last row. */
  #orderSteps(series: Series, resampling: Resampling): OrderedRows {
    const plan = planSteps(series, resampling, this.sample.maxGap);
    const width = this.pipeline.features.length;
    const matrix = new Float32Array(plan.count * width);
    const places = lastPlaces(plan, () => false, true);
    const order = Uint32Array.from(places, (place) => series.order[place] ?? 0);
    const isUsable = new Uint8Array(plan.count);
    resampleRows(this.pipeline, resampling, this.#raw, series, plan).forEach((row, step) => {
      const encoded = encodeRow(this.pipeline, row);
      if (encoded.ok) matrix.set(encoded.value, step * width);
      else isUsable[step] = SPLIT_EXCLUDED;
      const [problem] = encoded.ok ? [] : encoded.problems;
      if (problem && plan.before[step] === step) this.#fail(this.rows[order[step] ?? 0]?.rowNumber ?? 0, problem);
    });
    const placeOf = new Int32Array(this.rows.length).fill(-1);
    for (let step = 0; step < plan.count; step++) {
      const [start, end] = [plan.starts[step] ?? 0, plan.starts[step + 1] ?? 0];
      for (const row of series.order.subarray(start, end)) placeOf[row] = step;
    }
    const steps = { order, units: plan.units, times: plan.times };
    const byPlace = { ...steps, order: Uint32Array.from(order, (_, place) => place) };
    const runs = cutRuns(byPlace, this.sample.longestStep, isUsable, SPLIT_EXCLUDED);
    return { series: steps, placeOf, runs, matrix };
  }

  /** A row that cannot be read is in no step. */
  #keep({ row, rowNumber, flaw }: RawRecord, hasTime: boolean): void {
    const isRead = !flaw && hasTime;
    this.#raw.push(isRead ? row : {});
    if (!isRead) this.#fail(rowNumber, flaw ?? this.#timeFlaw());
  }

  #encode({ row, rowNumber, flaw }: RawRecord, hasTime: boolean): Float32Array | null {
    const encoded = flaw ? null : encodeRow(this.pipeline, row);
    if (encoded?.ok && hasTime) return encoded.value;
    this.#fail(rowNumber, flaw ?? (encoded && !encoded.ok ? encoded.problems[0] : undefined) ?? this.#timeFlaw());
    return null;
  }

  #timeFlaw(): Omit<Failure, 'row'> {
    return { column: this.sample.time ?? '', reason: 'missingValue', value: '' };
  }

  #fail(row: number, { column, reason, value }: Omit<Failure, 'row'>): void {
    this.failed += 1;
    if (this.failures.length < MAX_LISTED_FAILURES) this.failures.push({ row, column, reason, value });
  }
}
