import { afterEach, beforeEach, expect, test } from 'vitest';
import smallAutoencoder from '../../../../static-models/recipes/autoencoder-small.json';
import { meanOf } from '../../../../src/core/evaluation/reconstruction.ts';
import { deleteDataset, listDatasets } from '../../../../src/storage/datasets.ts';
import { getModel, putModel } from '../../../../src/storage/models.ts';
import { getReconstruction, putReconstruction } from '../../../../src/storage/reconstructions.ts';
import { deleteRun, getRun } from '../../../../src/storage/runs.ts';
import { reconstructPart } from '../../../../src/workers/engine/reconstructPart.ts';
import { trainRun } from '../../../../src/workers/engine/trainRun.ts';
import { context, storeAutoencoderRun } from './autoencoderRun.ts';

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
