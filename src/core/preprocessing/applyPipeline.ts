/**
 * Applies a fitted pipeline: raw row in, network input out, and back. With what it imports it travels
 * with every downloaded model as plain JavaScript; the studio itself runs the same functions, so the two cannot disagree.
 */
import type { Problem, Result } from '../../shared/result.ts';
import type { CellValue, RawRow } from '../dataset/table.ts';
import type {
  DatePart,
  FittedColumn,
  FittedPipeline,
  FittedScaling,
  FittedTextSample,
  FittedWindowSample,
  Resampling,
} from './preparation.ts';
import { isAveraged, lastPlaces, planSteps, stepNumbers, type StepPlan } from './steps.ts';
import { encodeText } from './tokens.ts';
import { orderSeries, type Series } from './windows.ts';

const MS_PER_DAY = 86_400_000;

/** Why a row cannot be encoded. */
export interface EncodeProblem extends Problem {
  readonly column: string;
  readonly reason: 'missingColumn' | 'missingValue' | 'invalidValue' | 'unseenCategory';
  readonly value: string;
}

/**
 * A fitted column made ready to write features. A value of the column is one number throughout: numbers and date-times
 * themselves, booleans 0 or 1, categories their index in `column.categories` (one past the last for a word never seen in
 * training); NaN where missing.
 */
export interface ColumnEncoder {
  readonly column: FittedColumn;
  /** Where its features begin in a row of features. */
  readonly offset: number;
  readonly width: number;
  /** The value that stands in for a missing one; NaN where none may. */
  readonly fill: number;
  readonly indexByWord: ReadonlyMap<string, number>;
}

/** A network's outputs for one row, as people read them. */
export interface DecodedOutputs {
  /** Classes, labels or target columns. */
  readonly names: readonly string[];
  /** One per name: probabilities in [0, 1], or numbers in the target's unit. */
  readonly values: readonly number[];
  /** The most probable class; the labels at 0.5 and above; nothing for numbers. */
  readonly decision: readonly string[];
}

/** The shape of what the network takes, without the batch axis: [features], [time, features], [time] of tokens, or a picture's. */
export function sampleShape({ sample, features }: FittedPipeline): readonly number[] {
  switch (sample?.kind) {
    case undefined:
      return [features.length];
    case 'image':
      return [sample.height, sample.width, sample.channels];
    case 'window':
      return [sample.length, features.length];
    case 'text':
      return [sample.length];
  }
}

/**
 * A window's rows, the oldest first, as the network takes them, [time, features]; or every reason why it does not. They must be as many as the
 * window is long. A single row stands for itself, where samples are rows or texts. Where the series is resampled, rows of one unit in any number
 * and order, each with its time: the window is the last even steps that they make, counted from the first of them.
 */
export function encodeSample(
  pipeline: FittedPipeline,
  rows: RawRow | readonly RawRow[],
): Result<Float32Array, EncodeProblem> {
  const list = isList(rows) ? rows : [rows];
  const { sample, features } = pipeline;
  if (sample?.kind === 'window' && sample.resampling) return encodeLastSteps(pipeline, sample, sample.resampling, list);
  const length = sample?.kind === 'window' ? sample.length : 1;
  if (list.length !== length) {
    const message = `${length} rows make a sample, and ${list.length} are given`;
    return { ok: false, problems: [{ path: '', column: '', reason: 'missingValue', value: '', message }] };
  }
  const encoded = list.map((row) => encodeRow(pipeline, row));
  const problems = encoded.flatMap((each) => (each.ok ? [] : each.problems));
  if (problems.length > 0) return { ok: false, problems };
  const width = sample?.kind === 'window' ? features.length : 0;
  const only = encoded[0];
  if (width === 0 && only?.ok) return only;
  const values = new Float32Array(length * width);
  encoded.forEach((each, i) => each.ok && values.set(each.value, i * width));
  return { ok: true, value: values };
}

