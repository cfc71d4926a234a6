import type { FittedPipeline, JudgedRows, PreparedRows } from '../../core/preprocessing/preparation.ts';
import { judgeSteps } from '../../core/preprocessing/stepLabels.ts';

/** The metric of `EpochRecord`: how good scores are for prepared rows. NaN without rows. */
export type EpochMetric = (rows: PreparedRows, scores: Float32Array) => number;

/**
 * The share of rows that come out right (multilabel: with every label) for class tasks, decided at 0.5 or for the highest
 * score; the mean absolute error in the targets' own units for regression. What makes features again measures that itself (`Evaluated`).
 */
export function epochMetricFor({ task, target }: Pick<FittedPipeline, 'task' | 'target'>): EpochMetric {
  if (target.kind === 'features') return () => NaN;
  const measure = judgedMetric({ task, target });
  return (rows, scores) => {
    const judged = judgeSteps(rows, scores);
    return measure(judged.rows, judged.scores);
  };
}

function judgedMetric({
  task,
  target,
}: Pick<FittedPipeline, 'task' | 'target'>): (rows: JudgedRows, scores: Float32Array) => number {
  if (target.kind === 'numbers') return (rows, scores) => meanAbsoluteError(rows, scores, target.scale);
  if (task === 'multiclass') return (rows, scores) => shareOfRows(rows, (row) => isHighestRight(rows, scores, row));
  return (rows, scores) => shareOfRows(rows, (row) => isEverySideRight(rows, scores, row));
}

function shareOfRows({ rowCount }: JudgedRows, isRight: (row: number) => boolean): number {
  let right = 0;
  for (let row = 0; row < rowCount; row++) if (isRight(row)) right++;
  return right / rowCount;
}

function isHighestRight({ targets, targetWidth }: JudgedRows, scores: Float32Array, row: number): boolean {
  const start = row * targetWidth;
  let highest = start;
  for (let i = start + 1; i < start + targetWidth; i++) if ((scores[i] ?? NaN) > (scores[highest] ?? NaN)) highest = i;
  return targets[highest] === 1;
}

function isEverySideRight({ targets, targetWidth }: JudgedRows, scores: Float32Array, row: number): boolean {
  for (let i = row * targetWidth; i < (row + 1) * targetWidth; i++) {
    if ((scores[i] ?? NaN) >= 0.5 !== (targets[i] ?? NaN) >= 0.5) return false;
  }
  return true;
}

function meanAbsoluteError(
  { targets, targetWidth }: JudgedRows,
  scores: Float32Array,
  scale: readonly number[],
): number {
  let sum = 0;
  targets.forEach((target, i) => {
    sum += Math.abs((scores[i] ?? NaN) - target) * (scale[i % targetWidth] ?? 1);
  });
  return sum / targets.length;
}
