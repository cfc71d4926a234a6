import { describe, expect, test } from 'vitest';
import { evaluateClassification } from '../../../../src/core/evaluation/classification.ts';
import { incompleteBeta } from '../../../../src/core/evaluation/incompleteBeta.ts';
import { clopperPearson } from '../../../../src/core/evaluation/intervals.ts';
import { precisionRecallCurve, rankScores, rocCurve } from '../../../../src/core/evaluation/ranking.ts';
import { evaluateRegression } from '../../../../src/core/evaluation/regression.ts';
import type { CurvePoint } from '../../../../src/core/evaluation/report.ts';
import fixtures from '../../../conformance/evaluation/fixtures.json' with { type: 'json' };

/** scikit-learn takes logarithms of float32 probabilities in float32. */
const FLOAT32_DIGITS = 1e-6;

function expectClose(actual: number | null | undefined, expected: number | null, tolerance = 1e-12): void {
  if (expected === null || actual === null || actual === undefined) expect(actual).toBe(expected);
  else expect(Math.abs(actual - expected)).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(expected)));
}

describe('classification equals scikit-learn', () => {
  test.each(fixtures.classification.map((fixture) => [fixture.name, fixture] as const))('%s', (_, fixture) => {
    const metrics = evaluateClassification({
      task: fixture.task === 'binary' ? 'binary' : fixture.task === 'multiclass' ? 'multiclass' : 'multilabel',
      classes: fixture.classes,
      rowCount: fixture.outputs.length,
      targets: Float32Array.from(fixture.targets.flat()),
      outputs: Float32Array.from(fixture.outputs.flat()),
    });
    expect(metrics.confusion).toEqual(fixture.confusion ?? []);
    expect(metrics.labelConfusions).toEqual(fixture.labelConfusions ?? []);
    expectClose(metrics.accuracy, fixture.accuracy);
    expectClose(metrics.balancedAccuracy, fixture.balancedAccuracy);
    expectClose(metrics.precision, fixture.precision);
    expectClose(metrics.recall, fixture.recall);
    expectClose(metrics.f1, fixture.f1);
    expectClose(metrics.mcc, fixture.mcc);
    expectClose(metrics.logLoss, fixture.logLoss, FLOAT32_DIGITS);
    expectClose(metrics.rocAuc, fixture.rocAuc);
    expectClose(metrics.averagePrecision, fixture.averagePrecision);
    expect(metrics.perClass.map(({ name, support }) => [name, support])).toEqual(
      fixture.perClass.map(({ support }, index) => [fixture.classes[index], support]),
    );
    metrics.perClass.forEach((actual, index) => {
      const expected = fixture.perClass[index];
      if (!expected) throw new Error('a class too many');
      expectClose(actual.precision, expected.precision);
      expectClose(actual.recall, expected.recall);
      expectClose(actual.f1, expected.f1);
      expectClose(actual.rocAuc, expected.rocAuc);
      expectClose(actual.averagePrecision, expected.averagePrecision);
    });
  });
});

describe('curves equal scikit-learn', () => {
  test.each(fixtures.curves.map((fixture) => [fixture.name, fixture] as const))('%s', (_, fixture) => {
    const ranking = rankScores(Float64Array.from(fixture.scores), Uint8Array.from(fixture.targets));
    expectCurve(rocCurve(ranking), fixture.roc);
    expectCurve(precisionRecallCurve(ranking), fixture.precisionRecall);
  });

  function expectCurve(points: readonly CurvePoint[], expected: { readonly x: number[]; readonly y: number[] }): void {
    expect(points).toHaveLength(expected.x.length);
    points.forEach((point, index) => {
      expectClose(point.x, expected.x[index] ?? NaN);
      expectClose(point.y, expected.y[index] ?? NaN);
    });
  }
});

describe('regression equals scikit-learn', () => {
  test.each(fixtures.regression.map((fixture) => [fixture.name, fixture] as const))('%s', (_, fixture) => {
    const [metrics] = evaluateRegression({
      columns: ['y'],
      rowCount: fixture.targets.length,
      targets: Float32Array.from(fixture.targets),
      outputs: Float32Array.from(fixture.outputs),
    });
    for (const name of ['mae', 'rmse', 'r2', 'mape', 'medianAbsoluteError', 'maxError'] as const) {
      const expected = fixture[name];
      const scale = expected === null || expected === 0 ? 1 : Math.abs(expected);
      const actual = metrics?.[name];
      expectClose(
        typeof actual === 'number' ? actual / scale : actual,
        expected === null ? null : expected / scale,
        1e-9,
      );
    }
  });
});

describe('intervals equal scipy', () => {
  test.each(fixtures.clopperPearson)('Clopper-Pearson of $successes in $trials', ({ successes, trials, low, high }) => {
    const interval = clopperPearson(successes, trials);
    expect(interval.low).toBeCloseTo(low, 9);
    expect(interval.high).toBeCloseTo(high, 9);
  });

  test.each(fixtures.incompleteBeta)('incomplete beta of $x with $a, $b', ({ x, a, b, value }) => {
    expect(Math.abs(incompleteBeta(x, a, b) / value - 1)).toBeLessThan(1e-8);
  });
});