function encodeLastSteps(
  pipeline: FittedPipeline,
  sample: FittedWindowSample,
  resampling: Resampling,
  rows: readonly RawRow[],
): Result<Float32Array, EncodeProblem> {
  const { length, time, maxGap, longestStep } = sample;
  const problems = rows.flatMap((row) => cellProblems(pipeline, row));
  const times = rows.map((row) => readTime(time === null ? undefined : row[time]));
  if (times.some(Number.isNaN)) problems.push(describeRefusal(time ?? '', 'missingValue', null));
  if (problems.length > 0) return { ok: false, problems };
  const series = orderSeries(rows.length, null, (row) => times[row] ?? NaN);
  const plan = planSteps(series, resampling, maxGap);
  const isCut = (i: number): boolean =>
    longestStep !== null && (plan.times[i] ?? 0) - (plan.times[i - 1] ?? 0) > longestStep;
  const first = plan.count - length;
  const isWhole = first >= 0 && !Array.from({ length: length - 1 }, (_, i) => first + i + 1).some(isCut);
  if (!isWhole) {
    const message = `${length} even steps without a long gap make a sample, and the rows given end with fewer`;
    return { ok: false, problems: [{ path: '', column: '', reason: 'missingValue', value: '', message }] };
  }
  const stepped = resampleRows(pipeline, resampling, rows, series, plan).slice(first);
  const values = new Float32Array(length * pipeline.features.length);
  stepped.forEach((row, i) => {
    const encoded = encodeRow(pipeline, row);
    if (encoded.ok) values.set(encoded.value, i * pipeline.features.length);
    else problems.push(...encoded.problems);
  });
  return problems.length > 0 ? { ok: false, problems } : { ok: true, value: values };
}

/** Raw rows brought to even steps, as `resampleTable` brings a table's: one row for each step, with the pipeline's columns. */
export function resampleRows(
  { columns, target, sample }: FittedPipeline,
  { numbers, fill }: Resampling,
  rows: readonly RawRow[],
  { order }: Series,
  plan: StepPlan,
): RawRow[] {
  const time = sample?.kind === 'window' ? sample.time : null;
  const cells = columns.map(({ name, type }): readonly CellValue[] => {
    const cellOf = (place: number): CellValue => rows[order[place] ?? 0]?.[name] ?? null;
    if (name === time) return Array.from(plan.times);
    const isName =
      (target.kind === 'classes' && target.column === name) ||
      (target.kind === 'labels' && target.columns.includes(name));
    if (isAveraged(type, isName)) {
      const valueAt = (place: number): number => {
        const cell = cellOf(place);
        return typeof cell === 'number' ? cell : NaN;
      };
      const values = stepNumbers(plan, valueAt, numbers, fill);
      return Array.from(values, (value) => (Number.isNaN(value) ? null : value));
    }
    const places = lastPlaces(plan, (place) => cellOf(place) === null, true);
    return Array.from(places, (place) => (place < 0 ? null : cellOf(place)));
  });
  return Array.from({ length: plan.count }, (_, i) =>
    Object.fromEntries(columns.map(({ name }, column) => [name, cells[column]?.[i] ?? null])),
  );
}

/** Why a row's cells are none of their columns, be they missing or not. */
function cellProblems(pipeline: FittedPipeline, row: RawRow): EncodeProblem[] {
  return columnEncoders(pipeline).flatMap((encoder): EncodeProblem[] => {
    const { name } = encoder.column;
    const cell = Object.hasOwn(row, name) ? row[name] : undefined;
    if (cell === undefined) return [describeRefusal(name, 'missingColumn', null)];
    return readCell(encoder, cell) === null ? [describeRefusal(name, 'invalidValue', cell)] : [];
  });
}

/** A row's time as a number; NaN where it has none. */
function readTime(cell: CellValue | undefined): number {
  if (typeof cell === 'string') return readDate(cell) ?? NaN;
  return typeof cell === 'number' ? cell : NaN;
}

function isList(rows: RawRow | readonly RawRow[]): rows is readonly RawRow[] {
  return Array.isArray(rows);
}

function encodeTextRow(sample: FittedTextSample, row: RawRow): Result<Float32Array, EncodeProblem> {
  const cell = Object.hasOwn(row, sample.column) ? row[sample.column] : undefined;
  if (cell === undefined || cell === null) {
    return {
      ok: false,
      problems: [describeRefusal(sample.column, cell === null ? 'missingValue' : 'missingColumn', null)],
    };
  }
  return { ok: true, value: encodeText(sample, String(cell)).tokens };
}

