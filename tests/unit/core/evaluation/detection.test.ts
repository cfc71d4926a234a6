import { describe, expect, test } from 'vitest';
import {
  chooseThreshold,
  findContamination,
  judgeDetection,
  severityOf,
} from '../../../../src/core/evaluation/detection.ts';
import { drivingFeatures, reconstructionErrors } from '../../../../src/core/evaluation/reconstruction.ts';
import { principalComponents } from '../../../../src/core/evaluation/principalComponents.ts';
import { createRandom } from '../../../../src/shared/random.ts';

describe('chooseThreshold', () => {
  const errors = Float32Array.from({ length: 200 }, (_, i) => (i * 7) % 200);

  test('lets through no more than the wanted share of normal rows, and no less than it can', () => {
    const threshold = chooseThreshold(errors, 0.05);
    expect(threshold).toMatchObject({ value: 189, alarms: 10, rows: 200, rate: 0.05 });
    // R: binom.test(10, 200)$conf.int
    expect(threshold?.interval.low).toBeCloseTo(0.02422, 4);
    expect(threshold?.interval.high).toBeCloseTo(0.09002, 4);
    expect(chooseThreshold(errors, 0)?.alarms).toBe(0);
    expect(chooseThreshold([], 0.05)).toBeNull();
  });

  test('equal errors are on the same side', () => {
    expect(chooseThreshold([1, 1, 1, 1, 1], 0.4)).toMatchObject({ value: 1, alarms: 0 });
  });
});

test('judgeDetection counts what alarms find, and leaves unlabelled rows out', () => {
  const detection = judgeDetection([1, 2, 3, 4, 9, 9], [0, 0, 1, 1, 0, -1], 2.5);
  expect(detection).toMatchObject({ anomalies: 2, normals: 3, found: 2, falseAlarms: 1 });
  // scikit-learn: roc_auc_score([0, 0, 1, 1, 0], [1, 2, 3, 4, 9]), average_precision_score
  expect(detection?.rocAuc).toBeCloseTo(4 / 6, 10);
  expect(detection?.averagePrecision).toBeCloseTo(0.5 * 0.5 + 0.5 * (2 / 3), 10);
  expect(judgeDetection([1, 2], [0, 0], 1)).toBeNull();
});

test('findContamination sees rows of another kind among those trained on, and none where there are none', () => {
  const random = createRandom(3);
  const normal = Float32Array.from(
    { length: 1000 },
    () => 0.1 * (random.normal() ** 2 + random.normal() ** 2 + random.normal() ** 2),
  );
  expect(findContamination(normal)).toBeNull();
  const mixed = normal.map((error, i) => (i % 50 === 0 ? 200 + error : error));
  expect(findContamination(mixed)).toEqual({ outliers: 20, rows: 1000 });
});

test('a row below the threshold never passes the middle of the scale, in any of its features', () => {
  const random = createRandom(9);
  const inputs = Float32Array.from({ length: 60 * 8 }, () => random.normal());
  const { errors, featureErrors } = reconstructionErrors(inputs, new Float32Array(inputs.length), [8]);
  const threshold = 0.9;
  errors.forEach((error, row) => {
    const cells = Array.from(featureErrors.subarray(row * 8, row * 8 + 8), (each) => severityOf(each / 8, threshold));
    if (error <= threshold) for (const cell of cells) expect(cell).toBeLessThanOrEqual(0.5);
  });
  expect([0, 0.9, 9, 900].map((error) => severityOf(error, threshold))).toEqual([0, 0.5, 1, 1]);
});

test('errors per feature are means over the other axes, and drive the row in that order', () => {
  const inputs = Float32Array.from([1, 0, 3, 0]);
  const { errors, featureErrors } = reconstructionErrors(inputs, [0, 0, 0, 2], [2, 2]);
  expect([...featureErrors]).toEqual([5, 2]);
  expect([...errors]).toEqual([3.5]);
  expect(drivingFeatures(featureErrors, ['a', 'b'])).toEqual([
    { name: 'a', share: 5 / 7 },
    { name: 'b', share: 2 / 7 },
  ]);
});

describe('principalComponents', () => {
  test('gives what the textbook gives', () => {
    // L. I. Smith, "A tutorial on Principal Components Analysis", 2002, with the direction's sign turned.
    const x = [2.5, 0.5, 2.2, 1.9, 3.1, 2.3, 2, 1, 1.5, 1.1];
    const y = [2.4, 0.7, 2.9, 2.2, 3.0, 2.7, 1.6, 1.1, 1.6, 0.9];
    const values = x.flatMap((each, i) => [each, y[i] ?? NaN]);
    const { scores, explained, directions } = principalComponents(values, 2, 1);
    expect(directions[0]?.[0]).toBeCloseTo(0.677873399, 8);
    expect(directions[0]?.[1]).toBeCloseTo(0.735178656, 8);
    expect(explained[0]).toBeCloseTo(1.28402771 / (1.28402771 + 0.0490833989), 7);
    const expected = [0.827970186, -1.77758033, 0.992197494, 0.274210416, 1.67580142];
    expected.forEach((value, i) => expect(scores[i]).toBeCloseTo(value, 7));
  });

  test('has orthogonal directions, and keeps all variance where it keeps all of them', () => {
    const random = createRandom(1);
    const values = Float64Array.from({ length: 40 * 6 }, () => random.normal());
    const { directions, explained } = principalComponents(values, 6, 6);
    directions.forEach((a, i) =>
      directions.forEach((b, j) => {
        expect(a.reduce((sum, value, k) => sum + value * (b[k] ?? 0), 0)).toBeCloseTo(i === j ? 1 : 0, 9);
      }),
    );
    expect(explained.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
  });
});
