/** Counts [actual][predicted], square. */
export type Confusion = readonly (readonly number[])[];

export interface ConfusionRates {
  readonly support: number;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

export interface ConfusionSummary {
  readonly accuracy: number;
  readonly balancedAccuracy: number;
  readonly mcc: number;
  readonly perClass: readonly ConfusionRates[];
  /** Means over the classes that occur in truth or predictions, as scikit-learn averages by default. */
  readonly macro: { readonly precision: number; readonly recall: number; readonly f1: number };
}

/** Counts pairs of class indices in [0, classCount). */
export function countConfusion(
  actual: ArrayLike<number>,
  predicted: ArrayLike<number>,
  classCount: number,
): number[][] {
  const counts = new Float64Array(classCount * classCount);
  for (let row = 0; row < actual.length; row++) {
    const cell = (actual[row] ?? 0) * classCount + (predicted[row] ?? 0);
    counts[cell] = (counts[cell] ?? 0) + 1;
  }
  return Array.from({ length: classCount }, (_, i) => [...counts.subarray(i * classCount, (i + 1) * classCount)]);
}

/**
 * What a confusion matrix says, with scikit-learn's conventions: 0/0 is 0; balanced accuracy is the mean recall of the classes
 * that occur in truth; Matthews' correlation in its multi-class form (Gorodkin 2004), 0 where either side is constant.
 */
export function summarizeConfusion(confusion: Confusion): ConfusionSummary {
  const actualCounts = confusion.map(sum);
  const predictedCounts = confusion.map((_, column) => sum(confusion.map((row) => row[column] ?? 0)));
  const hits = confusion.map((row, index) => row[index] ?? 0);
  const total = sum(actualCounts);
  const correct = sum(hits);

  const perClass = hits.map((hit, index): ConfusionRates => {
    const support = actualCounts[index] ?? 0;
    const predicted = predictedCounts[index] ?? 0;
    return {
      support,
      precision: ratio(hit, predicted),
      recall: ratio(hit, support),
      f1: ratio(2 * hit, support + predicted),
    };
  });
  const occurring = perClass.filter((rates, index) => rates.support > 0 || (predictedCounts[index] ?? 0) > 0);
  const inTruth = perClass.filter((rates) => rates.support > 0);

  const spreadActual = total * total - dot(actualCounts, actualCounts);
  const spreadPredicted = total * total - dot(predictedCounts, predictedCounts);
  const covariance = correct * total - dot(actualCounts, predictedCounts);
  return {
    accuracy: ratio(correct, total),
    balancedAccuracy: mean(inTruth.map((rates) => rates.recall)),
    mcc: ratio(covariance, Math.sqrt(spreadActual) * Math.sqrt(spreadPredicted)),
    perClass,
    macro: {
      precision: mean(occurring.map((rates) => rates.precision)),
      recall: mean(occurring.map((rates) => rates.recall)),
      f1: mean(occurring.map((rates) => rates.f1)),
    },
  };
}

/** The mean; 0 of nothing. */
export function mean(values: readonly number[]): number {
  return ratio(sum(values), values.length);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((total, value, index) => total + value * (b[index] ?? 0), 0);
}

function ratio(numerator: number, denominator: number): number {
  return denominator === 0 ? 0 : numerator / denominator;
}
