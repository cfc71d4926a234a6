import { afterEach, beforeEach, expect, test } from 'vitest';
import smallCnn from '../../../static-models/recipes/cnn-small.json';
import { findImageColumn } from '../../../src/core/images/suggestImageSample.ts';
import { suggestPreparation } from '../../../src/core/preprocessing/suggestPreparation.ts';
import { adaptRecipe } from '../../../src/core/recipe/adaptRecipe.ts';
import { parseRecipe } from '../../../src/core/recipe/parseRecipe.ts';
import type { CallContext } from '../../../src/protocol/serve.ts';
import { read } from '../../../src/storage/database.ts';
import { deleteDataset, getDataset, listDatasets, readTable } from '../../../src/storage/datasets.ts';
import { createProject } from '../../../src/storage/projects.ts';
import type { RunRecord } from '../../../src/storage/records.ts';
import { createRun, getRun } from '../../../src/storage/runs.ts';
import { createSample } from '../../../src/workers/data/createSample.ts';
import { evaluateRun } from '../../../src/workers/engine/evaluateRun.ts';
import { trainRun } from '../../../src/workers/engine/trainRun.ts';

function context<P>(): CallContext<P> {
  return { signal: new AbortController().signal, progress: () => undefined };
}

async function clear(): Promise<void> {
  for (const { id } of await listDatasets()) await deleteDataset(id);
}
beforeEach(clear);
afterEach(clear);

async function countImages(): Promise<number> {
  return read(['images', 'thumbnails'], async (transaction) => {
    const images = await transaction.objectStore('images').count();
    return images + (await transaction.objectStore('thumbnails').count());
  });
}

test('a set of pictures is stored, trained on from the store, judged, and deleted with its pictures', async () => {
  const { datasetId, rowCount } = await createSample({ sample: 'surfaceDefects', seed: 3, name: 'steel' }, context());
  const dataset = await getDataset(datasetId);
  expect(dataset).toMatchObject({ origin: 'synthetic', imagesId: datasetId, rowCount });
  expect(findImageColumn(dataset)?.name).toBe('image');
  expect(await countImages()).toBe(2 * rowCount);

  const preparation = suggestPreparation(await readTable(datasetId), null);
  expect(preparation).toMatchObject({
    task: 'multiclass',
    split: { kind: 'stratified' },
    sample: { kind: 'image', height: 40, width: 40, channels: 1, fit: 'stretch' },
  });
  const recipe = parseRecipe(smallCnn);
  if (!recipe.ok) throw new Error('the recipe is broken');
  const adapted = adaptRecipe(recipe.value, preparation.task);
  const project = await createProject('steel');
  const run: RunRecord = {
    id: crypto.randomUUID(),
    projectId: project.id,
    datasetId,
    name: 'run',
    createdAt: 1,
    updatedAt: 1,
    status: 'queued',
    stopReason: null,
    error: null,
    recipe: { ...adapted, training: { ...adapted.training, epochs: 14 } },
    preparation,
    pipeline: null,
    backend: 'wasm',
    engine: null,
    history: [],
    bestEpoch: null,
    kept: null,
    parameterCount: null,
    trainedMs: 0,
  };
  await createRun(run);
  await trainRun({ runId: run.id }, context());
  const trained = await getRun(run.id);

  expect(trained).toMatchObject({ status: 'finished', pipeline: { sample: { kind: 'image' }, features: [] } });
  const report = await evaluateRun({ runId: run.id, part: 'test' }, context());
  if (report.task !== 'multiclass') throw new Error(report.task);
  expect(report.metrics.accuracy, 'five classes alike: chance is 0.2').toBeGreaterThan(0.6);

  await deleteDataset(datasetId);
  expect(await countImages()).toBe(0);
}, 240_000);