/** One row's features, [features], or a text's tokens, [time]; or every reason why it has none. */
export function encodeRow(pipeline: FittedPipeline, row: RawRow): Result<Float32Array, EncodeProblem> {
  if (pipeline.sample?.kind === 'text') return encodeTextRow(pipeline.sample, row);
  const features = new Float32Array(pipeline.features.length);
  const problems: EncodeProblem[] = [];
  for (const encoder of columnEncoders(pipeline)) {
    const { name } = encoder.column;
    const cell = Object.hasOwn(row, name) ? row[name] : undefined;
    const value = cell === undefined ? null : readCell(encoder, cell);
    const reason =
      cell === undefined ? 'missingColumn' : value === null ? 'invalidValue' : reasonToRefuse(encoder, value);
    if (reason !== null) problems.push(describeRefusal(name, reason, cell ?? null));
    else if (value !== null && !writeFeatures(encoder, value, features, encoder.offset)) {
      problems.push(describeRefusal(name, 'invalidValue', cell ?? null));
    }
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, value: features };
}

/** Whether each row of a window gets an answer: its own label, or itself made again. */
export function answersSteps({ sample, target }: FittedPipeline): boolean {
  return sample?.kind === 'window' && (sample.label === 'each' || target.kind === 'features');
}

/** The network's outputs for one sample, decoded: one answer, or one for each row of a window (see `answersSteps`). */
export function decodeSteps(pipeline: FittedPipeline, outputs: ArrayLike<number>): readonly DecodedOutputs[] {
  const { sample } = pipeline;
  const steps = sample?.kind === 'window' && answersSteps(pipeline) ? sample.length : 1;
  const all = Array.from(outputs);
  const width = all.length / steps;
  return Array.from({ length: steps }, (_, i) => decodeOutputs(pipeline, all.slice(i * width, (i + 1) * width)));
}

/** Turns the network's outputs for one row, [outputs] (probabilities, not logits), into classes, labels or numbers. */
export function decodeOutputs(pipeline: FittedPipeline, outputs: ArrayLike<number>): DecodedOutputs {
  const { target } = pipeline;
  const names = outputNames(pipeline);
  // Features made again are left as they are prepared: not every preparation has a way back.
  if (target.kind === 'features') return { names, values: names.map((_, i) => outputs[i] ?? NaN), decision: [] };
  if (target.kind === 'numbers') {
    const values = names.map((_, i) => (outputs[i] ?? NaN) * (target.scale[i] ?? 1) + (target.center[i] ?? 0));
    return { names, values, decision: [] };
  }
  if (target.kind === 'labels') {
    const values = names.map((_, i) => outputs[i] ?? NaN);
    return { names, values, decision: names.filter((_, i) => (outputs[i] ?? NaN) >= 0.5) };
  }
  const positive = outputs[0] ?? NaN;
  const values = pipeline.task === 'binary' ? [1 - positive, positive] : names.map((_, i) => outputs[i] ?? NaN);
  let best = 0;
  values.forEach((value, i) => {
    // At equal probabilities a binary row counts as positive, as the threshold 0.5 has it.
    if (value > (values[best] ?? NaN) || (pipeline.task === 'binary' && value >= 0.5)) best = i;
  });
  return { names, values, decision: names.slice(best, best + 1) };
}

/** The names of the decoded outputs: classes, labels, target columns or features. */
export function outputNames({ target, features }: FittedPipeline): readonly string[] {
  if (target.kind === 'features') return features.map(({ name }) => name);
  return target.kind === 'classes' ? target.classes : target.columns;
}

const encodersByPipeline = new WeakMap<FittedPipeline, readonly ColumnEncoder[]>();

