import { CODE_BYTES, type CodeType } from '../../core/codes/packCodes.ts';
import { packSeries } from '../../core/codes/packSeries.ts';
import { meanOf, reconstructionErrors } from '../../core/evaluation/reconstruction.ts';
import type { ImportPlan } from '../../core/dataset/importOptions.ts';
import { rangeOf, readRows } from '../../core/preprocessing/samples.ts';
import { averageSteps } from '../../core/preprocessing/stepLabels.ts';
import { gatherWindows } from '../../core/preprocessing/transformSamples.ts';
import { coveringEnds, windowPlaces, type Run } from '../../core/preprocessing/windows.ts';
import { writeCodesFile, type CodedWindows } from '../../formats/codes/codesFile.ts';
import type { CompressedFile, CompressedUnit, EngineContract } from '../../protocol/engineContract.ts';
import type { Progress } from '../../protocol/progress.ts';
import type { CallContext } from '../../protocol/serve.ts';
import { AppError } from '../../shared/appError.ts';
import { decodeAll, packSamples } from './codes.ts';
import { gzippedBytes, headerOf, watchTwice } from './compress.ts';
import { readRecords, type RecordTaker } from './readRecords.ts';
import { findRunModel, requireWindows, type RunModel } from './runModel.ts';
import { SeriesRows, type OrderedRows } from './seriesRows.ts';

/**
 * Compresses a file's series, window beside window (see `coveringEnds`), with a run's encoder. Rows that cannot be read, and stretches
 * shorter than a window, are left out and counted.
 * @throws Cancelled; AppError `run.noModel`, `file.columnsMissing`, `codes.noRows`, `codes.noWindow`, `codes.resampled`, and what reading the file throws
 */
export async function compressSeries(
  { runId, file, type }: EngineContract['compressSeries']['input'],
  context: CallContext<Progress>,
): Promise<CompressedFile> {
  const model = await findRunModel(runId);
  const { length, time } = requireWindows(model);
  const { gathered, plan } = await readRecords(model, { kind: 'file', file }, null, context, (plan) =>
    gatherSeries(model, plan),
  );
  const ordered = gathered.order();
  const runs = ordered.runs.filter(({ start, end }) => end - start >= length);
  if (runs.length === 0) throw whyNone(file.name, gathered, ordered, length);
  const windows = await packWindows(model, ordered, runs, length, type, context);

  const places = Uint32Array.from(runs.flatMap(({ start, end }) => [...rangeOf(start, end)]));
  const { series } = ordered;
  const { rows } = gathered;
  const index = packSeries({
    rowNumbers: Float64Array.from(places, (place) => rows[series.order[place] ?? 0]?.rowNumber ?? NaN),
    times: time === null ? null : Float64Array.from(places, (place) => series.times[place] ?? NaN),
  });
  const units: (string | null)[] = [];
  const unitNumbers = new Map<number, number>();
  for (const { start } of runs) {
    const number = series.units[start] ?? 0;
    if (unitNumbers.has(number)) continue;
    unitNumbers.set(number, units.length);
    units.push(rows[series.order[start] ?? 0]?.unit ?? null);
  }
  const unitOf = ({ start }: Run): number => unitNumbers.get(series.units[start] ?? 0) ?? 0;
  const content: CodedWindows = {
    kind: 'windows',
    delimiter: plan.dialect.delimiter,
    decimal: plan.dialect.decimal,
    columns: plan.columns.map(({ name }) => name),
    dateFormat: dateFormatOf(plan, time),
    units,
    runs: runs.map((run) => [unitOf(run), run.end - run.start]),
    hasTimes: time !== null,
    decimals: index.decimals,
    rowNumberBytes: index.rowNumbers.length,
    timeBytes: index.times.length,
  };
  const { packed, count, codeSize, errors } = windows;
  const error = meanOf(errors);
  const header = { ...headerOf(model), content, type, codeSize, count, error, scale: packed.scale };
  const codeBytes = codeSize * CODE_BYTES[type];
  return {
    blob: new Blob([writeCodesFile(header, packed, index)]),
    count,
    error,
    inputSize: length * model.pipeline.features.length,
    codeSize,
    originalBytes: file.size,
    zippedBytes: await gzippedBytes([file], context.signal),
    failed: gathered.failed,
    faults: [],
    series: {
      unusedRows: rows.length - gathered.failed - places.length,
      units: describeUnits(content, errors, length, codeBytes, 4 * model.pipeline.features.length),
    },
  };
}

interface GatheredSeries extends RecordTaker {
  readonly gathered: SeriesRows;
  readonly plan: ImportPlan;
}

function gatherSeries(model: RunModel, plan: ImportPlan): GatheredSeries {
  const sample = requireWindows(model);
  // What is restored would be the even steps, not the rows of the file.
  if (sample.resampling) throw new AppError('codes.resampled', {});
  const gathered = new SeriesRows(model.pipeline, sample, plan);
  return {
    gathered,
    plan,
    add: (records) => {
      gathered.add(records);
      return Promise.resolve();
    },
  };
}

/** The codes of all windows, and for each row, in order, the mean squared error of what is restored of it. */
async function packWindows(
  model: RunModel,
  { matrix }: OrderedRows,
  runs: readonly Run[],
  length: number,
  type: CodeType,
  context: CallContext<Progress>,
) {
  const width = model.pipeline.features.length;
  const ends = coveringEnds(runs, length);
  const count = ends.length;
  const samples = gatherWindows(matrix, width, length, ends);
  const watch = watchTwice(context, count);
  const values = await samples.read(rangeOf(0, count), null);
  const { packed, codes, codeSize } = await packSamples(model, values, count, type, watch);
  const outputs = new Float32Array(values.length);
  await decodeAll(model, codes, count, watch, (some, first) => outputs.set(some, first * length * width));
  const restored = averageSteps(windowPlaces(ends, length), outputs, width);
  const { errors } = reconstructionErrors(readRows(matrix, width, restored.rows), restored.scores, [width]);
  return { packed, count, codeSize, errors };
}

function describeUnits(
  { units, runs }: CodedWindows,
  errors: Float32Array,
  length: number,
  codeBytes: number,
  rowBytes: number,
): CompressedUnit[] {
  const sums = units.map(() => ({ rows: 0, windows: 0, error: 0 }));
  let at = 0;
  for (const [unit, rows] of runs) {
    const sum = sums[unit];
    if (!sum) continue;
    sum.windows += coveringEnds([{ start: 0, end: rows }], length).length;
    sum.rows += rows;
    for (const end = at + rows; at < end; at++) sum.error += errors[at] ?? NaN;
  }
  return sums.map(({ rows, windows, error }, i) => ({
    name: units[i] ?? null,
    rows,
    windows,
    ratio: (rows * rowBytes) / (windows * codeBytes),
    error: error / rows,
  }));
}

function dateFormatOf({ columns }: ImportPlan, time: string | null): CodedWindows['dateFormat'] {
  const column = columns.find(({ name }) => name === time);
  return column?.type === 'datetime' ? column.dateFormat : null;
}

function whyNone(fileName: string, { rows, failed, failures }: SeriesRows, { runs }: OrderedRows, length: number) {
  const [first] = failures;
  if (failed === rows.length) {
    return new AppError('codes.noRows', {
      fileName,
      row: first?.row ?? 1,
      column: first?.column ?? '',
      reason: first?.reason ?? '',
    });
  }
  const longest = runs.reduce((most, { start, end }) => Math.max(most, end - start), 0);
  return new AppError('codes.noWindow', { fileName, rows: length, longest });
}
