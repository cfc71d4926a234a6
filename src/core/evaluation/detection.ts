import { clopperPearson } from './intervals.ts';
import { averagePrecision, rankScores, rocArea } from './ranking.ts';
import type { Interval } from './report.ts';

/** A threshold, and what is known of its false alarms. */
export interface Threshold {
  /** Errors above it raise an alarm. */
  readonly value: number;
  /** Normal validation rows above it, and how many there are. */
  readonly alarms: number;
  readonly rows: number;
  /** The false-alarm rate on validation rows, and its exact 95 % interval. */
  readonly rate: number;
  readonly interval: Interval;
}

/**
 * The lowest threshold that at most the wanted share of normal rows lies above. The interval is that of a rate of so
 * many rows; the threshold was chosen on the same rows, so that the rate on new ones tends to lie in its upper half.
 * @param normalErrors - of validation rows; null where there are none
 * @param wantedRate - 0 … 1
 */
export function chooseThreshold(normalErrors: ArrayLike<number>, wantedRate: number): Threshold | null {
  const sorted = Float64Array.from(normalErrors).sort();
  const rows = sorted.length;
  if (rows === 0) return null;
  const allowed = Math.min(rows - 1, Math.floor(wantedRate * rows));
  const value = sorted[rows - 1 - allowed] ?? Infinity;
  const alarms = sorted.reduce((count, error) => count + Number(error > value), 0);
  return { value, alarms, rows, rate: alarms / rows, interval: clopperPearson(alarms, rows) };
}

/** How alarms and labels go together. */
export interface Detection {
  readonly anomalies: number;
  readonly normals: number;
  /** Anomalies with an alarm, and normal rows with one. */
  readonly found: number;
  readonly falseAlarms: number;
  readonly recall: Interval & { readonly value: number };
  readonly falseAlarmRate: Interval & { readonly value: number };
  /** null where all are alike. */
  readonly rocAuc: number | null;
  readonly averagePrecision: number | null;
}

/**
 * Judges alarms where it is known which rows are anomalies; null where none or all of them are.
 * @param isAnomaly - 1, 0, or -1 where it is not known: such rows do not count
 */
export function judgeDetection(
  errors: ArrayLike<number>,
  isAnomaly: ArrayLike<number>,
  threshold: number,
): Detection | null {
  const known = Array.from({ length: errors.length }, (_, i) => i).filter((i) => (isAnomaly[i] ?? -1) >= 0);
  const scores = Float64Array.from(known, (i) => errors[i] ?? NaN);
  const positive = Uint8Array.from(known, (i) => isAnomaly[i] ?? 0);
  const anomalies = positive.reduce((sum, one) => sum + one, 0);
  const normals = positive.length - anomalies;
  if (anomalies === 0 || normals === 0) return null;
  const count = (wanted: number): number =>
    scores.reduce((sum, score, i) => sum + Number(score > threshold && positive[i] === wanted), 0);
  const [falseAlarms, found] = [count(0), count(1)];
  const ranking = rankScores(scores, positive);
  return {
    anomalies,
    normals,
    found,
    falseAlarms,
    recall: { ...clopperPearson(found, anomalies), value: found / anomalies },
    falseAlarmRate: { ...clopperPearson(falseAlarms, normals), value: falseAlarms / normals },
    rocAuc: rocArea(ranking),
    averagePrecision: averagePrecision(ranking),
  };
}

/** Training rows so far above the bulk that they hardly belong to it. */
export interface Contamination {
  readonly outliers: number;
  readonly rows: number;
}

/** Tukey's outer fence. */
const FENCE = 3;
/** Below this share a few strange rows do no harm. */
const HARMLESS = 0.005;

/**
 * Whether rows that were trained on as normal look like anomalies: above Q3 + 3·(Q3 - Q1) of the errors' logarithms,
 * which for errors of one kind next to none is. Null where nothing is suspicious.
 */
export function findContamination(trainingErrors: ArrayLike<number>): Contamination | null {
  const logs = Float64Array.from(trainingErrors, (error) => Math.log(Math.max(error, 1e-30))).sort();
  const rows = logs.length;
  if (rows < 20) return null;
  const quartile = (share: number): number => logs[Math.floor(share * (rows - 1))] ?? 0;
  const fence = quartile(0.75) + FENCE * (quartile(0.75) - quartile(0.25));
  const outliers = logs.reduce((count, log) => count + Number(log > fence), 0);
  return outliers / rows > HARMLESS ? { outliers, rows } : null;
}

/**
 * Where an error stands on the scale that all samples share: 0 for none, 0.5 at the threshold, 1 at ten times it and
 * above. Below the threshold it grows with the root, above with the logarithm: what is normal keeps to the calm half.
 */
export function severityOf(error: number, threshold: number): number {
  if (!(threshold > 0)) return error > 0 ? 1 : 0;
  const ratio = error / threshold;
  return ratio <= 1 ? 0.5 * Math.sqrt(Math.max(0, ratio)) : Math.min(1, 0.5 + 0.5 * Math.log10(ratio));
}
