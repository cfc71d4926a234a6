import type { EvaluatedRows } from '../../core/evaluation/report.ts';
import { decideClass } from '../../core/evaluation/classification.ts';

/** Rows of the data set behind a cell of the confusion matrix. */
export function rowsOfCell(
  task: 'binary' | 'multiclass' | 'multilabel',
  rows: EvaluatedRows,
  actual: number,
  predicted: number,
  label = 0,
): Uint32Array {
  const { outputs, outputWidth, targets, targetWidth, rowIndices } = rows;
  return rowIndices.filter((_, row) => {
    if (task === 'multilabel') {
      const isPredicted = (outputs[row * outputWidth + label] ?? 0) >= 0.5 ? 1 : 0;
      return targets[row * targetWidth + label] === actual && isPredicted === predicted;
    }
    return targets[row * targetWidth] === actual && decideClass(task, outputs, row, outputWidth) === predicted;
  });
}

/** Positions of at most `limit` rows, evenly thinned. */
export function thinnedPositions(count: number, limit: number): number[] {
  const stride = Math.max(1, count / limit);
  return Array.from({ length: Math.min(count, limit) }, (_, i) => Math.floor(i * stride));
}
