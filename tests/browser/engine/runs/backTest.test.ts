import { expect, test } from 'vitest';
import { suggestPreparation } from '../../../../src/core/preprocessing/suggestPreparation.ts';
import { createHead, createLayer } from '../../../../src/core/recipe/createLayer.ts';
import { defaultEarlyStopping, defaultTraining } from '../../../../src/core/training/defaults.ts';
import { beginDataset, readTable } from '../../../../src/storage/datasets.ts';
import { createProject } from '../../../../src/storage/projects.ts';
import { createRun, getRun } from '../../../../src/storage/runs.ts';
import { backTestRun } from '../../../../src/workers/engine/backTest.ts';
import { trainRun } from '../../../../src/workers/engine/trainRun.ts';
import { storeRun } from './storedRun.ts';

const ROWS = 240;

/** A stored run that foretells a wave, which neither its last value nor its mean does. */
async function storeForecast(): Promise<string> {
  const writer = await beginDataset({ name: 'wave', origin: 'synthetic', fileName: '' });
  const wave = Float64Array.from({ length: ROWS }, (_, row) => 5 + 3 * Math.sin(row / 3));
  await writer.append([{ kind: 'numeric', values: wave }], ROWS);
  const { id: datasetId } = await writer.commit({
    columns: [{ name: 'y', type: 'number' }],
    problems: { malformedRows: 0, invalidCells: 0, invalidByColumn: {}, listed: [] },
  });
  const model = await storeRun('cpu');
  const project = await createProject('wave');
  const run = {
    ...model,
    id: crypto.randomUUID(),
    projectId: project.id,
    datasetId,
    preparation: {
      ...suggestPreparation(await readTable(datasetId), 'y'),
      task: 'regression' as const,
      split: { kind: 'blocks' as const, train: 0.6, validation: 0.2, test: 0.2 },
      sample: {
        kind: 'window' as const,
        unit: null,
        time: null,
        length: 8,
        stride: 1,
        horizon: 2,
        label: 'forecast' as const,
        cap: null,
        maxGap: null,
        season: null,
      },
    },
    recipe: {
      ...model.recipe,
      procedure: {
        kind: 'supervised' as const,
        model: {
          inputShape: ['$time' as const, '$features' as const],
          layers: [createLayer('flatten', 'flat'), createHead('head', 'linear')],
        },
      },
      training: {
        ...defaultTraining('regression'),
        epochs: 25,
        batchSize: 16,
        schedule: { kind: 'constant' as const, initialLearningRate: 0.02, warmupSteps: 0 },
        earlyStopping: { ...defaultEarlyStopping(), enabled: false },
      },
    },
  };
  await createRun(run);
  return run.id;
}

const context = (signal = new AbortController().signal) => ({ signal, progress: () => undefined });

test('a fixed and a retrained network at each origin, beside the naive forecasts', async () => {
  const runId = await storeForecast();
  await trainRun({ runId }, context());
  const before = await getRun(runId);
  for (const mode of ['fixed', 'retrained'] as const) {
    const progress: (number | null)[] = [];
    const test = await backTestRun(
      { runId, origins: 3, mode },
      { ...context(), progress: ({ done, total }) => progress.push(total && done / total) },
    );
    expect(test).toMatchObject({ mode, timeType: null });
    // 48 test rows, the last of which has no second row ahead.
    expect(test.folds.map(({ windows }) => windows)).toEqual([16, 16, 15]);
    expect(test.folds.map(({ row }) => row)).toEqual([192, 208, 224]);
    expect(test.folds.map(({ trainingRows }) => trainingRows)).toEqual(
      mode === 'fixed' ? [144, 144, 144] : [144, 156, 168],
    );
    for (const { forecasts } of test.folds) {
      const [report] = forecasts;
      const maeOf = (method: string): number => report?.skills.find((each) => each.method === method)?.mae ?? NaN;
      expect(report?.skills[0]?.byStep).toHaveLength(2);
      expect(maeOf('model')).toBeLessThan(0.5 * maeOf('lastValue'));
    }
    expect(progress.at(-1)).toBe(1);
    expect(progress.every((share, i) => (share ?? 0) >= (progress[i - 1] ?? 0))).toBe(true);
  }
  expect(await getRun(runId)).toEqual(before);
});

test('a cancelled back-test ends as one', async () => {
  const runId = await storeForecast();
  await trainRun({ runId }, context());
  const controller = new AbortController();
  const cancelling = { signal: controller.signal, progress: () => controller.abort() };
  await expect(backTestRun({ runId, origins: 3, mode: 'retrained' }, cancelling)).rejects.toThrow(/^$/);
});
