import { AppError } from '../../shared/appError.ts';
import { createRandom, deriveSeed, shuffledIndices, type Random } from '../../shared/random.ts';
import { SYNTHETIC_COLUMN, syntheticRows } from '../dataset/synthetic.ts';
import { cellAt, requireColumn, isMissing, type Column, type Table } from '../dataset/table.ts';
import { apportion, apportionWithCarry } from './apportion.ts';
import { partOfWord } from './givenParts.ts';
import { isLearnt, SPLIT_EXCLUDED, SPLIT_PARTS, type PreparationSpec, type SplitFractions } from './preparation.ts';
import { settleSteps } from './resampleTable.ts';
import { sampleColumns, seriesOf } from './sampleColumns.ts';
import { hasTargets, numericTarget, targetColumns, targetWord } from './targets.ts';
import { orderSeries, unitRuns } from './windows.ts';

/** Regression: rows are stratified by this many equally full ranges of the target. */
const TARGET_RANGES = 10;
const TRAIN = SPLIT_PARTS.indexOf('train');
const TEST = SPLIT_PARTS.indexOf('test');

/**
 * Deals the table's rows to train (0), validation (1) and test (2); 3 is none: a target is missing, a column whose missing rows are
 * dropped, or the time of a time split, or the row is excluded; see `settleSteps` for resampled tables. Rows that a network made are for training alone. The same spec and table give the same parts. Every part with a fraction above zero gets a
 * row, a group or a time where there are enough of them.
 * @throws AppError `data.columnMissing`, `data.targetMissing`
 */
export function splitRows(spec: PreparationSpec, table: Table): Uint8Array {
  const { split } = spec;
  const assignment = new Uint8Array(table.rowCount).fill(SPLIT_EXCLUDED);
  const usable = usableRows(spec, table);
  const synthetic = syntheticRows(table);
  const rows = synthetic ? usable.filter((row) => synthetic[row] === 0) : usable;
  const fractions = fractionsOf(split);
  switch (split.kind) {
    case 'random':
      deal(assignment, shuffle(rows, createRandom(deriveSeed(split.seed, 'split'))), apportion(rows.length, fractions));
      break;
    case 'stratified':
      splitStratified(
        assignment,
        strataOf(spec, table, rows),
        fractions,
        createRandom(deriveSeed(split.seed, 'split')),
      );
      break;
    case 'group':
      splitGroups(
        assignment,
        rowsByKey(rows, keyReader(requireColumn(table, split.column))),
        fractions,
        createRandom(deriveSeed(split.seed, 'split')),
      );
      break;
    case 'given':
      splitAsGiven(assignment, requireColumn(table, split.column), rows, split);
      break;
    case 'time':
      splitByTime(assignment, requireColumn(table, split.column), rows, fractions);
      break;
    case 'blocks':
      for (const stretch of unitStretches(spec, table, rows)) {
        deal(assignment, stretch, apportion(stretch.length, fractions));
      }
  }
  // What a network made up trains, and judges nothing.
  for (const row of usable) if (synthetic?.[row] === 1) assignment[row] = TRAIN;
  keepNormal(spec, table, assignment);
  if (table.steps) {
    const isUsable = new Uint8Array(table.rowCount);
    for (const row of usable) isUsable[row] = 1;
    settleSteps(table, assignment, (row) => isUsable[row] === 1);
  }
  return assignment;
}

/**
 * Takes rows of other labels than the normal one out of training and validation. Those of a random split, and of one in which every
 * unit is in all parts, judge.
 */
function keepNormal(spec: PreparationSpec, table: Table, assignment: Uint8Array): void {
  const [label] = targetColumns(spec, table);
  const { normalClass, split } = spec;
  if (spec.task !== 'reconstruction' || normalClass === undefined || !label) return;
  const isSpread = split.kind === 'random' || split.kind === 'stratified' || split.kind === 'blocks';
  for (let row = 0; row < assignment.length; row++) {
    if (assignment[row] === SPLIT_EXCLUDED || assignment[row] === TEST) continue;
    // Who would judge where the normal ones are not known to be that?
    if (targetWord(label, row) !== normalClass) assignment[row] = isSpread && split.test > 0 ? TEST : SPLIT_EXCLUDED;
  }
}

