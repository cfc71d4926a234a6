import { describe, expect, test } from 'vitest';
import { cellAt, findColumn, type Column, type Table } from '../../../../src/core/dataset/table.ts';
import { generateSample, SAMPLES, type SampleName } from '../../../../src/core/samples/samples.ts';

const SEEDS = [1, 2026, 77_777];
const NAMES: readonly SampleName[] = [
  'machineFailure',
  'processYield',
  'steelGrades',
  'bearingVibration',
  'pressCycles',
  'fleetLife',
  'hourlyDemand',
  'maintenanceNotes',
  'boltCircle',
];
/** Where values are left out on purpose. */
const MISSING_ON_PURPOSE = ['pressure (bar)', 'feed rate (kg/h)', 'moisture (%)'];

test('these are all the samples', () => {
  expect(Object.keys(SAMPLES)).toEqual(NAMES);
});

describe.each(NAMES)('%s', (name) => {
  test('the seed decides every value', () => {
    expect(generateSample(name, 5)).toEqual(generateSample(name, 5));
    expect(generateSample(name, 5)).not.toEqual(generateSample(name, 6));
  });

  test.each(SEEDS)('seed %i: every column is whole, and nothing is missing but what is meant to be', (seed) => {
    const table = generateSample(name, seed);
    for (const column of table.columns) {
      expect(column.data.values).toHaveLength(table.rowCount);
      const share = missingShare(table, column);
      if (MISSING_ON_PURPOSE.includes(column.name)) {
        expect(share, column.name).toBeGreaterThan(0);
        expect(share, column.name).toBeLessThan(0.06);
      } else expect(share, column.name).toBe(0);
      if (column.type === 'integer')
        expect([...column.data.values].every((value) => Number.isNaN(value) || Number.isInteger(value))).toBe(true);
    }
  });
});

describe.each(SEEDS)('with seed %i', (seed) => {
  test('machines fail rarely, and more often with worn tools and hot, slow spindles', () => {
    const table = generateSample('machineFailure', seed);
    const failed = numbers(table, 'failure');
    const wear = numbers(table, 'tool wear (min)');
    const heat = difference(numbers(table, 'process temperature (°C)'), numbers(table, 'air temperature (°C)'));
    expect(mean(failed)).toBeGreaterThan(0.025);
    expect(mean(failed)).toBeLessThan(0.05);
    expect(mean(failed.filter((_, row) => (wear[row] ?? 0) > 195))).toBeGreaterThan(2 * mean(failed));
    expect(mean(failed.filter((_, row) => (heat[row] ?? 0) > 13.5))).toBeGreaterThan(2 * mean(failed));
  });

  test('yields are percentages that fall with the age of the catalyst and with poor lots', () => {
    const table = generateSample('processYield', seed);
    const yields = numbers(table, 'yield (%)');
    const age = numbers(table, 'catalyst age (h)');
    const lot = numbers(table, 'supplier lot');
    expect(yields.every((value) => value > 30 && value <= 100)).toBe(true);
    expect(mean(yields.filter((_, row) => (age[row] ?? 0) > 700))).toBeLessThan(
      mean(yields.filter((_, row) => (age[row] ?? 0) < 200)) - 3,
    );
    expect(mean(yields.filter((_, row) => lot[row] === 5))).toBeLessThan(
      mean(yields.filter((_, row) => lot[row] === 0)) - 1.5,
    );
  });

  test('steel grades come in their shares, and chemistry tells most of them apart', () => {
    const table = generateSample('steelGrades', seed);
    const grade = numbers(table, 'grade');
    for (const [code, share] of [0.28, 0.27, 0.2, 0.13, 0.12].entries()) {
      expect(Math.abs(mean(grade.map((value) => Number(value === code))) - share)).toBeLessThan(0.03);
    }
    const carbon = numbers(table, 'carbon (%)');
    const chromium = numbers(table, 'chromium (%)');
    const byGrade = (values: readonly number[], code: number): number =>
      mean(values.filter((_, row) => grade[row] === code));
    expect(byGrade(carbon, 4)).toBeGreaterThan(4 * byGrade(carbon, 0));
    expect(byGrade(chromium, 3)).toBeGreaterThan(2 * byGrade(chromium, 4));
  });
});

function missingShare(table: Table, column: Column): number {
  let missing = 0;
  for (let row = 0; row < table.rowCount; row++) missing += Number(cellAt(column, row) === null);
  return missing / table.rowCount;
}

function numbers(table: Table, name: string): number[] {
  const column = findColumn(table, name);
  if (!column || column.data.kind === 'text') throw new Error(`no numbers in ${name}`);
  return [...column.data.values];
}

function difference(a: readonly number[], b: readonly number[]): number[] {
  return a.map((value, row) => value - (b[row] ?? 0));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
