import { AppError } from '../../shared/appError.ts';
import type { ClassTask } from '../preprocessing/preparation.ts';
import { countConfusion, mean, summarizeConfusion, type ConfusionRates, type ConfusionSummary } from './confusion.ts';
import { binaryLogLoss, classLogLoss } from './logLoss.ts';
import { averagePrecision, precisionRecallCurve, rankScores, rocArea, rocCurve } from './ranking.ts';
import type { ClassificationMetrics, ClassMetrics } from './report.ts';

/** At and above this probability a yes/no output says yes. */
export const DECISION_THRESHOLD = 0.5;

/** What happened and what was predicted, row by row. */
export interface ClassificationInput {
  readonly task: ClassTask;
  /** Class names in index order (binary: [negative, positive]); multilabel: label names. */
  readonly classes: readonly string[];
  readonly rowCount: number;
  /** binary, multiclass: class index [rows]; multilabel: 0/1 [rows, labels]. */
  readonly targets: Float32Array;
  /** Probabilities: binary [rows, 1] of classes[1]; multiclass [rows, classes]; multilabel [rows, labels]. */
  readonly outputs: Float32Array;
}

/**
 * Every classification metric, equal to scikit-learn's with its defaults (macro averages over the classes that occur; binary: the
 * positive class). Areas need positives and negatives of every class and are null otherwise.
 * @throws AppError `engine.failed` where an output is not a finite number
 */
export function evaluateClassification(input: ClassificationInput): ClassificationMetrics {
  if (!input.outputs.every(Number.isFinite)) {
    throw new AppError('engine.failed', { reason: 'The network gives outputs that are not finite numbers.' });
  }
  switch (input.task) {
    case 'binary':
      return evaluateBinary(input);
    case 'multiclass':
      return evaluateMulticlass(input);
    case 'multilabel':
      return evaluateMultilabel(input);
  }
}

/** The predicted class of one row of outputs: the positive class at 0.5 and above, or the most probable (the first of equals). */
export function decideClass(task: 'binary' | 'multiclass', outputs: Float32Array, row: number, width: number): number {
  if (task === 'binary') return Number((outputs[row] ?? 0) >= DECISION_THRESHOLD);
  let best = 0;
  let bestProbability = -Infinity;
  for (let column = 0; column < width; column++) {
    const probability = outputs[row * width + column] ?? 0;
    if (probability > bestProbability) {
      best = column;
      bestProbability = probability;
    }
  }
  return best;
}

function evaluateBinary({ classes, targets, outputs }: ClassificationInput): ClassificationMetrics {
  const judged = judgeYesNo(targets, outputs);
  const negative = rankScores(
    Float64Array.from(outputs, (p) => 1 - p),
    Uint8Array.from(targets, (t) => 1 - t),
  );
  const rates = judged.summary.perClass;
  const positive = rates[1] ?? NO_RATES;
  const areas = judged.areas;
  return {
    accuracy: judged.summary.accuracy,
    balancedAccuracy: judged.summary.balancedAccuracy,
    precision: positive.precision,
    recall: positive.recall,
    f1: positive.f1,
    mcc: judged.summary.mcc,
    logLoss: judged.logLoss,
    rocAuc: areas.rocAuc,
    averagePrecision: areas.averagePrecision,
    perClass: [
      { name: classes[0] ?? '', ...(rates[0] ?? NO_RATES), ...describeRanking(negative) },
      { name: classes[1] ?? '', ...positive, ...areas },
    ],
    confusion: judged.confusion,
    labelConfusions: [],
  };
}

