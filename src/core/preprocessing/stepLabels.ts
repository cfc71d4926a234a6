import type { Table } from '../dataset/table.ts';
import type { FittedPipeline, JudgedRows, PreparedRows, SampleSpec, SampleSteps, FittedSample } from './preparation.ts';
import { dataRow, isFilledStep } from './resampleTable.ts';
import { hasTargets } from './targets.ts';
import { outputWidth, transformTargets } from './transformRows.ts';
import type { Series } from './windows.ts';

/** Stands in the targets of a step that has none; far below any target, and exact in float32. */
export const UNLABELLED = -(2 ** 30);

/** Whether every row of a window has a target of its own. */
export function labelsSteps(sample: SampleSpec | FittedSample | undefined): boolean {
  return sample?.kind === 'window' && sample.label === 'each';
}

/**
 * What is to be learnt of windows' rows, [windows, length × outputs].
 * @param ends - each window's last place in the series
 * @throws AppError see `transformTargets`
 */
export function transformSteps(
  pipeline: FittedPipeline,
  table: Table,
  { order }: Series,
  ends: Uint32Array,
  length: number,
): Pick<PreparedRows, 'targetWidth' | 'targets'> & { readonly steps: SampleSteps } {
  const rows = new Uint32Array(ends.length * length);
  ends.forEach((end, i) => rows.set(order.subarray(end - length + 1, end + 1), i * length));
  const names = targetNames(pipeline);
  const columns = table.columns.filter(({ name }) => names.includes(name));
  const labelled = [...new Set(rows)].filter((row) => hasTargets(columns, row));
  const known = transformTargets(pipeline, table, Uint32Array.from(labelled));
  const width = outputWidth(pipeline);
  const placeOf = new Map(labelled.map((row, place) => [row, place]));
  const targets = new Float32Array(rows.length * width).fill(UNLABELLED);
  rows.forEach((row, i) => {
    const place = placeOf.get(row);
    if (place !== undefined) targets.set(known.targets.subarray(place * width, (place + 1) * width), i * width);
  });
  // Filled steps have no label, and no row: numbers past the last one keep them apart.
  const named = rows.map((row) =>
    isFilledStep(table, row) ? (table.steps?.rowCount ?? 0) + row : dataRow(table, row),
  );
  return { targetWidth: length * width, targets, steps: { count: length, rows: named } };
}

function targetNames({ target }: FittedPipeline): readonly string[] {
  if (target.kind === 'features') return target.label ? [target.label.column] : [];
  return target.kind === 'classes' ? [target.column] : target.columns;
}

/** Rows as they are judged, and what was predicted for each. */
export interface JudgedScores {
  readonly rows: JudgedRows;
  /** [rows, targetWidth] */
  readonly scores: Float32Array;
}

/**
 * Prepared rows as they are judged. Where each step has a target, the steps that are labelled, each row of the data set once and in order: of windows that overlap
 * the mean of what they say of it. Other rows are what they are.
 * @param scores - [samples, ...target]
 */
export function judgeSteps(rows: PreparedRows, scores: Float32Array): JudgedScores {
  const { steps, targets } = rows;
  if (!steps) return { rows, scores };
  const width = rows.targetWidth / steps.count;
  const said = averageSteps(steps.rows, scores, width, (step) => targets[step * width] !== UNLABELLED);
  const judged = new Float32Array(said.rows.length * width);
  said.firstSteps.forEach((step, i) => judged.set(targets.subarray(step * width, (step + 1) * width), i * width));
  return {
    rows: { rowCount: said.rows.length, targetWidth: width, targets: judged, rowIndices: said.rows },
    scores: said.scores,
  };
}

/**
 * Each row that steps of overlapping windows name, once, with the mean of their scores.
 * @param rows - of each step
 * @param scores - [steps, width]
 * @param counts - whether a step counts
 */
export function averageSteps(
  rows: Uint32Array,
  scores: Float32Array,
  width: number,
  counts: (step: number) => boolean = () => true,
): { readonly rows: Uint32Array; readonly scores: Float32Array; readonly firstSteps: Uint32Array } {
  const placeOf = new Map<number, number>();
  const firstSteps: number[] = [];
  rows.forEach((row, step) => {
    if (placeOf.has(row) || !counts(step)) return;
    placeOf.set(row, firstSteps.length);
    firstSteps.push(step);
  });
  const sums = new Float64Array(firstSteps.length * width);
  const times = new Uint32Array(firstSteps.length);
  rows.forEach((row, step) => {
    const place = placeOf.get(row);
    if (place === undefined) return;
    times[place] = (times[place] ?? 0) + 1;
    for (let i = 0; i < width; i++) {
      const at = place * width + i;
      sums[at] = (sums[at] ?? 0) + (scores[step * width + i] ?? NaN);
    }
  });
  return {
    rows: Uint32Array.from(firstSteps, (step) => rows[step] ?? 0),
    scores: Float32Array.from(sums, (sum, i) => sum / (times[Math.floor(i / width)] ?? 1)),
    firstSteps: Uint32Array.from(firstSteps),
  };
}
