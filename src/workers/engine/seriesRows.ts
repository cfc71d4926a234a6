import { encodeRow } from '../../core/preprocessing/applyPipeline.ts';
import { SPLIT_EXCLUDED, type FittedPipeline, type FittedWindowSample } from '../../core/preprocessing/preparation.ts';
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

/** The rows of a file in order of unit and time, when all are read. */
export interface OrderedRows {
  readonly series: Series;
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

  constructor(
    private readonly pipeline: FittedPipeline,
    private readonly sample: FittedWindowSample,
    /** Where in a record its time is written; -1 without one. */
    private readonly timeCell: number,
  ) {}

  add(records: readonly RawRecord[]): void {
    const { unit, time } = this.sample;
    for (const record of records) {
      const named = unit === null ? null : record.row[unit];
      const at = time === null ? this.rows.length : record.row[time];
      this.rows.push({
        rowNumber: record.rowNumber,
        unit: named === null || named === undefined ? null : String(named),
        time: typeof at === 'number' ? at : NaN,
        timeText: record.texts[this.timeCell] ?? '',
      });
      this.#features.push(this.#encode(record, typeof at === 'number'));
    }
  }

  order(): OrderedRows {
    const { rows } = this;
    const series = orderSeries(
      rows.length,
      (row) => rows[row]?.unit ?? null,
      this.sample.time === null ? null : (row) => rows[row]?.time ?? NaN,
    );
    const usable = Uint8Array.from(this.#features, (features) => (features ? 0 : SPLIT_EXCLUDED));
    const width = this.pipeline.features.length;
    const matrix = new Float32Array(series.order.length * width);
    series.order.forEach((row, place) => {
      const features = this.#features[row];
      if (features) matrix.set(features, place * width);
    });
    return { series, runs: cutRuns(series, this.sample.longestStep, usable, SPLIT_EXCLUDED), matrix };
  }

  #encode({ row, rowNumber, flaw }: RawRecord, hasTime: boolean): Float32Array | null {
    const encoded = flaw ? null : encodeRow(this.pipeline, row);
    if (encoded?.ok && hasTime) return encoded.value;
    const timeFlaw = { column: this.sample.time ?? '', reason: 'missingValue', value: '' } as const;
    const problem = flaw ?? (encoded && !encoded.ok ? encoded.problems[0] : undefined) ?? timeFlaw;
    const { column, reason, value } = problem;
    this.failed += 1;
    if (this.failures.length < MAX_LISTED_FAILURES) this.failures.push({ row: rowNumber, column, reason, value });
    return null;
  }
}
