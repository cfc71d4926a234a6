import { afterEach, beforeEach, expect, test } from 'vitest';
import imageAutoencoder from '../../../../static-models/recipes/autoencoder-image.json';
import smallAutoencoder from '../../../../static-models/recipes/autoencoder-small.json';
import windowAutoencoder from '../../../../static-models/recipes/autoencoder-window.json';
import denoisingAutoencoder from '../../../../static-models/recipes/autoencoder-window-denoising.json';
import { chooseThreshold, judgeDetection } from '../../../../src/core/evaluation/detection.ts';
import { meanOf } from '../../../../src/core/evaluation/reconstruction.ts';
import { deleteDataset, listDatasets, readTable } from '../../../../src/storage/datasets.ts';
import { getModel, putModel } from '../../../../src/storage/models.ts';
import { getReconstruction, putReconstruction } from '../../../../src/storage/reconstructions.ts';
import { createRun, deleteRun, getRun } from '../../../../src/storage/runs.ts';
import type { WindowSample } from '../../../../src/core/preprocessing/preparation.ts';
import { suggestWindows } from '../../../../src/core/preprocessing/suggestSample.ts';
import { reconstructPart } from '../../../../src/workers/engine/reconstructPart.ts';
import { reconstructSamples } from '../../../../src/workers/engine/reconstructSamples.ts';
import { trainRun } from '../../../../src/workers/engine/trainRun.ts';
import { context, storeAutoencoderRun } from './autoencoderRun.ts';

/** Trains on windows as they are suggested, but for their length and distance. */
async function trainOnWindows(
  sample: 'bearingVibration' | 'hourlyDemand',
  recipe: unknown,
  epochs: number,
  size: Pick<WindowSample, 'length' | 'stride'>,
  normalClass: string | undefined,
): Promise<string> {
  const { id: _, ...run } = await storeAutoencoderRun({ sample, recipe, epochs, prepare: (suggested) => suggested });
  const table = await readTable(run.datasetId);
  const windows = suggestWindows({ ...run.preparation, ...(normalClass ? { normalClass } : {}) }, table, null);
  if (windows.sample?.kind !== 'window') throw new Error('no windows');
  // A number that is to be foretold is a channel like the others here.
  const columns = Object.entries(windows.columns).map(([name, column]) => {
    const isChannel = column.role === 'target' && !normalClass;
    return [name, isChannel ? { ...column, role: 'feature' as const } : column] as const;
  });
  const runId = crypto.randomUUID();
  const preparation = { ...windows, columns: Object.fromEntries(columns), sample: { ...windows.sample, ...size } };
  await createRun({ ...run, id: runId, preparation });
  await trainRun({ runId }, context());
  return runId;
}

async function clear(): Promise<void> {
  for (const { id } of await listDatasets()) await deleteDataset(id);
}
beforeEach(clear);
afterEach(clear);

test('what an autoencoder made of a part is stored with its run, for as long as the weights are kept', async () => {
  const { id: runId } = await storeAutoencoderRun({
    sample: 'steelGrades',
    recipe: smallAutoencoder,
    epochs: 3,
    prepare: (suggested) => suggested,
  });
  await trainRun({ runId }, context());
  const made = await reconstructPart({ runId, part: 'test' }, context());
  expect(meanOf(made.errors)).toBeLessThan(meanOf(made.baselineErrors.errors));
  expect(await getReconstruction(runId, 'test')).toEqual(made);
  expect(await getReconstruction(runId, 'validation')).toBeNull();

  const model = await getModel(runId);
  if (!model) throw new Error('no model');
  await putModel(model);
  expect(await getReconstruction(runId, 'test')).toBeNull();
  expect((await getRun(runId)).kept?.version).toBe(2);
  expect(await putReconstruction(made, 1), 'made with the weights before').toBe(false);
  expect(await getReconstruction(runId, 'test')).toBeNull();
  expect(await putReconstruction(made, 2)).toBe(true);
  await deleteRun(runId);
  expect(await getReconstruction(runId, 'test')).toBeNull();
  await expect(putReconstruction(made, 2)).rejects.toMatchObject({ code: 'storage.notFound' });
}, 120_000);

