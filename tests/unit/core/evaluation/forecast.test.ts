import { expect, test } from 'vitest';
import {
  bestNaive,
  compareWithNaive,
  evaluateForecast,
  type ForecastMethod,
} from '../../../../src/core/evaluation/forecast.ts';
import { orderSeries } from '../../../../src/core/preprocessing/windows.ts';
import { column } from '../preprocessing/tables.ts';

/** Six rows train, six are judged. */
const y = [10, 20, 10, 22, 12, 20, 11, 23, 13, 21, 12, 24];
const windows = { series: orderSeries(12, null, null), ends: Uint32Array.of(1, 7, 9) };
const rowParts = Uint8Array.from(y, (_, row) => (row < 6 ? 0 : 2));
const input = {
  column: column('y', 'number', y),
  steps: [1, 2],
  season: 2,
  windows,
  positions: Uint32Array.of(1, 2),
  rowParts,
  actual: Float32Array.of(13, 21, 12, 24),
  predicted: Float32Array.of(14, 21, 12, 22),
  means: [16, 16],
};

test('scales errors by the naive forecast of the training rows, as Hyndman and Koehler do', () => {
  const report = evaluateForecast(input);
  const scale = (10 + 10 + 12 + 10 + 8) / 5;
  expect(report.scale).toBe(scale);
  const [model] = report.skills;
  expect(model).toEqual({
    method: 'model',
    mae: 3 / 4,
    rmse: Math.sqrt((1 + 4) / 4),
    mase: 3 / 4 / scale,
    byStep: [1 / 2, 1],
  });
});

test('repeats the last value, and the value of the season before', () => {
  const { skills } = evaluateForecast(input);
  // From 23: 23, 23; from 21: 21, 21.
  expect(skills.find(({ method }) => method === 'lastValue')?.byStep).toEqual([(10 + 9) / 2, (2 + 3) / 2]);
  // Two rows before each: 11, 23; 13, 21.
  expect(skills.find(({ method }) => method === 'seasonal')?.byStep).toEqual([(2 + 1) / 2, (2 + 3) / 2]);
  expect(skills.find(({ method }) => method === 'mean')?.byStep).toEqual([(3 + 4) / 2, (5 + 8) / 2]);
  expect(bestNaive(evaluateForecast(input))?.method).toBe('seasonal');
});

test('never looks past what is known, or into another unit', () => {
  const series = orderSeries(12, (row) => (row < 6 ? 'a' : 'b'), null);
  const report = evaluateForecast({
    ...input,
    windows: { series, ends: Uint32Array.of(6) },
    positions: Uint32Array.of(0),
    actual: Float32Array.of(23, 13),
    predicted: Float32Array.of(23, 13),
    season: 4,
  });
  // The season before lies in unit a: the last known value of b, 11, stands in.
  expect(report.skills.find(({ method }) => method === 'seasonal')?.byStep).toEqual([12, 2]);
});

test('a tie is no victory and no defeat, and what was not measured is neither', () => {
  const skills = (...maes: [ForecastMethod, number][]) => ({
    skills: maes.map(([method, mae]) => ({ method, mae, rmse: mae, mase: mae, byStep: [] })),
  });
  expect(compareWithNaive(skills(['model', 2], ['lastValue', 4]))).toEqual({
    outcome: 'better',
    share: 0.5,
    rival: 'lastValue',
  });
  expect(compareWithNaive(skills(['model', 2], ['lastValue', 2]))?.outcome).toBe('equal');
  expect(compareWithNaive(skills(['model', 0], ['lastValue', 0]))).toEqual({
    outcome: 'equal',
    share: 0,
    rival: 'lastValue',
  });
  expect(compareWithNaive(skills(['model', 3], ['lastValue', 2], ['seasonal', NaN]))?.outcome).toBe('worse');
  expect(compareWithNaive(skills(['model', NaN], ['lastValue', 2]))).toBeNull();
  expect(compareWithNaive(skills(['model', 1], ['lastValue', NaN]))).toBeNull();
});