/** The columns that decide which part a row is in, in table order: all that `splitRows` looks at. */
export function splitColumns(
  { columns, split, sample, excludeColumn }: PreparationSpec,
  table: { readonly columns: readonly { readonly name: string }[] },
): string[] {
  const steering = new Set(sampleColumns(sample));
  if ('column' in split) steering.add(split.column);
  if (excludeColumn !== undefined) steering.add(excludeColumn);
  steering.add(SYNTHETIC_COLUMN);
  const decides = (name: string): boolean => {
    const preparation = columns[name];
    const dropsRows = preparation?.role === 'feature' && preparation.imputation.kind === 'dropRow';
    return preparation?.role === 'target' || dropsRows || steering.has(name);
  };
  return table.columns.map(({ name }) => name).filter(decides);
}

/** Rows that can be in a part at all. */
function usableRows(spec: PreparationSpec, table: Table): Uint32Array {
  const isWindow = spec.sample?.kind === 'window';
  // Of a window only what its label is made from must be there: `dealSamples` sees to that.
  const targets = isWindow ? [] : targetColumns(spec, table);
  if (isLearnt(spec) && targets.length === 0 && !isWindow) throw new AppError('data.targetMissing', {});
  const needed = table.columns.filter(({ name }) => {
    const preparation = spec.columns[name];
    return preparation?.role === 'feature' && preparation.imputation.kind === 'dropRow';
  });
  if (spec.split.kind === 'time') needed.push(requireColumn(table, spec.split.column));
  if (spec.sample?.kind === 'text') needed.push(requireColumn(table, spec.sample.column));
  const excluded = spec.excludeColumn === undefined ? null : requireColumn(table, spec.excludeColumn);
  const rows = new Uint32Array(table.rowCount);
  let count = 0;
  for (let row = 0; row < table.rowCount; row++) {
    if (excluded && numericTarget(excluded, row) === 1) continue;
    // A label that only judges may be missing.
    if ((!isLearnt(spec) || hasTargets(targets, row)) && !needed.some((column) => isMissing(column, row)))
      rows[count++] = row;
  }
  return rows.subarray(0, count);
}

/** Gives the first `sizes[0]` rows to train, the next to validation, the next to test. */
function deal(assignment: Uint8Array, rows: Uint32Array, sizes: readonly number[]): void {
  let next = 0;
  sizes.forEach((size, part) => {
    for (const row of rows.subarray(next, next + size)) assignment[row] = part;
    next += size;
  });
}

/** Rows whose part is not told are in none. */
function splitAsGiven(
  assignment: Uint8Array,
  column: Column,
  rows: Uint32Array,
  { seed, train, validation }: SplitFractions & { readonly seed: number },
): void {
  const told = rows.map((row) => {
    const part = partOfWord(targetWord(column, row));
    return part === undefined ? SPLIT_EXCLUDED : SPLIT_PARTS.indexOf(part);
  });
  rows.forEach((row, i) => (assignment[row] = told[i] ?? SPLIT_EXCLUDED));
  if (validation === 0 || told.includes(SPLIT_PARTS.indexOf('validation'))) return;
  const learnt = rows.filter((_, i) => told[i] === TRAIN);
  const share = validation / (train + validation);
  deal(
    assignment,
    shuffle(learnt, createRandom(deriveSeed(seed, 'split'))),
    apportion(learnt.length, [1 - share, share]),
  );
}

function splitStratified(
  assignment: Uint8Array,
  strata: readonly Uint32Array[],
  fractions: readonly number[],
  random: Random,
): void {
  const sizes = apportionWithCarry(
    strata.map((rows) => rows.length),
    fractions,
  );
  strata.forEach((rows, i) => deal(assignment, shuffle(rows, random), sizes[i] ?? []));
}

/** Groups come in random order; each goes where most rows are still wanted. The last ones fill parts that are still empty. */
function splitGroups(
  assignment: Uint8Array,
  groups: readonly Uint32Array[],
  fractions: readonly number[],
  random: Random,
): void {
  const total = groups.reduce((sum, rows) => sum + rows.length, 0);
  const wanted = fractions.map((fraction) => fraction * total);
  const isEmpty = fractions.map((fraction) => fraction > 0);
  shuffledIndices(groups.length, random).forEach((index, position) => {
    const empty = isEmpty.filter(Boolean).length;
    const mustFill = groups.length - position <= empty;
    let best = -1;
    wanted.forEach((rows, part) => {
      const mayTake = (fractions[part] ?? 0) > 0 && (!mustFill || isEmpty[part] === true);
      if (mayTake && (best < 0 || rows > (wanted[best] ?? 0))) best = part;
    });
    const rows = groups[index] ?? new Uint32Array(0);
    for (const row of rows) assignment[row] = best;
    wanted[best] = (wanted[best] ?? 0) - rows.length;
    isEmpty[best] = false;
  });
}

