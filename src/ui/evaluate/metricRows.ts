import type { ClassificationMetrics, EvaluationReport, RegressionMetrics } from '../../core/evaluation/report.ts';
import type { Formatters } from '../../messages/formatters.ts';
import type { EvaluateMessages } from '../../messages/en/evaluate.ts';

/** One metric of a report beside the baseline's, as text and as numbers. */
export interface MetricRow {
  readonly id: string;
  readonly label: string;
  readonly about: string;
  readonly model: number | null;
  readonly baseline: number | null;
  readonly text: (value: number | null) => string;
  /** Why it is undefined, where it is. */
  readonly undefinedBecause: string | null;
  readonly isLowerBetter: boolean;
}

const CLASSIFICATION = [
  'accuracy',
  'balancedAccuracy',
  'precision',
  'recall',
  'f1',
  'mcc',
  'rocAuc',
  'averagePrecision',
  'logLoss',
] as const satisfies readonly (keyof ClassificationMetrics)[];
const RATES: ReadonlySet<string> = new Set(['accuracy', 'balancedAccuracy', 'precision', 'recall', 'f1']);
const REGRESSION = [
  'mae',
  'rmse',
  'r2',
  'mape',
  'medianAbsoluteError',
  'maxError',
] as const satisfies readonly (keyof RegressionMetrics)[];

export type ClassificationMetricName = (typeof CLASSIFICATION)[number];
export type RegressionMetricName = (typeof REGRESSION)[number];

export function formatMetricValue(
  name: ClassificationMetricName | RegressionMetricName,
  value: number | null,
  format: Formatters,
): string {
  if (value === null || Number.isNaN(value)) return '–';
  if (RATES.has(name) || name === 'mape') return format.percent(value);
  return name === 'rocAuc' || name === 'averagePrecision' || name === 'mcc' || name === 'logLoss' || name === 'r2'
    ? format.fixed(value, 3)
    : format.number(value);
}

/** Why a metric has no value; null where it has one. */
export function undefinedReason(
  name: ClassificationMetricName | RegressionMetricName,
  value: number | null,
  task: EvaluationReport['task'],
  t: EvaluateMessages,
): string | null {
  if (value !== null && !Number.isNaN(value)) return null;
  return name === 'mape' || name === 'r2' ? t.undefined[name] : t.undefined.curve[task];
}

export function classificationRows(
  report: Extract<EvaluationReport, { classes: unknown }>,
  t: EvaluateMessages,
  format: Formatters,
): MetricRow[] {
  const baseline = report.baseline.kind === 'mean' ? null : report.baseline.metrics;
  return CLASSIFICATION.map((id) => ({
    id,
    label: id === 'accuracy' && report.task === 'multilabel' ? t.metrics.subsetAccuracy : t.metrics[id],
    about: t.about[id],
    model: report.metrics[id],
    baseline: baseline?.[id] ?? null,
    text: (value) => formatMetricValue(id, value, format),
    undefinedBecause: undefinedReason(id, report.metrics[id], report.task, t),
    isLowerBetter: id === 'logLoss',
  }));
}

export function regressionRows(
  metrics: RegressionMetrics,
  baseline: RegressionMetrics | undefined,
  t: EvaluateMessages,
  format: Formatters,
): MetricRow[] {
  return REGRESSION.map((id) => ({
    id,
    label: t.metrics[id],
    about: t.about[id],
    model: metrics[id],
    baseline: baseline?.[id] ?? null,
    text: (value) => formatMetricValue(id, value, format),
    undefinedBecause: undefinedReason(id, metrics[id], 'regression', t),
    isLowerBetter: id !== 'r2',
  }));
}
