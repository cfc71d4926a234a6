import { drivingFeatures, type JudgedBy, type ReconstructionErrors } from '../../core/evaluation/reconstruction.ts';
import type { Alarm } from '../../protocol/engineContract.ts';

/** The columns that an autoencoder adds to what it judges. */
export const ERROR_COLUMNS = ['reconstruction error', 'unusual', 'driven by'] as const;
export const NO_ERRORS = ERROR_COLUMNS.map(() => '');

/** From which error on there is an alarm. */
export interface AlarmRule {
  /** null: nothing is an alarm. */
  readonly threshold: number | null;
  readonly by: JudgedBy;
}

const MAX_DRIVERS = 3;
const MAX_LISTED = 1000;
/** As many digits as a float32 has. */
const DIGITS = 7;

/** Judges what an autoencoder made again, and keeps the worst alarms. */
export class AlarmLog {
  #count = 0;
  #listed: Alarm[] = [];

  /** @param features - names of the entries of a sample's last axis; none: nothing is said to drive an error */
  constructor(
    private readonly rule: AlarmRule,
    private readonly features: readonly string[],
  ) {}

  /** What a sample's error is, for the rule. */
  scoreOf({ errors, peaks }: ReconstructionErrors, at: number): number {
    return (this.rule.by === 'place' ? peaks[at] : errors[at]) ?? NaN;
  }

  /** The cells under `ERROR_COLUMNS`: the error, whether it is above the threshold, and what drives it most. */
  judge(
    where: Pick<Alarm, 'row' | 'name'>,
    judged: ReconstructionErrors,
    at: number,
    decimal: '.' | ',',
  ): readonly string[] {
    const { threshold } = this.rule;
    const { features } = this;
    const error = this.scoreOf(judged, at);
    const ofSample = judged.featureErrors.subarray(at * features.length, (at + 1) * features.length);
    const drivers = drivingFeatures(ofSample, features).slice(0, MAX_DRIVERS);
    const isAlarm = threshold !== null && error > threshold;
    if (isAlarm) {
      this.#count += 1;
      this.#listed.push({ ...where, error, drivers });
      if (this.#listed.length > 2 * MAX_LISTED) this.#listed = [...this.#worst()];
    }
    const text = String(Number(error.toPrecision(DIGITS))).replace('.', decimal);
    return [text, threshold === null ? '' : isAlarm ? '1' : '0', drivers[0]?.name ?? ''];
  }

  /** Nothing without a threshold. */
  outcome(): { readonly alarms?: { readonly count: number; readonly listed: readonly Alarm[] } } {
    return this.rule.threshold === null ? {} : { alarms: { count: this.#count, listed: this.#worst() } };
  }

  #worst(): readonly Alarm[] {
    return this.#listed.toSorted((a, b) => b.error - a.error).slice(0, MAX_LISTED);
  }
}
