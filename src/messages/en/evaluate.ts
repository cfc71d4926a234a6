import type { SplitPart } from '../../core/preprocessing/preparation.ts';

const parts: Readonly<Record<SplitPart, string>> = { train: 'Training', validation: 'Validation', test: 'Test' };

export const evaluate = {
  title: 'Evaluate',
  needs: {
    train: {
      title: 'Nothing to judge yet',
      text: 'Train a run first. Its test rows are kept aside until then.',
      action: 'To Train',
    },
    data: { title: 'Nothing to judge yet', text: 'Import a table, build a network and train it.', action: 'To Data' },
  },
  run: 'Run',
  part: 'Rows',
  parts,
  notForJudging: {
    train: 'The network was trained on these rows. What they say of it is too good to be true.',
    validation: 'These rows chose the best epoch. What they say of the network is a little too good.',
  },
  judging: 'Predicting the rows',
  again: 'Judge again',
  next: 'Use the model',

  verdict: {
    better: (metric: string, model: string, baseline: string) =>
      `${metric} ${model}, against ${baseline} for the naive baseline.`,
    notBetter: (metric: string, model: string, baseline: string) =>
      `${metric} ${model}: no better than the naive baseline (${baseline}).`,
    majority: (name: string) => `The baseline always says “${name}”.`,
    majorityLabels: 'The baseline always gives each label’s more frequent value.',
    mean: 'The baseline always gives the mean of the training rows.',
    /** What stands between two sentences. */
    between: ' ',
    overlap: 'The baseline lies within the interval: more test rows are needed to tell them apart.',
  },

  metrics: {
    accuracy: 'Accuracy',
    subsetAccuracy: 'Subset accuracy',
    balancedAccuracy: 'Balanced accuracy',
    precision: 'Precision',
    recall: 'Recall',
    f1: 'F1',
    mcc: 'MCC',
    logLoss: 'Log-loss',
    rocAuc: 'ROC AUC',
    averagePrecision: 'PR AUC (average precision)',
    mae: 'MAE',
    coverage: 'Coverage',
    psnr: 'PSNR (dB)',
    rmse: 'RMSE',
    r2: 'R²',
    mape: 'MAPE',
    medianAbsoluteError: 'Median absolute error',
    maxError: 'Largest error',
  },
  about: {
    accuracy: 'Share of rows predicted right. Misleading where one class is rare.',
    balancedAccuracy: 'Mean of the classes’ recalls: every class counts alike.',
    precision: 'Of the rows said to be of a class, the share that is.',
    recall: 'Of the rows of a class, the share that was found.',
    f1: 'Harmonic mean of precision and recall.',
    mcc: 'Matthews correlation coefficient, from −1 to 1; 0 is chance.',
    logLoss: 'Mean negative logarithm of the probability given to the true class. Lower is better.',
    rocAuc: 'Chance that a positive row scores above a negative one. 0.5 is chance.',
    averagePrecision: 'Area under precision over recall. Chance is the share of positives.',
    mae: 'Mean absolute error, in the target’s unit.',
    rmse: 'Root of the mean squared error: large errors weigh more.',
    r2: 'Share of the variance explained; 0 is the mean, below 0 is worse than it.',
    mape: 'Mean absolute error relative to the true value.',
    medianAbsoluteError: 'Half of the rows have a smaller error.',
    maxError: 'The worst row.',
  },
  macro: 'Averaged over classes, each counting alike',
  positiveClass: (name: string) => `Of the class “${name}”, decided at 0.5`,
  undefined: {
    curve: {
      binary: 'Undefined: the rows hold only one class.',
      multiclass: 'Undefined: a class does not occur in these rows, or no other one does.',
      multilabel: 'Undefined: a label is the same in all of these rows.',
      regression: 'Undefined for these rows.',
    },
    mape: 'Undefined: a true value is 0.',
    r2: 'Undefined: R² needs at least two rows.',
  },

  table: {
    title: 'Metrics',
    metric: 'Metric',
    model: 'This run',
    baseline: 'Baseline',
    perClass: 'By class',
    perLabel: 'By label',
    class: 'Class',
    support: 'Rows',
    save: 'Save as CSV',
  },

  confusion: {
    title: 'Confusion matrix',
    label: (name: string) => `Confusion of “${name}”`,
    actual: 'actual',
    predicted: 'predicted',
    counts: 'Counts',
    rates: 'Rates by row',
    hint: 'Choose a cell to see its rows.',
    cell: (count: string, actual: string, predicted: string) =>
      `${count} rows: actually ${actual}, predicted ${predicted}`,
    total: 'total',
    yes: 'yes',
    no: 'no',
  },

  rows: {
    title: (actual: string, predicted: string) => `Rows actually ${actual}, predicted ${predicted}`,
    point: (row: string) => `Row ${row}`,
    close: 'Close',
    row: 'Row',
    actual: 'Actual',
    predicted: 'Predicted',
    score: 'Score',
    of: (n: string) => `${n} rows`,
  },

  curves: {
    roc: 'ROC curve',
    precisionRecall: 'Precision–recall curve',
    falsePositiveRate: 'false-positive rate',
    truePositiveRate: 'true-positive rate',
    recall: 'recall',
    precision: 'precision',
    chance: 'chance',
    area: (name: string, area: string) => `${name} (${area})`,
  },
  scores: {
    title: (name: string) => `Scores for “${name}”`,
    score: 'predicted probability',
    rows: 'rows',
    isIt: (name: string) => `actually ${name}`,
    isNot: 'others',
  },

  regression: {
    predicted: 'predicted',
    actual: 'actual',
    residual: 'residual (predicted − actual)',
    scatter: 'Predicted against actual',
    residuals: 'Residuals against predicted',
    histogram: 'Residuals',
    ideal: 'ideal',
    sampled: (shown: string, all: string) => `${shown} of ${all} rows shown, evenly thinned`,
    pick: 'Choose a point to see its row.',
  },

  runs: {
    title: 'All runs, on their test rows',
    run: 'Run',
    notJudged: 'not judged',
    judge: 'Judge',
    judgeAll: 'Judge all',
    current: 'current',
    rows: 'Test rows',
    differentSplit: 'Runs with different splits or data were judged on different rows: compare with care.',
  },
};

export type EvaluateMessages = typeof evaluate;
