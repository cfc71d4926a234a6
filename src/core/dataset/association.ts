import { sortWords } from './sortWords.ts';
import type { Column } from './table.ts';

/** Whole numbers with no more different values than this are looked at as classes too. */
const MAX_NUMBER_CLASSES = 20;
/** More classes than this say little by their association: each has few rows. */
const MAX_CLASSES = 1000;

/** A column as classes: for each row the index of its class, -1 where missing. */
export interface ClassedColumn {
  readonly name: string;
  readonly classes: readonly string[];
  readonly codes: Int32Array;
}

/** Categories, booleans and numbers with few whole values as classes, unused ones left out; null for everything else. */
export function asClasses({ name, data, categories = [] }: Column): ClassedColumn | null {
  if (data.kind === 'coded') {
    const used = categories.map(() => false);
    for (const code of data.values) if (code >= 0) used[code] = true;
    const classes = categories.filter((_, code) => used[code]);
    if (classes.length > MAX_CLASSES) return null;
    let next = 0;
    const recode = Int32Array.from(used, (isUsed) => (isUsed ? next++ : -1));
    return { name, classes, codes: data.values.map((code) => recode[code] ?? -1) };
  }
  if (data.kind !== 'numeric') return null;
  const seen = new Set<number>();
  for (const value of data.values) {
    if (Number.isNaN(value)) continue;
    if (!Number.isInteger(value) || seen.size > MAX_NUMBER_CLASSES) return null;
    seen.add(value);
  }
  if (seen.size > MAX_NUMBER_CLASSES) return null;
  const classes = sortWords([...seen].map(String));
  const codeOf = new Map(classes.map((word, code) => [Number(word), code]));
  const codes = new Int32Array(data.values.length);
  data.values.forEach((value, row) => (codes[row] = codeOf.get(value) ?? -1));
  return { name, classes, codes };
}

/** How often each class of one column meets each of another, over rows where both are present. */
export interface ContingencyTable {
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  /** Row-major [rows, columns]. */
  readonly counts: Float64Array;
}

export function crossTabulate(a: ClassedColumn, b: ClassedColumn): ContingencyTable {
  const width = b.classes.length;
  const counts = new Float64Array(a.classes.length * width);
  a.codes.forEach((code, row) => {
    const other = b.codes[row] ?? -1;
    if (code >= 0 && other >= 0) counts[code * width + other] = (counts[code * width + other] ?? 0) + 1;
  });
  return { rows: a.classes, columns: b.classes, counts };
}

/** Cramér's V, √(χ² / (n · (min(rows, columns) - 1))), in [0, 1]; NaN where a side has one class only (Cramér 1946). */
export function cramersV({ counts, rows, columns }: ContingencyTable): number {
  const width = columns.length;
  const rowSums = rows.map((_, i) =>
    counts.subarray(i * width, (i + 1) * width).reduce((sum, count) => sum + count, 0),
  );
  const columnSums = columns.map((_, j) => rows.reduce((sum, _row, i) => sum + (counts[i * width + j] ?? 0), 0));
  const degrees = Math.min(rowSums.filter((sum) => sum > 0).length, columnSums.filter((sum) => sum > 0).length) - 1;
  if (degrees < 1) return NaN;
  // χ²/n = Σ count² / (row sum · column sum) - 1
  let share = 0;
  rowSums.forEach((rowSum, i) => {
    columnSums.forEach((columnSum, j) => {
      if (rowSum > 0 && columnSum > 0) share += (counts[i * width + j] ?? 0) ** 2 / (rowSum * columnSum);
    });
  });
  return Math.sqrt(Math.min(1, Math.max(0, (share - 1) / degrees)));
}

/** Correlation ratio η, √(variance between the classes' means / whole variance), in [0, 1]; NaN where there is no variance (Fisher 1925). */
export function correlationRatio({ codes, classes }: ClassedColumn, values: Float64Array): number {
  const counts = new Float64Array(classes.length);
  const means = new Float64Array(classes.length);
  let count = 0;
  let mean = 0;
  let squares = 0;
  // Running means and squares (Welford 1962), so that nothing cancels.
  codes.forEach((code, row) => {
    const value = values[row] ?? NaN;
    if (code < 0 || Number.isNaN(value)) return;
    counts[code] = (counts[code] ?? 0) + 1;
    means[code] = (means[code] ?? 0) + (value - (means[code] ?? 0)) / (counts[code] ?? 1);
    count++;
    const step = value - mean;
    mean += step / count;
    squares += step * (value - mean);
  });
  if (squares === 0 || count < 2) return NaN;
  const between = means.reduce((sum, each, code) => sum + (counts[code] ?? 0) * (each - mean) ** 2, 0);
  return Math.sqrt(Math.min(1, between / squares));
}

/** A value that all but settles what another column is. */
export interface Telltale {
  readonly value: string;
  readonly outcome: string;
  /** Rows with the value. */
  readonly rows: number;
  /** Of those, the share with the outcome. */
  readonly share: number;
}

const TELLTALE_SHARE = 0.98;
const TELLTALE_MIN_ROWS = 10;
/** An outcome that most rows have anyway tells nothing. */
const TELLTALE_MAX_BASE = 0.5;
/** The value must account for this much of the outcome. */
const TELLTALE_MIN_RECALL = 0.05;

/** The value (of the table's rows) that most surely gives away an uncommon outcome (of its columns); null where none does. */
export function findTelltale({ rows, columns, counts }: ContingencyTable): Telltale | null {
  const width = columns.length;
  const total = counts.reduce((sum, count) => sum + count, 0);
  const outcomeRows = columns.map((_, j) => rows.reduce((sum, _row, i) => sum + (counts[i * width + j] ?? 0), 0));
  let best: Telltale | null = null;
  rows.forEach((value, i) => {
    const valueRows = counts.subarray(i * width, (i + 1) * width).reduce((sum, count) => sum + count, 0);
    if (valueRows < TELLTALE_MIN_ROWS) return;
    columns.forEach((outcome, j) => {
      const met = counts[i * width + j] ?? 0;
      const base = outcomeRows[j] ?? 0;
      const share = met / valueRows;
      const isTelling =
        share >= TELLTALE_SHARE && base <= TELLTALE_MAX_BASE * total && met >= TELLTALE_MIN_RECALL * base;
      if (isTelling && (best === null || valueRows > best.rows)) best = { value, outcome, rows: valueRows, share };
    });
  });
  return best;
}