/** The pipeline's columns made ready, in feature order. */
export function columnEncoders(pipeline: FittedPipeline): readonly ColumnEncoder[] {
  const known = encodersByPipeline.get(pipeline);
  if (known) return known;
  let offset = 0;
  const encoders = pipeline.columns.map((column) => {
    const width = valueWidth(column) + (column.missingIndicator ? 1 : 0);
    const indexByWord = new Map(column.categories.map((word, index) => [word, index]));
    const encoder = { column, offset, width, fill: fillValue(column, indexByWord), indexByWord };
    offset += width;
    return encoder;
  });
  encodersByPipeline.set(pipeline, encoders);
  return encoders;
}

/** Reads a cell as the column's value; null where it is none. Dates may be ISO 8601 text, in UTC unless it says otherwise. */
export function readCell({ column, indexByWord }: ColumnEncoder, cell: CellValue): number | null {
  if (cell === null) return NaN;
  switch (column.type) {
    case 'category':
      return indexByWord.get(String(cell)) ?? column.categories.length;
    case 'boolean':
      return typeof cell === 'boolean' ? Number(cell) : (indexByWord.get(String(cell)) ?? null);
    case 'datetime':
      return typeof cell === 'string' ? readDate(cell) : finiteNumber(cell);
    case 'number':
    case 'integer':
    case 'text':
    case 'identifier':
    case 'image':
      return finiteNumber(cell);
  }
}

/** Why a value may not be encoded; null where it may. */
export function reasonToRefuse(encoder: ColumnEncoder, value: number): 'missingValue' | 'unseenCategory' | null {
  const { column, fill } = encoder;
  const filled = Number.isNaN(value) ? fill : value;
  if (Number.isNaN(filled)) return 'missingValue';
  const isUnseen = column.type === 'category' && filled === column.categories.length;
  return isUnseen && column.unseen === 'error' ? 'unseenCategory' : null;
}

/**
 * Writes the features of one value to `out` from `at` on, `width` of them. The value must be one that is not refused.
 * False where a number, scaled, is beyond what 32 bits hold: the row cannot be used.
 */
export function writeFeatures(encoder: ColumnEncoder, value: number, out: Float32Array, at: number): boolean {
  const { column } = encoder;
  const isMissing = Number.isNaN(value);
  const filled = isMissing ? encoder.fill : value;
  switch (column.type) {
    case 'category':
      writeCategory(column, filled, out, at);
      break;
    case 'datetime':
      writeDateParts(column, filled, out, at);
      break;
    case 'boolean':
      out[at] = filled;
      break;
    case 'number':
    case 'integer':
    case 'text':
    case 'identifier':
    case 'image':
      out[at] = transformNumber(column, filled);
  }
  if (column.missingIndicator) out[at + encoder.width - 1] = isMissing ? 1 : 0;
  return Number.isFinite(out[at] ?? 0);
}

/** A number that is present, clipped, logged and scaled. */
export function transformNumber(column: FittedColumn, value: number): number {
  return scaleNumber(column, compressNumber(column, value));
}

/** A number that is present, clipped and logged: what scaling is fitted on. */
export function compressNumber(
  { clip, logTransform }: Pick<FittedColumn, 'clip' | 'logTransform'>,
  value: number,
): number {
  const clipped = clip === null ? value : Math.min(Math.max(value, clip[0]), clip[1]);
  return logTransform ? Math.sign(clipped) * Math.log1p(Math.abs(clipped)) : clipped;
}

/** The plain number behind a date part, before scaling or turning into an angle. In UTC; months and days of the month from 0, Sunday 0. */
export function datePart(part: DatePart, timeMs: number, originMs: number): number {
  const date = new Date(timeMs);
  switch (part) {
    case 'year':
      return date.getUTCFullYear();
    case 'month':
      return date.getUTCMonth();
    case 'dayOfMonth':
      return date.getUTCDate() - 1;
    case 'dayOfWeek':
      return date.getUTCDay();
    case 'hour':
      return date.getUTCHours();
    case 'minute':
      return date.getUTCMinutes();
    case 'elapsed':
      return (timeMs - originMs) / MS_PER_DAY;
  }
}

/** How many values a cyclic part runs through before it starts again; null for parts that do not. */
export function datePartPeriod(part: DatePart): number | null {
  switch (part) {
    case 'month':
      return 12;
    case 'dayOfMonth':
      return 31;
    case 'dayOfWeek':
      return 7;
    case 'hour':
      return 24;
    case 'minute':
      return 60;
    case 'year':
    case 'elapsed':
      return null;
  }
}

