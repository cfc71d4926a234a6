import { describe, expect, test } from 'vitest';
import { bindingsOf } from '../../../../src/core/preprocessing/bindings.ts';
import { dealSamples, fitSamples } from '../../../../src/core/preprocessing/dealSamples.ts';
import type { PreparationSpec, WindowLabel } from '../../../../src/core/preprocessing/preparation.ts';
import { countParts } from '../../../../src/core/preprocessing/splitParts.ts';
import { suggestText, suggestWindows, withRowSamples } from '../../../../src/core/preprocessing/suggestSample.ts';
import { suggestPreparation } from '../../../../src/core/preprocessing/suggestPreparation.ts';
import { transformSamples } from '../../../../src/core/preprocessing/transformSamples.ts';
import { generateSample, type SampleName } from '../../../../src/core/samples/samples.ts';
import { column, table } from './tables.ts';

const windowsOf = (name: SampleName, label: WindowLabel | null = null): PreparationSpec => {
  const table = generateSample(name, 2026);
  return suggestWindows(suggestPreparation(table, null), table, label);
};

describe('suggests windows', () => {
  test('of recordings of one condition each, a stretch of each to every part', () => {
    const spec = windowsOf('bearingVibration');
    expect(spec.sample).toMatchObject({
      unit: 'recording',
      time: 'time (s)',
      length: 128,
      stride: 64,
      label: 'majority',
    });
    expect(spec.split.kind).toBe('blocks');
    expect(spec.task).toBe('multiclass');
  });

  test('of machines run to failure, whole machines to a part', () => {
    const spec = windowsOf('fleetLife', 'remainingLife');
    expect(spec.sample).toMatchObject({ unit: 'machine', time: 'cycle', label: 'remainingLife', cap: 125 });
    expect(spec.split).toMatchObject({ kind: 'group', column: 'machine' });
    expect(spec.columns['oil temperature (°C)']?.role).toBe('feature');
    expect(spec.columns['cycle']?.role).toBe('ignore');
  });

  test('of an hourly series, a day ahead', () => {
    const spec = windowsOf('hourlyDemand');
    expect(spec.sample).toMatchObject({
      unit: null,
      time: 'time',
      length: 48,
      horizon: 24,
      season: 24,
      label: 'forecast',
    });
    expect(spec.split.kind).toBe('blocks');
    expect(spec.columns['time']?.role).toBe('feature');
  });
});

test('suggests the text column, and goes back to rows', () => {
  const table = generateSample('maintenanceNotes', 2026);
  const spec = suggestText(suggestPreparation(table, null), table);
  expect(spec?.sample).toMatchObject({ kind: 'text', column: 'note', unit: 'words' });
  const windows = windowsOf('hourlyDemand');
  expect(withRowSamples(windows)).toMatchObject({ split: { kind: 'random' } });
  expect(withRowSamples(windows).sample).toBeUndefined();
});

test.each([
  ['bearingVibration', 'majority', [128, 2]],
  ['fleetLife', 'remainingLife', [23, 7]],
  ['hourlyDemand', 'forecast', [48, 8]],
] as const)('every sample can be fitted as suggested: %s', async (name, label, sample) => {
  const table = generateSample(name, 2026);
  const spec = windowsOf(name, label);
  const dealt = dealSamples(spec, table);
  const fitted = fitSamples(spec, table, dealt);
  if (!fitted.ok) throw new Error(fitted.problems[0]?.message);
  const bindings = bindingsOf(fitted.value);
  expect(bindings.sample).toEqual(sample);
  // Only what is foretold has a past among the features.
  const past = bindings.past === undefined ? undefined : fitted.value.features[bindings.past - 1]?.column;
  expect(past).toBe(label === 'forecast' ? 'demand (kW)' : undefined);
  const { train, validation, test: held } = countParts(dealt.parts);
  expect(Math.min(train, validation, held)).toBeGreaterThan(30);
  const rows = transformSamples(fitted.value, table, dealt)('test');
  const values = await rows?.features.read(Uint32Array.of(0), null);
  expect(values?.every(Number.isFinite)).toBe(true);
});

test('finds units and their cycles by what they count, where columns have no names', () => {
  const lives = [14, 11, 17];
  const rows = lives.flatMap((life, unit) =>
    Array.from({ length: life }, (_, cycle) => [unit + 1, cycle + 1] as const),
  );
  const plain = table(
    column(
      'Column 1',
      'integer',
      rows.map(([unit]) => unit),
    ),
    column(
      'Column 2',
      'integer',
      rows.map(([, cycle]) => cycle),
    ),
    column(
      'Column 3',
      'number',
      rows.map(([, cycle]) => Math.sin(cycle)),
    ),
    column(
      'Column 4',
      'integer',
      rows.map(([, cycle]) => (cycle * 7) % 5),
    ),
  );
  const spec = suggestWindows(suggestPreparation(plain, null), plain, 'remainingLife');
  expect(spec.sample).toMatchObject({ unit: 'Column 1', time: 'Column 2', label: 'remainingLife' });
});
