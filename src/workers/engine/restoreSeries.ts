import type { SeriesIndex } from '../../core/codes/packSeries.ts';
import { writeDate } from '../../core/dataset/dateText.ts';
import type { CellValue, ColumnType } from '../../core/dataset/table.ts';
import { lostColumns, restoreRow } from '../../core/preprocessing/restoreRow.ts';
import { rangeOf } from '../../core/preprocessing/samples.ts';
import { averageSteps } from '../../core/preprocessing/stepLabels.ts';
import { coveringEnds, windowPlaces } from '../../core/preprocessing/windows.ts';
import type { CodedWindows } from '../../formats/codes/codesFile.ts';
import { cellText, writeCsvRecord } from '../../formats/csv/writeCsv.ts';
import { requireWindows, type RunModel } from './runModel.ts';

/** As many digits as a float32 has. */
const DIGITS = 7;
const CSV_ROWS = 4096;

/** A restored cell, with the decimal mark of its file. */
export function restoredText(type: ColumnType, cell: CellValue, decimal: '.' | ','): string {
  return typeof cell === 'number' && type !== 'datetime'
    ? String(Number(cell.toPrecision(DIGITS))).replace('.', decimal)
    : cellText(type, cell);
}

/**
 * Puts restored windows side by side again: the rows that were compressed, in the order and with the columns of their file. A row that
 * two windows cover is the mean of what they say of it.
 */
export class SeriesWriter {
  readonly lostColumns: readonly string[];
  /** As many as the rows are covered by. */
  readonly windows: number;
  readonly #columns: readonly string[];
  readonly #places: Uint32Array;
  readonly #outputs: Float32Array;
  #filled = 0;

  constructor(
    private readonly model: RunModel,
    private readonly content: CodedWindows,
    private readonly index: SeriesIndex,
  ) {
    const { length, unit, time } = requireWindows(model);
    const { columns, features } = model.pipeline;
    const lost = lostColumns(model.pipeline);
    const restored = columns.map(({ name }) => name).filter((name) => !lost.includes(name));
    const known = new Set([unit, time, ...restored]);
    this.#columns = content.columns.filter((name) => known.has(name));
    this.lostColumns = content.columns.filter((name) => !known.has(name));
    let start = 0;
    const runs = content.runs.map(([, rows]) => ({ start, end: (start += rows) }));
    const ends = coveringEnds(runs, length);
    this.windows = ends.length;
    this.#places = windowPlaces(ends, length);
    this.#outputs = new Float32Array(this.#places.length * features.length);
  }

  /** The next window, [length, features]. */
  add(values: Float32Array): Promise<void> {
    this.#outputs.set(values, this.#filled);
    this.#filled += values.length;
    return Promise.resolve();
  }

  finish() {
    const { pipeline } = this.model;
    const { rowNumbers } = this.index;
    const width = pipeline.features.length;
    const { rows: places, scores } = averageSteps(this.#places, this.#outputs, width);
    const units = this.content.runs.flatMap(([unit, rows]) => Array.from({ length: rows }, () => unit));
    const order = rangeOf(0, places.length).sort(
      (a, b) => this.#at(rowNumbers, places, a) - this.#at(rowNumbers, places, b),
    );
    const parts: Blob[] = [new Blob([writeCsvRecord(this.#columns, this.content.delimiter)])];
    for (let start = 0; start < order.length; start += CSV_ROWS) {
      const lines = Array.from(order.subarray(start, start + CSV_ROWS), (i) =>
        this.#line(scores, i * width, places[i] ?? 0, this.content.units[units[places[i] ?? 0] ?? 0] ?? null),
      );
      parts.push(new Blob(lines));
    }
    return { blob: new Blob(parts, { type: 'text/csv;charset=utf-8' }), ending: 'csv' as const };
  }

  #at(values: Float64Array, places: Uint32Array, i: number): number {
    return values[places[i] ?? 0] ?? NaN;
  }

  #line(scores: Float32Array, at: number, place: number, unitName: string | null): string {
    const { pipeline } = this.model;
    const { unit, time } = requireWindows(this.model);
    const { decimal, delimiter } = this.content;
    const row = restoreRow(pipeline, scores, at);
    const types = new Map(pipeline.columns.map(({ name, type }) => [name, type]));
    const cells = this.#columns.map((name) => {
      if (name === unit) return unitName ?? '';
      if (name === time) return this.#timeText(this.index.times?.[place] ?? NaN);
      return restoredText(types.get(name) ?? 'number', row[name] ?? null, decimal);
    });
    return writeCsvRecord(cells, delimiter);
  }

  #timeText(time: number): string {
    const { dateFormat, decimal } = this.content;
    return dateFormat === null ? String(time).replace('.', decimal) : writeDate(time, dateFormat);
  }
}