function valueWidth({ type, encoding, categories, unseen, dateParts }: FittedColumn): number {
  if (type === 'datetime') return dateParts.reduce((sum, part) => sum + (datePartPeriod(part) === null ? 1 : 2), 0);
  if (type !== 'category' || encoding === 'ordinal') return 1;
  return categories.length + (unseen === 'other' ? 1 : 0);
}

function fillValue({ type, fill, categories }: FittedColumn, indexByWord: ReadonlyMap<string, number>): number {
  if (fill === null) return NaN;
  return type === 'category' ? (indexByWord.get(String(fill)) ?? categories.length) : Number(fill);
}

function writeCategory(
  { encoding, categories, unseen }: FittedColumn,
  index: number,
  out: Float32Array,
  at: number,
): void {
  const isUnseen = index === categories.length;
  if (encoding === 'ordinal') {
    out[at] = isUnseen && unseen === 'zeros' ? -1 : index;
    return;
  }
  const width = categories.length + (unseen === 'other' ? 1 : 0);
  out.fill(0, at, at + width);
  if (index < width) out[at + index] = 1;
}

function writeDateParts(column: FittedColumn, timeMs: number, out: Float32Array, at: number): void {
  let next = at;
  column.dateParts.forEach((part, i) => {
    const value = datePart(part, timeMs, column.dateOrigin);
    const period = datePartPeriod(part);
    const scaling = column.dateScalings[i];
    if (period === null) {
      out[next++] = scaling === undefined ? value : scaleNumber(scaling, value);
    } else {
      out[next++] = Math.sin((2 * Math.PI * value) / period);
      out[next++] = Math.cos((2 * Math.PI * value) / period);
    }
  });
}

function scaleNumber({ affine, quantiles }: FittedScaling, value: number): number {
  if (affine !== null) return (value - affine.center) / affine.scale;
  return quantiles === null ? value : rankAmong(quantiles, value);
}

/**
 * The interpolated rank of a value among ascending references, in [0, 1]; equal references share the middle of their ranks.
 * As scikit-learn's QuantileTransformer with a uniform output.
 */
function rankAmong(references: readonly number[], value: number): number {
  const last = references.length - 1;
  if (value <= (references[0] ?? NaN)) return 0;
  if (value >= (references[last] ?? NaN)) return 1;
  const first = countWhile(references, (reference) => reference < value);
  const end = countWhile(references, (reference) => reference <= value);
  if (end > first) return (first + end - 1) / 2 / last;
  const below = references[first - 1] ?? NaN;
  const above = references[first] ?? NaN;
  return (first - 1 + (value - below) / (above - below)) / last;
}

/** How many leading entries meet a condition that holds up to some point and never after (binary search). */
function countWhile(sorted: readonly number[], holds: (entry: number) => boolean): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(sorted[middle] ?? NaN)) low = middle + 1;
    else high = middle;
  }
  return low;
}

function finiteNumber(cell: CellValue): number | null {
  return typeof cell === 'number' && Number.isFinite(cell) ? cell : null;
}

function readDate(text: string): number | null {
  const match = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?)(Z|[+-]\d\d:\d\d)?)?$/.exec(text.trim());
  if (match === null) return null;
  const [, day = '', time = '00:00', zone = 'Z'] = match;
  const midnight = new Date(`${day}T00:00Z`);
  // Date takes 30 February for 1 March; here it is no date.
  if (Number.isNaN(midnight.getTime()) || !midnight.toISOString().startsWith(day)) return null;
  return finiteNumber(Date.parse(`${day}T${time}${zone}`));
}

function describeRefusal(column: string, reason: EncodeProblem['reason'], cell: CellValue): EncodeProblem {
  const value = cell === null ? '' : String(cell);
  const message = {
    missingColumn: 'the column is missing',
    missingValue: 'the value is missing',
    invalidValue: `“${value}” does not fit the column`,
    unseenCategory: `“${value}” was never seen in training`,
  }[reason];
  return { path: `columns.${column}`, column, reason, value, message };
}
