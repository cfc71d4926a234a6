import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRandom } from '../../../../src/shared/random.ts';
import {
  averagePrecision,
  MAX_CURVE_POINTS,
  precisionRecallCurve,
  rankScores,
  rocArea,
  rocCurve,
} from '../../../../src/core/evaluation/ranking.ts';

const scoredRows = fc.array(fc.record({ score: fc.integer({ min: 0, max: 12 }), isPositive: fc.boolean() }), {
  minLength: 1,
  maxLength: 60,
});

function rank(
  rows: readonly { readonly score: number; readonly isPositive: boolean }[],
): ReturnType<typeof rankScores> {
  return rankScores(
    Float64Array.from(rows, (row) => row.score),
    Uint8Array.from(rows, (row) => Number(row.isPositive)),
  );
}

describe('ranking', () => {
  test('the area under the ROC curve is the chance that a positive outranks a negative, ties half', () => {
    fc.assert(
      fc.property(scoredRows, (rows) => {
        const positives = rows.filter((row) => row.isPositive);
        const negatives = rows.filter((row) => !row.isPositive);
        const wins = positives.flatMap((p) =>
          negatives.map((n) => (p.score > n.score ? 1 : p.score === n.score ? 0.5 : 0)),
        );
        const expected = wins.length === 0 ? null : wins.reduce<number>((sum, win) => sum + win, 0) / wins.length;
        const area = rocArea(rank(rows));
        if (expected === null) expect(area).toBeNull();
        else expect(area).toBeCloseTo(expected, 12);
      }),
    );
  });

  test('every threshold counts the rows at and above it', () => {
    fc.assert(
      fc.property(scoredRows, (rows) => {
        const ranking = rank(rows);
        ranking.thresholds.forEach((threshold, k) => {
          const above = rows.filter((row) => row.score >= threshold);
          expect(ranking.truePositives[k]).toBe(above.filter((row) => row.isPositive).length);
          expect(ranking.falsePositives[k]).toBe(above.filter((row) => !row.isPositive).length);
        });
        expect(ranking.thresholds.length).toBe(new Set(rows.map((row) => row.score)).size + 1);
      }),
    );
  });

  test('a million rows: curves are thinned, keep their ends and their shape, areas stay exact', () => {
    const random = createRandom(7);
    const isPositive = Uint8Array.from({ length: 1_000_000 }, () => Number(random.uniform() < 0.03));
    const scores = Float64Array.from(isPositive, (positive) => random.normal() + 2 * positive);
    const ranking = rankScores(scores, isPositive);
    const roc = rocCurve(ranking);
    const precisionRecall = precisionRecallCurve(ranking);
    const area = rocArea(ranking) ?? NaN;
    const precision = averagePrecision(ranking) ?? NaN;

    // Two normals one standard deviation wide and 2 apart: AUC = Φ(2 / √2).
    expect(area).toBeCloseTo(0.92135, 2);
    expect(roc.length).toBeLessThanOrEqual(MAX_CURVE_POINTS);
    expect(precisionRecall.length).toBeLessThanOrEqual(MAX_CURVE_POINTS);
    expect(roc[0]).toEqual({ x: 0, y: 0, threshold: Infinity });
    expect(roc.at(-1)).toMatchObject({ x: 1, y: 1 });
    expect(precisionRecall[0]).toEqual({ x: 0, y: 1, threshold: Infinity });
    expect(precisionRecall.at(-1)).toMatchObject({ x: 1 });
    expect(trapezoid(roc)).toBeCloseTo(area, 2);
    expect(trapezoid(precisionRecall)).toBeCloseTo(precision, 1);
  });
});

function trapezoid(points: readonly { readonly x: number; readonly y: number }[]): number {
  return points.slice(1).reduce((sum, point, k) => {
    const before = points[k] ?? point;
    return sum + ((point.x - before.x) * (point.y + before.y)) / 2;
  }, 0);
}
