import { cellAt, findColumn, requireColumn, type Column, type Table } from '../../core/dataset/table.ts';
import type { DealtSamples } from '../../core/preprocessing/dealSamples.ts';
import {
  SPLIT_EXCLUDED,
  SPLIT_PARTS,
  type FittedPipeline,
  type PreparationSpec,
} from '../../core/preprocessing/preparation.ts';
import { countFilled, isFilledStep } from '../../core/preprocessing/resampleTable.ts';
import { longestStepIn, seriesOf } from '../../core/preprocessing/sampleColumns.ts';
import { numericTarget } from '../../core/preprocessing/targets.ts';
import { encodeText, FIRST_WORD, tokenize } from '../../core/preprocessing/tokens.ts';
import { cutRuns, describeSampling, unitRuns, type Series } from '../../core/preprocessing/windows.ts';
import type { TextSummary, WindowPreview, WindowSummary } from '../../protocol/dataContract.ts';

/** As many points as a chart can show apart. */
const MAX_POINTS = 1500;
const MAX_WINDOWS = 400;
/** Windows that a stretch to be drawn should hold at least, as lengths of one. */
const SHOWN_LENGTHS = 12;
const MAX_TEXTS = 2000;

/** @param source - before it was resampled */
export function summarizeWindows(
  { sample }: PreparationSpec,
  source: Table,
  table: Table,
  { windows, rowParts }: DealtSamples,
): WindowSummary | null {
  if (sample?.kind !== 'window' || !windows) return null;
  const { series, ends } = windows;
  const isUsed = new Uint8Array(series.order.length);
  for (const end of ends) isUsed.fill(1, end - sample.length + 1, end + 1);
  const used = isUsed.reduce((sum, each) => sum + each, 0);
  return {
    sampling: describeSampling(table.steps ? seriesOf(sample, source) : series, sample.maxGap),
    steps: table.steps ? { count: table.rowCount, filled: countFilled(table) } : null,
    units: unitRuns(series).length,
    stretches: cutRuns(series, longestStepIn(sample, series), rowParts, SPLIT_EXCLUDED).length,
    unusedRows: rowParts.length - used,
  };
}

export function summarizeTexts({ sample }: FittedPipeline, table: Table, { parts }: DealtSamples): TextSummary | null {
  if (sample?.kind !== 'text') return null;
  const column = requireColumn(table, sample.column);
  const textAt = (row: number): string => String(cellAt(column, row) ?? '');
  let known = 0;
  let unknown = 0;
  let seen = 0;
  for (let row = 0; row < parts.length && seen < MAX_TEXTS; row++) {
    if (parts[row] !== 1 && parts[row] !== 2) continue;
    const encoded = encodeText(sample, textAt(row));
    known += encoded.known;
    unknown += encoded.unknown;
    seen += 1;
  }
  const words = new Set(sample.words);
  const row = parts.indexOf(0);
  const example = row < 0 ? [] : tokenize(textAt(row), sample.unit).slice(-sample.length);
  return {
    vocabulary: sample.words.length + FIRST_WORD,
    unknownShare: known + unknown > 0 ? unknown / (known + unknown) : null,
    example: example.map((word) => ({ word, isKnown: words.has(word) })),
  };
}

/** A stretch of one unit that shows some windows: all of it where it is short; beside it the rows that it was resampled from. */
export function previewWindows(
  { sample }: PreparationSpec,
  { table, regular }: { readonly table: Table; readonly regular: Table },
  { windows, parts }: DealtSamples,
  column: string,
  unit: number,
): WindowPreview {
  if (sample?.kind !== 'window' || !windows) throw new TypeError('no windows to draw');
  const { series, ends } = windows;
  const runs = unitRuns(series);
  const run = runs[Math.min(Math.max(0, unit), runs.length - 1)] ?? { start: 0, end: 0 };
  const end = Math.min(run.end, run.start + Math.max(200, SHOWN_LENGTHS * sample.length));
  const drawn = requireColumn(regular, column);
  const step = Math.max(1, Math.ceil((end - run.start) / MAX_POINTS));
  const places = Array.from({ length: Math.ceil((end - run.start) / step) }, (_, i) => run.start + i * step);
  const unitColumn = sample.unit === null ? undefined : findColumn(regular, sample.unit);
  const shown: WindowPreview['windows'][number][] = [];
  ends.forEach((last, i) => {
    if (last < run.start || last >= end || shown.length >= MAX_WINDOWS) return;
    const from = series.times[last - sample.length + 1] ?? NaN;
    shown.push({ from, to: series.times[last] ?? NaN, part: SPLIT_PARTS[parts[i] ?? SPLIT_EXCLUDED] ?? null });
  });
  return {
    unit: unitColumn ? String(cellAt(unitColumn, series.order[run.start] ?? 0) ?? '') : null,
    unitCount: runs.length,
    isDate: sample.time !== null && findColumn(table, sample.time)?.type === 'datetime',
    times: Float64Array.from(places, (place) => series.times[place] ?? NaN),
    values: Float64Array.from(places, (place) => numericTarget(drawn, series.order[place] ?? 0)),
    windows: shown,
    resampled: regular.steps
      ? {
          isFilled: Uint8Array.from(places, (place) => Number(isFilledStep(regular, series.order[place] ?? 0))),
          longestStep: (longestStepIn(sample, series) ?? Infinity) * step,
          ...measuredPoints(seriesOf(sample, table), requireColumn(table, column), series.units[run.start] ?? 0, [
            series.times[run.start] ?? NaN,
            series.times[end - 1] ?? NaN,
          ]),
        }
      : null,
  };
}

/** A unit's rows as they were measured between two times, thinned where there are many. */
function measuredPoints(
  { order, units, times }: Series,
  column: Column,
  unit: number,
  [from, to]: readonly [number, number],
): { readonly measuredTimes: Float64Array; readonly measuredValues: Float64Array } {
  const places = Array.from(order.keys()).filter((place) => {
    const time = times[place] ?? NaN;
    return units[place] === unit && time >= from && time <= to;
  });
  const step = Math.max(1, Math.ceil(places.length / MAX_POINTS));
  const shown = places.filter((_, i) => i % step === 0);
  return {
    measuredTimes: Float64Array.from(shown, (place) => times[place] ?? NaN),
    measuredValues: Float64Array.from(shown, (place) => numericTarget(column, order[place] ?? 0)),
  };
}
