import type { AlarmRate } from '../../../core/evaluation/alarms.ts';
import type { WindowTimes } from '../../../core/evaluation/reconstruction.ts';
import type { AutoencoderMessages } from '../../../messages/en/autoencoder.ts';
import type { Formatters } from '../../../messages/formatters.ts';
import type { Point } from '../../charts/chartOption.ts';

const DAY_MS = 86_400_000;
const WEEK_MS = 7 * DAY_MS;
/** More false alarms a week than this are counted by the day. */
const MANY_A_WEEK = 14;
/** Points of a chart over time; all alarms are among them. */
const MAX_POINTS = 4000;

/** False alarms by the week or the day, or, where time is not known, by the windows that are normal. */
export function rateText(
  { falseAlarms, normalTime }: AlarmRate,
  { isDate, units }: Pick<WindowTimes, 'isDate' | 'units'>,
  t: AutoencoderMessages['series'],
  f: Formatters,
): string {
  if (!isDate || !(normalTime > 0)) return t.perThousand(f.number((1000 * falseAlarms) / units.length, 2));
  const aWeek = (falseAlarms * WEEK_MS) / normalTime;
  return aWeek > MANY_A_WEEK ? t.perDay(f.number(aWeek / 7, 2)) : t.perWeek(f.number(aWeek, 2));
}

export interface SeriesPoints {
  readonly kind: 'errorLine' | 'flagged' | 'labelled';
  readonly colour: number;
  readonly points: readonly Point[];
  /** The window of each point. */
  readonly samples: readonly number[];
}

/** One unit's windows over time, by error over threshold: those below it, thinned, those above it, and the unusual ones. */
export function seriesPoints(
  { times, units }: WindowTimes,
  scores: Float32Array,
  isAnomaly: Float32Array,
  threshold: number,
  unit: number,
): readonly SeriesPoints[] {
  const own = [...units.keys()].filter((window) => units[window] === unit);
  const kindOf = (window: number): SeriesPoints['kind'] =>
    isAnomaly[window] === 1 ? 'labelled' : (scores[window] ?? 0) > threshold ? 'flagged' : 'errorLine';
  const groups = [
    { kind: 'errorLine', colour: 0 },
    { kind: 'flagged', colour: 1 },
    { kind: 'labelled', colour: 4 },
  ] as const;
  return groups.flatMap((group) => {
    const all = own.filter((window) => kindOf(window) === group.kind);
    const stride = Math.max(1, Math.ceil(all.length / MAX_POINTS));
    const samples = all.filter((window, i) => i % stride === 0 || (scores[window] ?? 0) > threshold);
    if (samples.length === 0) return [];
    const points = samples.map((window): Point => [times[window] ?? NaN, (scores[window] ?? NaN) / threshold]);
    return [{ ...group, samples, points }];
  });
}
