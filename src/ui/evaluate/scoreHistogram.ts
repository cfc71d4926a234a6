import type { EvaluatedRows } from '../../core/evaluation/report.ts';

const BINS = 25;

export interface ScoreHistogram {
  readonly edges: readonly number[];
  /** Rows of the class, by score. */
  readonly positive: readonly number[];
  readonly negative: readonly number[];
}

/** How the probabilities of one class (or label) are spread over the rows that are of it and those that are not. */
export function scoreHistogram(
  task: 'binary' | 'multiclass' | 'multilabel',
  { outputs, outputWidth, targets, targetWidth, rowIndices }: EvaluatedRows,
  classIndex: number,
): ScoreHistogram {
  const positive = new Array<number>(BINS).fill(0);
  const negative = new Array<number>(BINS).fill(0);
  for (let row = 0; row < rowIndices.length; row++) {
    const score =
      task === 'binary'
        ? classIndex === 1
          ? (outputs[row] ?? 0)
          : 1 - (outputs[row] ?? 0)
        : (outputs[row * outputWidth + classIndex] ?? 0);
    const isOfClass =
      task === 'multilabel' ? targets[row * targetWidth + classIndex] === 1 : targets[row * targetWidth] === classIndex;
    const bin = Math.min(BINS - 1, Math.max(0, Math.floor(score * BINS)));
    const counts = isOfClass ? positive : negative;
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return { edges: Array.from({ length: BINS + 1 }, (_, i) => i / BINS), positive, negative };
}