/** Oldest rows to train, newest to test; each cut falls between two times, as near to its fraction as it can. */
function splitByTime(assignment: Uint8Array, column: Column, rows: Uint32Array, fractions: readonly number[]): void {
  const sorted = rows.slice().sort((a, b) => numericTarget(column, a) - numericTarget(column, b) || a - b);
  /** Where one time ends and the next begins. */
  const cuts = [0];
  for (let i = 1; i <= sorted.length; i++) {
    const isEnd =
      i === sorted.length || numericTarget(column, sorted[i] ?? 0) !== numericTarget(column, sorted[i - 1] ?? 0);
    if (isEnd) cuts.push(i);
  }
  const times = cuts.length - 1;
  let share = 0;
  let begin = 0;
  fractions.forEach((fraction, part) => {
    share += fraction;
    const laterParts = fractions.slice(part + 1).filter((later) => later > 0).length;
    const isLast = laterParts === 0;
    let end = begin;
    if (fraction > 0) {
      const latest = Math.min(times, Math.max(begin + 1, times - laterParts));
      end = Math.min(begin + 1, latest);
      const wanted = isLast ? sorted.length : share * sorted.length;
      while (end < latest && Math.abs((cuts[end + 1] ?? 0) - wanted) <= Math.abs((cuts[end] ?? 0) - wanted)) end++;
    }
    for (const row of sorted.subarray(cuts[begin], cuts[end])) assignment[row] = part;
    begin = end;
  });
}

function strataOf(spec: PreparationSpec, table: Table, rows: Uint32Array): readonly Uint32Array[] {
  const targets = targetColumns(spec, table);
  const [first] = targets;
  if (spec.task !== 'regression' || !first) {
    return rowsByKey(rows, (row) => targets.map((target) => targetWord(target, row)).join('\u0000'));
  }
  const sorted = rows.slice().sort((a, b) => numericTarget(first, a) - numericTarget(first, b) || a - b);
  return Array.from({ length: TARGET_RANGES }, (_, i) =>
    sorted.subarray((i * sorted.length) / TARGET_RANGES, ((i + 1) * sorted.length) / TARGET_RANGES),
  ).filter((range) => range.length > 0);
}

/** Each unit's usable rows in order of time. */
function unitStretches({ sample }: PreparationSpec, table: Table, rows: Uint32Array): readonly Uint32Array[] {
  const series = sample?.kind === 'window' ? seriesOf(sample, table) : orderSeries(table.rowCount, null, null);
  const isUsable = new Uint8Array(table.rowCount);
  for (const row of rows) isUsable[row] = 1;
  return unitRuns(series).map(({ start, end }) =>
    series.order.subarray(start, end).filter((row) => isUsable[row] === 1),
  );
}

/** Rows of equal key together, keys in the order in which they first appear. */
function rowsByKey(rows: Uint32Array, keyOf: (row: number) => number | string | null): readonly Uint32Array[] {
  const byKey = new Map<number | string | null, number[]>();
  for (const row of rows) {
    const key = keyOf(row);
    const known = byKey.get(key);
    if (known) known.push(row);
    else byKey.set(key, [row]);
  }
  return [...byKey.values()].map((group) => Uint32Array.from(group));
}

/** Rows whose group is missing count as one group: they may belong together. */
function keyReader(column: Column): (row: number) => number | string | null {
  return (row) => {
    const cell = cellAt(column, row);
    return typeof cell === 'boolean' ? Number(cell) : cell;
  };
}

function shuffle(rows: Uint32Array, random: Random): Uint32Array {
  return shuffledIndices(rows.length, random).map((position) => rows[position] ?? 0);
}

function fractionsOf({ train, validation, test }: SplitFractions): readonly number[] {
  const sum = train + validation + test;
  return [train / sum, validation / sum, test / sum];
}
