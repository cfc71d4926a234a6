import type { WindowTimes } from './reconstruction.ts';

/** Windows above the threshold that overlap or touch: one call to whoever looks after the machine. */
export interface WindowAlarm {
  readonly unit: number;
  /** Among the windows of the part; `worst` has the largest score. */
  readonly first: number;
  readonly last: number;
  readonly worst: number;
  /** When its first window begins, and its last one ends. */
  readonly from: number;
  readonly to: number;
  /** Whether any of its windows is an anomaly by label; null where none of them has a label. */
  readonly isRight: boolean | null;
}

/** How many alarms there are for nothing, and how many of the labelled stretches are found. */
export interface AlarmRate {
  readonly alarms: readonly WindowAlarm[];
  readonly falseAlarms: number;
  /** How long the machine ran as usual in these windows, in their times' unit. */
  readonly normalTime: number;
  /** Stretches of windows that are anomalies by label, and those of them with an alarm. */
  readonly anomalies: number;
  readonly found: number;
}

/**
 * Joins windows above the threshold into alarms and counts them. Without labels every window counts as normal.
 * @param windows - in order of unit and time
 * @param isAnomaly - 1, 0, or -1 where it is not known
 */
export function countAlarms(
  windows: WindowTimes,
  scores: ArrayLike<number>,
  isAnomaly: ArrayLike<number>,
  threshold: number,
): AlarmRate {
  const isFlagged = (window: number): boolean => (scores[window] ?? 0) > threshold;
  const isLabelled = (window: number): boolean => isAnomaly[window] === 1;
  const worstOf = (from: number, to: number): number => {
    let worst = from;
    for (let window = from; window <= to; window++) if ((scores[window] ?? 0) > (scores[worst] ?? 0)) worst = window;
    return worst;
  };
  const alarms = stretchesOf(windows, isFlagged).map(({ first, last, members }): WindowAlarm => {
    const known = members.filter((window) => (isAnomaly[window] ?? -1) >= 0);
    return {
      unit: windows.units[first] ?? 0,
      first,
      last,
      worst: worstOf(first, last),
      from: startOf(windows, first),
      to: windows.times[last] ?? NaN,
      isRight: known.length === 0 ? null : known.some(isLabelled),
    };
  });
  const anomalies = stretchesOf(windows, isLabelled);
  return {
    alarms,
    falseAlarms: alarms.filter(({ isRight }) => isRight !== true).length,
    normalTime: timeOf(windows, (window) => !isLabelled(window)),
    anomalies: anomalies.length,
    found: anomalies.filter(({ members }) => members.some(isFlagged)).length,
  };
}

interface Stretch {
  readonly first: number;
  readonly last: number;
  readonly members: readonly number[];
}

/** Chosen windows of one unit that overlap or touch, together. */
function stretchesOf(windows: WindowTimes, isChosen: (window: number) => boolean): readonly Stretch[] {
  const { units, times, step } = windows;
  const stretches: { first: number; last: number; members: number[] }[] = [];
  for (let window = 0; window < units.length; window++) {
    if (!isChosen(window)) continue;
    const open = stretches.at(-1);
    const isOpen =
      open !== undefined &&
      units[open.last] === units[window] &&
      startOf(windows, window) <= (times[open.last] ?? NaN) + 1.5 * step;
    if (isOpen) {
      open.last = window;
      open.members.push(window);
    } else {
      stretches.push({ first: window, last: window, members: [window] });
    }
  }
  return stretches;
}

/** The time that chosen windows cover, what several cover once. */
function timeOf(windows: WindowTimes, isChosen: (window: number) => boolean): number {
  const { units, times, step, length } = windows;
  let covered = 0;
  let before: number | null = null;
  for (let window = 0; window < units.length; window++) {
    if (!isChosen(window)) continue;
    const end = times[window] ?? 0;
    const isNext = before !== null && units[before] === units[window];
    covered += Math.min(length * step, isNext ? end - (times[before ?? 0] ?? 0) : Infinity);
    before = window;
  }
  return covered;
}

/** When a window's first row was, by the usual step. */
function startOf({ times, step, length }: WindowTimes, window: number): number {
  return (times[window] ?? NaN) - (length - 1) * step;
}
