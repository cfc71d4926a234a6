import { decideClass, evaluateClassification, type ClassificationInput } from './classification.ts';
import { evaluateRegression, type RegressionInput } from './regression.ts';
import type { Baseline } from './report.ts';

/**
 * The naive classifier: whatever the row, the proportions of the training rows, hence always the majority class (or, per label, the
 * majority answer). `shares` is one probability per output: binary of the positive class, multiclass per class, multilabel per label.
 */
export function classificationBaseline(input: ClassificationInput, shares: readonly number[]): Baseline {
  const constant = Float32Array.from(shares);
  const metrics = evaluateClassification({ ...input, outputs: repeat(constant, input.rowCount) });
  if (input.task === 'multilabel') return { kind: 'majorityLabels', metrics };
  const majority = decideClass(input.task, constant, 0, constant.length);
  return { kind: 'majority', className: input.classes[majority] ?? '', metrics };
}

/** The naive regressor: whatever the row, the training rows' mean of each target. */
export function regressionBaseline(input: RegressionInput, means: readonly number[]): Baseline {
  return {
    kind: 'mean',
    targets: evaluateRegression({ ...input, outputs: repeat(Float32Array.from(means), input.rowCount) }),
  };
}

function repeat(row: Float32Array, times: number): Float32Array {
  const rows = new Float32Array(row.length * times);
  for (let start = 0; start < rows.length; start += row.length) rows.set(row, start);
  return rows;
}
