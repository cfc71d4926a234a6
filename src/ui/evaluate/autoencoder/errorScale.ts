import type { Formatters } from '../../../messages/formatters.ts';

const BINS = 40;
const SMALLEST = 1e-12;

export interface ErrorHistogram {
  /** Decimal logarithms. */
  readonly edges: readonly number[];
  readonly normal: readonly number[];
  readonly anomalies: readonly number[];
}

/** How errors are spread, by decimal logarithm; rows that are not known to be anomalies count as normal. */
export function errorHistogram(errors: Float32Array, isAnomaly: Float32Array): ErrorHistogram | null {
  const logs = Array.from(errors, (error) => Math.log10(Math.max(error, SMALLEST)));
  const low = logs.reduce((a, b) => Math.min(a, b), Infinity);
  const high = logs.reduce((a, b) => Math.max(a, b), -Infinity);
  if (!Number.isFinite(low) || !Number.isFinite(high)) return null;
  const step = Math.max(high - low, 1e-6) / BINS;
  const normal = new Array<number>(BINS).fill(0);
  const anomalies = new Array<number>(BINS).fill(0);
  logs.forEach((log, i) => {
    const bin = Math.min(BINS - 1, Math.floor((log - low) / step));
    const counts = isAnomaly[i] === 1 ? anomalies : normal;
    counts[bin] = (counts[bin] ?? 0) + 1;
  });
  return { edges: Array.from({ length: BINS + 1 }, (_, i) => low + i * step), normal, anomalies };
}

/** How many times the threshold an error is, from `severityOf`; ten stands for ten and more. */
export function ratioOfSeverity(severity: number): number {
  return severity <= 0.5 ? (2 * severity) ** 2 : 10 ** (2 * severity - 1);
}

/** A severity as people read it: times the threshold. */
export function severityText(severity: number, times: (ratio: string) => string, format: Formatters): string {
  return `${severity >= 1 ? '≥ ' : ''}${times(format.number(ratioOfSeverity(severity), 2))}`;
}
