import { AppError } from '../../shared/appError.ts';
import type { RegressionMetrics, RegressionTargetReport } from './report.ts';

/** What was measured and what was predicted, in the targets' own units. */
export interface RegressionInput {
  /** Target columns; their count is the width below. */
  readonly columns: readonly string[];
  readonly rowCount: number;
  /** [rows, width] */
  readonly targets: Float32Array;
  /** [rows, width] */
  readonly outputs: Float32Array;
}

/**
 * The regression metrics of every target column, equal to scikit-learn's. R² of a constant target is 1 where it is met exactly and
 * 0 otherwise; of a single row it is NaN. `rowCount` must not be 0.
 * @throws AppError `engine.failed` where an output is not a finite number
 */
export function evaluateRegression({ columns, rowCount, targets, outputs }: RegressionInput): RegressionTargetReport[] {
  if (!outputs.every(Number.isFinite)) {
    throw new AppError('engine.failed', { reason: 'The network gives outputs that are not finite numbers.' });
  }
  const width = columns.length;
  return columns.map((column, index) => {
    const actual = Float64Array.from({ length: rowCount }, (_, row) => targets[row * width + index] ?? 0);
    const predicted = Float64Array.from({ length: rowCount }, (_, row) => outputs[row * width + index] ?? 0);
    return { column, ...compare(actual, predicted) };
  });
}

function compare(actual: Float64Array, predicted: Float64Array): RegressionMetrics {
  const rowCount = actual.length;
  const errors = actual.map((value, row) => Math.abs(value - (predicted[row] ?? 0))).sort();
  const mean = actual.reduce((sum, value) => sum + value, 0) / rowCount;
  const squaredErrors = errors.reduce((sum, error) => sum + error * error, 0);
  const squaredDeviations = actual.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const relativeErrors = actual.reduce((sum, value, row) => sum + Math.abs((value - (predicted[row] ?? 0)) / value), 0);
  return {
    mae: errors.reduce((sum, error) => sum + error, 0) / rowCount,
    rmse: Math.sqrt(squaredErrors / rowCount),
    r2: determination(squaredErrors, squaredDeviations, rowCount),
    mape: actual.includes(0) ? null : relativeErrors / rowCount,
    medianAbsoluteError: medianOfSorted(errors),
    maxError: errors[rowCount - 1] ?? 0,
  };
}

function determination(squaredErrors: number, squaredDeviations: number, rowCount: number): number {
  if (rowCount < 2) return NaN;
  if (squaredDeviations === 0) return squaredErrors === 0 ? 1 : 0;
  return 1 - squaredErrors / squaredDeviations;
}

function medianOfSorted(values: Float64Array): number {
  const upper = Math.floor(values.length / 2);
  const high = values[upper] ?? 0;
  return values.length % 2 === 1 ? high : ((values[upper - 1] ?? 0) + high) / 2;
}
