import type { ForecastReport } from './forecast.ts';
import type { ClassTask, SplitPart } from '../preprocessing/preparation.ts';

/** A point of a curve; `threshold` is the score at and above which a row counts as positive. */
export interface CurvePoint {
  readonly x: number;
  readonly y: number;
  readonly threshold: number;
}

export interface ClassMetrics {
  readonly name: string;
  readonly support: number;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  /** One against the rest; null where the class or the rest is absent. */
  readonly rocAuc: number | null;
  readonly averagePrecision: number | null;
  /** x false-positive rate, y true-positive rate; thinned to at most 500 points, ends kept. */
  readonly roc: readonly CurvePoint[];
  /** x recall, y precision */
  readonly precisionRecall: readonly CurvePoint[];
}

/** binary, multiclass and, per label, multilabel. Undefined ratios (0/0) are 0 for precision, recall, F1, as in scikit-learn. */
export interface ClassificationMetrics {
  readonly accuracy: number;
  readonly balancedAccuracy: number;
  /** macro averages over classes; binary: of the positive class. */
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  readonly mcc: number;
  readonly logLoss: number;
  /** binary: positive class; multiclass: macro one-vs-rest; null where undefined. */
  readonly rocAuc: number | null;
  readonly averagePrecision: number | null;
  readonly perClass: readonly ClassMetrics[];
  /** [actual][predicted] counts; multilabel: one 2×2 per label in `labelConfusions` and this one empty. */
  readonly confusion: readonly (readonly number[])[];
  readonly labelConfusions: readonly (readonly (readonly number[])[])[];
}

export interface RegressionMetrics {
  readonly mae: number;
  readonly rmse: number;
  readonly r2: number;
  /** null where a target is 0. In [0, ∞): 0.1 is 10 %. */
  readonly mape: number | null;
  readonly medianAbsoluteError: number;
  readonly maxError: number;
}

export interface RegressionTargetReport extends RegressionMetrics {
  readonly column: string;
}

/** A 95 % interval with the way it was had. */
export interface Interval {
  readonly low: number;
  readonly high: number;
  readonly method: 'clopperPearson' | 'bootstrap';
}

/** The naive model beside the network: majority class and training proportions, or training mean. */
export type Baseline =
  | { readonly kind: 'majority'; readonly className: string; readonly metrics: ClassificationMetrics }
  | { readonly kind: 'majorityLabels'; readonly metrics: ClassificationMetrics }
  | { readonly kind: 'mean'; readonly targets: readonly RegressionTargetReport[] };

interface ReportBase {
  readonly version: 1;
  readonly runId: string;
  readonly part: SplitPart;
  readonly rowCount: number;
  readonly baseline: Baseline;
  readonly evaluatedAt: number;
}

/** What is known of a model on one part of the split. */
export type EvaluationReport = ReportBase &
  (
    | {
        readonly task: ClassTask;
        readonly classes: readonly string[];
        readonly metrics: ClassificationMetrics;
        readonly accuracyInterval: Interval;
      }
    | {
        readonly task: 'regression';
        readonly targets: readonly RegressionTargetReport[];
        readonly maeInterval: Interval;
        readonly rmseInterval: Interval;
        /** Windows that foretell: the naive forecasts beside the network; left out where nothing is foretold. */
        readonly forecasts?: readonly ForecastReport[];
      }
  );

/** Where rows that are judged one by one lie along their series. */
export interface StepPlaces {
  /** null: rows are in order as they are. */
  readonly timeColumn: string | null;
  readonly isDate: boolean;
  /** Milliseconds, the time column's numbers, or the places of rows in order, [rows]. */
  readonly times: Float64Array;
  /** Index in `unitNames`, [rows]. */
  readonly units: Int32Array;
  readonly unitNames: readonly string[];
  /** The usual time from one row to the next; NaN where that cannot be told. */
  readonly step: number;
}

/** Predictions of one part, row by row, beside the report: what cells and plots open. */
export interface EvaluatedRows {
  readonly runId: string;
  readonly part: SplitPart;
  /** Rows of the data set, [rows]. */
  readonly rowIndices: Uint32Array;
  /** Of a resampled series: even steps of the whole table, [rows]. */
  readonly stepIndices?: Uint32Array;
  readonly outputWidth: number;
  /** Probabilities or target-unit predictions, [rows, outputWidth]. */
  readonly outputs: Float32Array;
  /** Class index, or labels/numbers, [rows, targetWidth]. */
  readonly targetWidth: number;
  readonly targets: Float32Array;
  /** Given where the rows of windows are labelled each: they are in order of unit and time. */
  readonly places?: StepPlaces;
}
