import fc from 'fast-check';
import { expect, test } from 'vitest';
import { countAlarms } from '../../../../src/core/evaluation/alarms.ts';
import type { WindowTimes } from '../../../../src/core/evaluation/reconstruction.ts';

/** Windows of 4 rows, one row a minute, one window every 2 rows; times in minutes. */
function windows(times: readonly number[], units: readonly number[] = times.map(() => 0)): WindowTimes {
  return {
    times: Float64Array.from(times),
    timeColumn: 'minute',
    isDate: false,
    units: Int32Array.from(units),
    unitNames: ['a', 'b'],
    step: 1,
    length: 4,
    stride: 2,
  };
}

const NONE = new Float32Array(20).fill(-1);

test('windows above the threshold that overlap or touch are one alarm', () => {
  const times = [3, 5, 7, 9, 11, 13, 15, 17];
  // 5 and 9 touch (2 … 5, 6 … 9); 9 and 17 do not.
  const { alarms, falseAlarms } = countAlarms(windows(times), [0, 2, 0, 3, 0, 0, 0, 2], NONE, 1);
  expect(alarms).toMatchObject([
    { first: 1, last: 3, worst: 3, from: 2, to: 9, isRight: null },
    { first: 7, last: 7, worst: 7, from: 14, to: 17, isRight: null },
  ]);
  expect(falseAlarms).toBe(2);
});

test('units have alarms of their own', () => {
  const { alarms } = countAlarms(windows([3, 5, 3, 5], [0, 0, 1, 1]), [0, 2, 2, 0], NONE, 1);
  expect(alarms.map(({ unit }) => unit)).toEqual([0, 1]);
});

test('labels say which alarms are right and which stretches are found; normal time is what normal windows cover', () => {
  const times = [3, 5, 7, 9, 21, 23, 41, 43];
  const labels = [0, 0, 1, 1, 1, 0, 0, 0];
  const rate = countAlarms(windows(times), [2, 0, 0, 2, 0, 0, 2, 0], labels, 1);
  // Windows 0 and 3 do not touch: rows 0 … 3 and 6 … 9.
  expect(rate.alarms.map(({ isRight }) => isRight)).toEqual([false, true, false]);
  expect(rate).toMatchObject({ falseAlarms: 2, anomalies: 2, found: 1 });
  // 0 … 5 are six minutes, 20 … 23 four, 38 … 43 six.
  expect(rate.normalTime).toBe(4 + 2 + 4 + 4 + 2);
});

test('a higher threshold never raises more windows, and every flagged window is in exactly one alarm', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0, max: 10, noNaN: true }), { minLength: 1, maxLength: 40 }),
      fc.double({ min: 0, max: 10, noNaN: true }),
      (scores, threshold) => {
        const all = windows(scores.map((_, i) => 3 + 2 * i));
        const { alarms } = countAlarms(all, scores, NONE, threshold);
        const flagged = scores.flatMap((score, i) => (score > threshold ? [i] : []));
        for (const window of flagged) {
          expect(alarms.filter(({ first, last }) => first <= window && window <= last)).toHaveLength(1);
        }
        alarms.forEach(({ first, last, worst }) => {
          expect(flagged).toContain(first);
          expect(flagged).toContain(last);
          expect(scores[worst]).toBe(Math.max(...scores.slice(first, last + 1)));
        });
      },
    ),
  );
});
