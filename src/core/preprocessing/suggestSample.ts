import { columnFacts } from '../dataset/columnFacts.ts';
import { SEQUENCE_COLUMN } from '../dataset/recordings.ts';
import { cellAt, type Column, type Table } from '../dataset/table.ts';
import {
  isLearnt,
  type ColumnPreparation,
  type PreparationSpec,
  type SplitSpec,
  type TextSample,
  type WindowLabel,
  type WindowSample,
} from './preparation.ts';
import { seriesOf } from './sampleColumns.ts';
import { defaultColumnPreparation } from './suggestPreparation.ts';
import { targetColumns } from './targets.ts';
import { tokenize } from './tokens.ts';
import { describeSampling, unitRuns, type Series } from './windows.ts';

const UNIT_NAME =
  /(^|[^a-z])(unit|engine|machine|device|vehicle|asset|bearing|recording|sequence|series|lot|batch|run|patient|subject|line|station)([ _-]*(id|no|nr|number|#))?$|编号$|设备|机器|批次|记录/i;
const TIME_NAME =
  /(^|[^a-z])(time|timestamp|date|datetime|cycle|cycles|hour|hours|step|t|zeit|datum|sample)([^a-z]|$)|时间|日期|周期/i;
const MIN_ROWS_PER_UNIT = 10;
const DEFAULT_HORIZON = 12;
const MAX_FORECAST_LENGTH = 336;
const LIFE_LENGTH = 30;
const LIFE_CAP = 125;
const MAX_CLASS_LENGTH = 128;
/** Looser than any jitter, and tighter than an outage. */
const MAX_GAP = 5;
const MAX_WINDOWS = 20_000;
const MAX_TEXT_LENGTH = 60;
const VOCABULARY = 2000;
const SEED = 1;

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** How many rows a day, a week or a year has, by the usual step between them. */
const SEASONS: readonly (readonly [stepMs: number, rows: number])[] = [
  [MINUTE, 1440],
  [5 * MINUTE, 288],
  [10 * MINUTE, 144],
  [15 * MINUTE, 96],
  [30 * MINUTE, 48],
  [HOUR, 24],
  [DAY, 7],
  [7 * DAY, 52],
  [30 * DAY, 12],
  [31 * DAY, 12],
];

/**
 * A preparation made into one of windows: what names units and time, how long a window is, what it is judged by, and a split that no
 * window can cross.
 * @param label - null: as the target suggests
 */
export function suggestWindows(spec: PreparationSpec, table: Table, label: WindowLabel | null): PreparationSpec {
  const [target] = targetColumns(spec, table);
  const unit = findUnit(table, target?.name ?? null);
  const time = findTime(table, [target?.name, unit?.name], unit);
  const names = { unit: unit?.name ?? null, time: time?.name ?? null };
  const series = seriesOf(names, table);
  const chosen = label ?? suggestLabel(spec, target, series);
  const season = suggestSeason(series, time);
  const rowsPerUnit = unitRuns(series)
    .map(({ start, end }) => end - start)
    .sort((a, b) => a - b);
  const shortest = rowsPerUnit[0] ?? 1;
  const typical = rowsPerUnit[rowsPerUnit.length >> 1] ?? 1;
  const horizon = chosen === 'forecast' || chosen === 'horizon' ? (season ?? DEFAULT_HORIZON) : 1;
  // Rows that were made long are one sample each.
  const isWhole = unit?.name === SEQUENCE_COLUMN && horizon === 1;
  const length = isWhole ? shortest : suggestLength(chosen, horizon, shortest, typical);
  const sample: WindowSample = {
    kind: 'window',
    ...names,
    length,
    stride: isWhole ? length : suggestStride(chosen, length, table.rowCount),
    horizon,
    label: chosen,
    cap: chosen === 'remainingLife' ? LIFE_CAP : null,
    maxGap: names.time === null ? null : MAX_GAP,
    season,
  };
  const split = suggestWindowSplit(spec.split, sample, unit, rowsPerUnit.length);
  const task = chosen === 'remainingLife' || chosen === 'forecast' ? 'regression' : spec.task;
  const columns = table.columns.map((column): [string, ColumnPreparation] => {
    const known = spec.columns[column.name] ?? defaultColumnPreparation(column.type, 'ignore');
    return [column.name, { ...known, role: roleOf(column, known, sample, split) }];
  });
  return { ...spec, task, columns: Object.fromEntries(columns), split, sample };
}

/** A preparation made into one of texts: the column with the longest, as many tokens as nearly all of them have. */
export function suggestText(spec: PreparationSpec, table: Table): PreparationSpec | null {
  const candidates = table.columns
    .filter(
      ({ name, type }) =>
        type === 'text' || type === 'identifier' || (type === 'category' && spec.columns[name]?.role !== 'target'),
    )
    .map((column) => ({ column, length: meanLength(column, table.rowCount) }))
    .sort((a, b) => b.length - a.length);
  const column = candidates[0]?.column;
  if (!column) return null;
  const texts = Array.from({ length: table.rowCount }, (_, row) => String(cellAt(column, row) ?? ''));
  const unit = texts.filter((text) => /\p{Script=Han}/u.test(text)).length > texts.length * 0.8 ? 'segmenter' : 'words';
  const lengths = texts.map((text) => tokenize(text, unit).length).sort((a, b) => a - b);
  const most = lengths[Math.floor(lengths.length * 0.98)] ?? 1;
  const sample: TextSample = {
    kind: 'text',
    column: column.name,
    length: Math.max(2, Math.min(MAX_TEXT_LENGTH, most)),
    vocabularySize: VOCABULARY,
    unit,
  };
  return { ...withoutWindows(spec), sample };
}

/** A preparation of rows again. */
export function withRowSamples(spec: PreparationSpec): PreparationSpec {
  const { sample: _, ...rest } = withoutWindows(spec);
  return rest;
}

function withoutWindows(spec: PreparationSpec): PreparationSpec {
  if (spec.split.kind !== 'blocks') return spec;
  const { train, validation, test } = spec.split;
  const kind = spec.task === 'regression' ? 'random' : 'stratified';
  return { ...spec, split: { kind, seed: SEED, train, validation, test } };
}

/** What names a thing whose rows belong together: by its name, else words that come in long stretches. */
function findUnit(table: Table, target: string | null): Column | undefined {
  const candidates = table.columns.filter(({ name, type, data }) => {
    if (name === target || type === 'number' || type === 'datetime' || type === 'boolean' || type === 'image')
      return false;
    const { distinct, isRowNumber } = columnFacts({ name, type, data });
    return distinct > 1 && !isRowNumber && table.rowCount / distinct >= MIN_ROWS_PER_UNIT;
  });
  return (
    candidates.find(({ name }) => UNIT_NAME.test(name)) ??
    candidates.find((column) => column.type !== 'integer' && comesInStretches(column)) ??
    // Tables without a header: whole numbers name units where others count the rows of each.
    candidates.find((column) => comesInStretches(column) && countsWithin(table, column) !== undefined)
  );
}

function comesInStretches(column: Column): boolean {
  const { values } = column.data;
  let changes = 0;
  for (let row = 1; row < values.length; row++) if (values[row] !== values[row - 1]) changes += 1;
  return changes + 1 === columnFacts(column).distinct;
}

/** The column that counts the rows of each unit by ones. */
function countsWithin({ columns }: Table, unit: Column): Column | undefined {
  const { values: units } = unit.data;
  return columns.find(({ name, type, data }) => {
    if (name === unit.name || type !== 'integer' || data.kind !== 'numeric') return false;
    const { values } = data;
    return values.every((value, row) => units[row] !== units[row - 1] || value === (values[row - 1] ?? NaN) + 1);
  });
}

/** A date-time, else a number whose name says so, else one that counts the rows of each unit. */
function findTime(table: Table, others: readonly (string | undefined)[], unit: Column | undefined): Column | undefined {
  const candidates = table.columns.filter(({ name }) => !others.includes(name));
  const isNumber = ({ type }: Column): boolean => type === 'integer' || type === 'number';
  return (
    candidates.find(({ type }) => type === 'datetime') ??
    candidates.find((column) => isNumber(column) && TIME_NAME.test(column.name)) ??
    (unit && countsWithin({ ...table, columns: candidates }, unit))
  );
}

function suggestLabel(spec: PreparationSpec, target: Column | undefined, series: Series): WindowLabel {
  const { task } = spec;
  if (!isLearnt(spec)) return target && isConstantWithinUnits(target, series) ? 'majority' : 'any';
  if (!target) return 'remainingLife';
  if (task === 'regression') return 'forecast';
  return isConstantWithinUnits(target, series) ? 'majority' : 'last';
}

function isConstantWithinUnits({ data }: Column, { order, units }: Series): boolean {
  return order.every((row, place) => {
    const isSameUnit = place > 0 && units[place] === units[place - 1];
    return !isSameUnit || data.values[row] === data.values[order[place - 1] ?? 0];
  });
}

function suggestSeason(series: Series, time: Column | undefined): number | null {
  if (time?.type !== 'datetime') return null;
  const { medianStep } = describeSampling(series, null);
  return SEASONS.find(([step]) => Math.abs(medianStep - step) < step / 100)?.[1] ?? null;
}

function suggestLength(label: WindowLabel, horizon: number, shortest: number, typical: number): number {
  switch (label) {
    case 'forecast':
    case 'horizon':
      return clamp(2 * horizon, 8, Math.min(MAX_FORECAST_LENGTH, Math.floor(typical / 8)));
    case 'remainingLife':
      return clamp(LIFE_LENGTH, 2, Math.floor(shortest / 3));
    case 'last':
    case 'any':
    case 'majority':
    case 'each':
      return clamp(2 ** Math.floor(Math.log2(Math.max(1, typical / 10))), 4, MAX_CLASS_LENGTH);
  }
}

/** Half a window for classes, else one row; more where that would be more windows than help. */
function suggestStride(label: WindowLabel, length: number, rows: number): number {
  const wanted = label === 'majority' || label === 'each' ? Math.max(1, length >> 1) : 1;
  return Math.max(wanted, Math.ceil(rows / MAX_WINDOWS));
}

/** As a column says; whole units where there are enough that are all alike in kind, else a stretch of each. */
function suggestWindowSplit(
  before: SplitSpec,
  { label }: WindowSample,
  unit: Column | undefined,
  units: number,
): SplitSpec {
  if (before.kind === 'given') return before;
  const { train, validation, test } = before;
  const fractions = { train, validation, test };
  const isWhole =
    label === 'remainingLife' ||
    label === 'last' ||
    label === 'any' ||
    label === 'each' ||
    unit?.name === SEQUENCE_COLUMN;
  if (unit && isWhole && units >= MIN_ROWS_PER_UNIT) {
    return { ...fractions, kind: 'group', seed: SEED, column: unit.name };
  }
  return { ...fractions, kind: 'blocks' };
}

function roleOf(
  { name, type }: Column,
  { role }: ColumnPreparation,
  { unit, time, label }: WindowSample,
  split: SplitSpec,
): ColumnPreparation['role'] {
  if (split.kind === 'group' && split.column === name) return 'group';
  if (split.kind === 'given' && split.column === name) return 'ignore';
  if (name === unit) return 'ignore';
  // The hour and the day of the week say much of what comes next; how old a unit is would be told of remaining life.
  if (name === time) return type === 'datetime' && (label === 'forecast' || label === 'horizon') ? 'feature' : 'ignore';
  if (role === 'target' && label === 'remainingLife')
    return type === 'text' || type === 'identifier' ? 'ignore' : 'feature';
  return role === 'group' || role === 'time' ? 'ignore' : role;
}

function meanLength(column: Column, rowCount: number): number {
  let length = 0;
  for (let row = 0; row < rowCount; row++) length += String(cellAt(column, row) ?? '').length;
  return length / Math.max(1, rowCount);
}

function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(high, value));
}
