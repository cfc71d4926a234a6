import { expect, test } from 'vitest';
import { encodeSample } from '../../../../src/core/preprocessing/applyPipeline.ts';
import type { Resampling } from '../../../../src/core/preprocessing/preparation.ts';
import { suggestPreparation } from '../../../../src/core/preprocessing/suggestPreparation.ts';
import { createHead, createLayer } from '../../../../src/core/recipe/createLayer.ts';
import { defaultEarlyStopping, defaultTraining } from '../../../../src/core/training/defaults.ts';
import { beginDataset, readTable } from '../../../../src/storage/datasets.ts';
import { createProject } from '../../../../src/storage/projects.ts';
import { createRun, getRun } from '../../../../src/storage/runs.ts';
import { backTestRun } from '../../../../src/workers/engine/backTest.ts';
import { evaluatedRows } from '../../../../src/workers/engine/evaluateRun.ts';
import { predictFile } from '../../../../src/workers/engine/predictFile.ts';
import { predictRows } from '../../../../src/workers/engine/predictRows.ts';
import { trainRun } from '../../../../src/workers/engine/trainRun.ts';
import { storeRun } from './storedRun.ts';

const ROWS = 240;

const waveAt = (step: number): number => 5 + 3 * Math.sin(step / 3);

/** Times of rows: as they are counted, or up to a third of a step off, every eighth row missing. */
const EVEN = Array.from({ length: ROWS }, (_, row) => row);
const UNEVEN = EVEN.filter((row) => row % 8 !== 5).map((row) => 10 * row + ((row * 7) % 3));

/** A stored run that foretells a wave, which neither its last value nor its mean does. */
async function storeForecast(resampling?: Resampling): Promise<string> {
  const writer = await beginDataset({ name: 'wave', origin: 'synthetic', fileName: '' });
  const times = Float64Array.from(resampling ? UNEVEN : EVEN);
  const wave = times.map((time) => waveAt(resampling ? time / 10 : time));
  await writer.append(
    [
      { kind: 'numeric', values: wave },
      { kind: 'numeric', values: times },
    ],
    times.length,
  );
  const { id: datasetId } = await writer.commit({
    columns: [
      { name: 'y', type: 'number' },
      { name: 'time', type: 'number' },
    ],
    problems: { malformedRows: 0, invalidCells: 0, invalidByColumn: {}, listed: [] },
  });
  const model = await storeRun('cpu');
  const project = await createProject('wave');
  const suggested = suggestPreparation(await readTable(datasetId, { columns: ['y'] }), 'y');
  const run = {
    ...model,
    id: crypto.randomUUID(),
    projectId: project.id,
    datasetId,
    preparation: {
      ...suggested,
      task: 'regression' as const,
      split: { kind: 'blocks' as const, train: 0.6, validation: 0.2, test: 0.2 },
      sample: {
        kind: 'window' as const,
        unit: null,
        time: resampling ? 'time' : null,
        length: 8,
        stride: 1,
        horizon: 2,
        label: 'forecast' as const,
        cap: null,
        maxGap: null,
        season: null,
        ...(resampling ? { resampling } : {}),
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

test('an uneven series at even steps: the same forecasts in the back-test, in Evaluate, of a file and of the newest rows', async () => {
  const runId = await storeForecast({ step: 10, numbers: 'mean', fill: 'linear' });
  await trainRun({ runId }, context());
  const { folds } = await backTestRun({ runId, origins: 2, mode: 'fixed' }, context());
  for (const { forecasts, row, time } of folds) {
    const [report] = forecasts;
    const maeOf = (method: string): number => report?.skills.find((each) => each.method === method)?.mae ?? NaN;
    expect(maeOf('model')).toBeLessThan(0.7 * maeOf('lastValue'));
    // The row of the data set at the origin's step.
    expect(Math.abs((UNEVEN[row] ?? NaN) - (time ?? NaN))).toBeLessThan(10);
  }

  const judged = await evaluatedRows({ runId, part: 'test' }, { ...context(), progress: () => undefined });
  const text = ['time,y', ...UNEVEN.map((time) => `${time},${waveAt(time / 10)}`).reverse()].join('\n');
  const { windows, failed } = await predictFile({ runId, source: { kind: 'text', text }, plan: null }, context());
  expect(failed).toBe(0);
  const listed = windows?.listed ?? [];
  // Every step is measured or filled, so windows end at each from the eighth on.
  expect(listed).toHaveLength(ROWS - 7);
  const outputsAt = new Map(listed.map(({ time, outputs }) => [Number(time), outputs]));
  judged.stepIndices?.forEach((step, window) => {
    outputsAt.get(step * 10)?.forEach((value, i) => {
      expect(value).toBeCloseTo(judged.outputs[window * judged.outputWidth + i] ?? NaN, 4);
    });
    expect(outputsAt.has(step * 10)).toBe(true);
  });
  expect(judged.stepIndices?.length).toBeGreaterThan(20);

  const { pipeline } = await getRun(runId);
  const rows = UNEVEN.map((time) => ({ time, y: waveAt(time / 10) }));
  expect(pipeline && encodeSample(pipeline, rows).ok).toBe(true);
  const newest = await predictRows({ runId, rows });
  newest.outputs[0]?.forEach((value, i) => expect(value).toBeCloseTo(listed[0]?.outputs[i] ?? NaN, 4));
});