function evaluateMulticlass({ classes, rowCount, targets, outputs }: ClassificationInput): ClassificationMetrics {
  const width = classes.length;
  const predicted = Uint32Array.from({ length: rowCount }, (_, row) => decideClass('multiclass', outputs, row, width));
  const confusion = countConfusion(targets, predicted, width);
  const summary = summarizeConfusion(confusion);
  const perClass = classes.map((name, index): ClassMetrics => {
    const isClass = Uint8Array.from(targets, (target) => Number(target === index));
    const ranking = rankScores(column(outputs, rowCount, width, index), isClass);
    return { name, ...(summary.perClass[index] ?? NO_RATES), ...describeRanking(ranking) };
  });
  return {
    accuracy: summary.accuracy,
    balancedAccuracy: summary.balancedAccuracy,
    ...summary.macro,
    mcc: summary.mcc,
    logLoss: classLogLoss(targets, outputs, width),
    rocAuc: meanOfAll(perClass.map((metrics) => metrics.rocAuc)),
    averagePrecision: meanOfAll(perClass.map((metrics) => metrics.averagePrecision)),
    perClass,
    confusion,
    labelConfusions: [],
  };
}

/** Each label is a yes/no question; `accuracy` is the share of rows with every label right, all else the mean over labels. */
function evaluateMultilabel({ classes, rowCount, targets, outputs }: ClassificationInput): ClassificationMetrics {
  const width = classes.length;
  const judged = classes.map((_, label) =>
    judgeYesNo(column(targets, rowCount, width, label), column(outputs, rowCount, width, label)),
  );
  const perClass = judged.map(({ summary, areas }, label): ClassMetrics => ({
    name: classes[label] ?? '',
    ...(summary.perClass[1] ?? NO_RATES),
    ...areas,
  }));
  let allRight = 0;
  for (let row = 0; row < rowCount; row++) allRight += Number(isRowRight(targets, outputs, row, width));
  return {
    accuracy: allRight / rowCount,
    balancedAccuracy: mean(judged.map(({ summary }) => summary.balancedAccuracy)),
    precision: mean(perClass.map((metrics) => metrics.precision)),
    recall: mean(perClass.map((metrics) => metrics.recall)),
    f1: mean(perClass.map((metrics) => metrics.f1)),
    mcc: mean(judged.map(({ summary }) => summary.mcc)),
    logLoss: mean(judged.map(({ logLoss }) => logLoss)),
    rocAuc: meanOfAll(perClass.map((metrics) => metrics.rocAuc)),
    averagePrecision: meanOfAll(perClass.map((metrics) => metrics.averagePrecision)),
    perClass,
    confusion: [],
    labelConfusions: judged.map(({ confusion }) => confusion),
  };
}

type NumericArray = Float32Array | Float64Array;
type RankingMetrics = Pick<ClassMetrics, 'rocAuc' | 'averagePrecision' | 'roc' | 'precisionRecall'>;

const NO_RATES: ConfusionRates = { support: 0, precision: 0, recall: 0, f1: 0 };

interface YesNoJudgement {
  readonly confusion: number[][];
  readonly summary: ConfusionSummary;
  readonly logLoss: number;
  readonly areas: RankingMetrics;
}

function judgeYesNo(actual: NumericArray, probabilities: NumericArray): YesNoJudgement {
  const predicted = Uint8Array.from(probabilities, (p) => Number(p >= DECISION_THRESHOLD));
  const confusion = countConfusion(actual, predicted, 2);
  return {
    confusion,
    summary: summarizeConfusion(confusion),
    logLoss: binaryLogLoss(actual, probabilities),
    areas: describeRanking(rankScores(Float64Array.from(probabilities), Uint8Array.from(actual))),
  };
}

function describeRanking(ranking: ReturnType<typeof rankScores>): RankingMetrics {
  return {
    rocAuc: rocArea(ranking),
    averagePrecision: averagePrecision(ranking),
    roc: rocCurve(ranking),
    precisionRecall: precisionRecallCurve(ranking),
  };
}

function column(values: Float32Array, rowCount: number, width: number, index: number): Float64Array {
  const picked = new Float64Array(rowCount);
  for (let row = 0; row < rowCount; row++) picked[row] = values[row * width + index] ?? 0;
  return picked;
}

function isRowRight(targets: Float32Array, outputs: Float32Array, row: number, width: number): boolean {
  for (let cell = row * width; cell < (row + 1) * width; cell++) {
    if ((targets[cell] === 1) !== (outputs[cell] ?? 0) >= DECISION_THRESHOLD) return false;
  }
  return true;
}

function meanOfAll(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === values.length && known.length > 0 ? mean(known) : null;
}