test('pictures: an epoch is measured, faults stand out, and a fault is where its mask says', async () => {
  const { id: runId } = await storeAutoencoderRun({
    sample: 'surfaceDefects',
    recipe: imageAutoencoder,
    epochs: 10,
    prepare: (suggested) => {
      const { sample } = suggested;
      if (sample?.kind !== 'image') throw new Error('no pictures');
      return { ...suggested, normalClass: 'good', sample: { ...sample, height: 20, width: 20 } };
    },
  });
  await trainRun({ runId }, context());
  const { history } = await getRun(runId);
  const metrics = history.map(({ validationMetric }) => validationMetric ?? NaN);
  expect(metrics.every(Number.isFinite), String(metrics)).toBe(true);
  expect(metrics.at(-1)).toBeLessThan(metrics[0] ?? NaN);

  const part = await reconstructPart({ runId, part: 'test' }, context());
  expect(part).toMatchObject({
    kind: 'image',
    shape: [20, 20, 1],
    normalClass: 'good',
    windows: null,
    denoising: null,
  });
  expect(part.peaks.every((peak, i) => peak >= (part.errors[i] ?? NaN))).toBe(true);
  const good = part.classes.indexOf('good');
  const isAnomaly = part.labels.map((label) => Number(label !== good));
  const threshold = chooseThreshold(part.validationPeaks, 0.05);
  const byPlace = judgeDetection(part.peaks, isAnomaly, threshold?.value ?? NaN);
  expect(byPlace?.rocAuc, 'chance is 0.5').toBeGreaterThan(0.7);
  expect(part.pixels?.rocAuc, 'chance is 0.5').toBeGreaterThan(0.75);
  expect(part.pixels?.faultyShare).toBeLessThan(0.2);

  const [worst = 0] = [...part.peaks.keys()].sort((a, b) => (part.peaks[b] ?? 0) - (part.peaks[a] ?? 0));
  const [made] = await reconstructSamples({ runId, part: 'test', positions: [worst], isSpoilt: false });
  expect(made?.map).toHaveLength(400);
  expect(made?.peak).toBeCloseTo(part.peaks[worst] ?? NaN, 5);
  expect(made?.error).toBeCloseTo(part.errors[worst] ?? NaN, 6);
  expect(made).toMatchObject({ taken: null, errorBefore: null });
}, 240_000);

test('windows: every unit has its times, and faults stand out', async () => {
  const runId = await trainOnWindows('bearingVibration', windowAutoencoder, 12, { length: 64, stride: 64 }, 'healthy');
  const part = await reconstructPart({ runId, part: 'test' }, context());
  expect(part).toMatchObject({
    kind: 'window',
    shape: [64, 2],
    features: ['acceleration drive end (g)', 'acceleration fan end (g)'],
    denoising: null,
  });
  expect(part.windows?.unitNames).toHaveLength(20);
  expect(part.windows?.times).toHaveLength(part.errors.length);
  // All stretches of the faulty recordings judge, and the last one of each healthy one.
  expect(new Set(part.windows?.units).size).toBe(20);
  const healthy = part.classes.indexOf('healthy');
  const isAnomaly = part.labels.map((label) => Number(label !== healthy));
  expect(judgeDetection(part.errors, isAnomaly, 0)?.rocAuc, 'chance is 0.5').toBeGreaterThan(0.9);
}, 240_000);

test('a denoising autoencoder takes noise away that it has not seen, the same from the same samples every time', async () => {
  const runId = await trainOnWindows('hourlyDemand', denoisingAutoencoder, 60, { length: 24, stride: 4 }, undefined);
  const { datasetId } = await getRun(runId);
  const part = await reconstructPart({ runId, part: 'test' }, context());
  const { before = NaN, after = NaN } = part.denoising ?? {};
  // The noise of the recipe has a standard deviation of 0.3.
  expect(before).toBeCloseTo(0.09, 2);
  expect(after).toBeLessThan(0.9 * before);
  expect(await getReconstruction(runId, 'test')).toEqual(part);

  const ask = { runId, part: 'test', positions: [3], isSpoilt: true } as const;
  const [made] = await reconstructSamples(ask);
  const { columns } = await readTable(datasetId, { columns: [part.features[0] ?? ''] });
  const measured = Number(columns[0]?.data.values[part.rowIndices[3] ?? 0]);
  expect((made?.input[23 * part.features.length] ?? NaN) / measured, 'in the unit of the column').toBeCloseTo(1, 4);
  expect(made?.taken).not.toEqual(made?.input);
  expect(made?.errorBefore).toBeGreaterThan(0);
  const [again] = await reconstructSamples(ask);
  expect(again?.taken).toEqual(made?.taken);
}, 240_000);
