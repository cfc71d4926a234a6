import { afterEach, beforeEach, expect, test } from 'vitest';
import smallCnn from '../../../static-models/recipes/cnn-small.json';
import { encodeImage, mergeTiles } from '../../../src/core/images/imagePipeline.ts';
import { PLAIN_TILING } from '../../../src/core/images/imageSample.ts';
import { suggestPreparation } from '../../../src/core/preprocessing/suggestPreparation.ts';
import { rangeOf } from '../../../src/core/preprocessing/samples.ts';
import { adaptRecipe } from '../../../src/core/recipe/adaptRecipe.ts';
import { parseRecipe } from '../../../src/core/recipe/parseRecipe.ts';
import { decodePixels } from '../../../src/formats/image/decodeImage.ts';
import type { PickedFile } from '../../../src/protocol/dataContract.ts';
import type { CallContext } from '../../../src/protocol/serve.ts';
import { createRandom } from '../../../src/shared/random.ts';
import { deleteDataset, listDatasets, readTable } from '../../../src/storage/datasets.ts';
import { readImages } from '../../../src/storage/images.ts';
import { createProject } from '../../../src/storage/projects.ts';
import type { RunRecord } from '../../../src/storage/records.ts';
import { createRun } from '../../../src/storage/runs.ts';
import { importImages } from '../../../src/workers/data/importImages.ts';
import { partRows, summarizePreparation } from '../../../src/workers/data/preparation.ts';
import { evaluatedRows, evaluateRun } from '../../../src/workers/engine/evaluateRun.ts';
import { predictImage } from '../../../src/workers/engine/predictImages.ts';
import { prepareRun } from '../../../src/workers/engine/preparedRun.ts';
import { findRunModel, predictScores } from '../../../src/workers/engine/runModel.ts';
import { trainRun } from '../../../src/workers/engine/trainRun.ts';

const WIDTH = 80;
const HEIGHT = 36;
const TILE = 16;
const PICTURES = 40;

function context<P>(): CallContext<P> {
  return { signal: new AbortController().signal, progress: () => undefined };
}

async function clear(): Promise<void> {
  for (const { id } of await listDatasets()) await deleteDataset(id);
}
beforeEach(clear);
afterEach(clear);

/** Grey grain; every other one with a dark spot somewhere, small beside the picture. */
async function spotted(): Promise<PickedFile[]> {
  const random = createRandom(5);
  return Promise.all(
    Array.from({ length: PICTURES }, async (_, i) => {
      const canvas = new OffscreenCanvas(WIDTH, HEIGHT);
      const painter = canvas.getContext('2d');
      if (!painter) throw new Error('no canvas');
      const grain = painter.createImageData(WIDTH, HEIGHT);
      for (let at = 0; at < grain.data.length; at += 4) {
        grain.data.fill(150 + 12 * random.normal(), at, at + 3);
        grain.data[at + 3] = 255;
      }
      painter.putImageData(grain, 0, 0);
      const isBad = i % 2 === 1;
      const [x, y] = [random.uniform() * (WIDTH - 8), random.uniform() * (HEIGHT - 8)];
      if (isBad) painter.fillRect(x, y, 8, 8);
      const path = `set/${isBad ? 'bad' : 'good'}/${i}.png`;
      return { path, file: new File([await canvas.convertToBlob({ type: 'image/png' })], path) };
    }),
  );
}

test('tiles are trained on, pictures are judged, and the downloaded pipeline gives the same answer', async () => {
  const { datasetId } = await importImages({ files: await spotted(), name: 'set', pairing: 'none' }, context());
  const suggested = suggestPreparation(await readTable(datasetId), null);
  if (suggested.sample?.kind !== 'image') throw new Error('no pictures');
  const tiling = { ...PLAIN_TILING, overlap: 0.25, merge: { kind: 'largest', name: 'bad' } } as const;
  const preparation = {
    ...suggested,
    sample: { ...suggested.sample, width: TILE, height: TILE, channels: 1, tiling },
  } as const;

  // 16 of 12: 80 pixels take 7 tiles, 36 take 3.
  const summary = await summarizePreparation({ datasetId, preparation }, context());
  expect(summary.pictures?.train).toBeGreaterThan(0);
  expect(summary.sizes.train).toBe(21 * (summary.pictures?.train ?? NaN));
  expect(summary.balance.test.reduce((sum, each) => sum + each, 0)).toBe(summary.pictures?.test);

  const recipe = parseRecipe(smallCnn);
  if (!recipe.ok) throw new Error('the recipe is broken');
  const adapted = adaptRecipe(recipe.value, preparation.task);
  const project = await createProject('tiles');
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
    recipe: { ...adapted, training: { ...adapted.training, epochs: 6 } },
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

  const prepared = await prepareRun(run);
  const parts = (['train', 'validation', 'test'] as const).map((part) => prepared.rows(part));
  const dealt = parts.map(({ rowIndices }) => new Set(rowIndices));
  expect(
    dealt.reduce((sum, rows) => sum + rows.size, 0),
    'no picture is in two parts',
  ).toBe(PICTURES);
  expect(new Set(dealt.flatMap((rows) => [...rows])).size).toBe(PICTURES);
  // What is read of a picture, in whatever order, is what the downloaded pipeline makes of it.
  const [training] = parts;
  if (!training) throw new Error('nothing to train on');
  const [row = 0] = training.rowIndices;
  const [stored] = await readImages(datasetId, [row]);
  if (!stored) throw new Error('no picture');
  const encoded = encodeImage(prepared.pipeline, await decodePixels(stored));
  const backwards = await training.features.read(rangeOf(0, 21).reverse(), null);
  const size = TILE * TILE;
  for (let tile = 0; tile < 21; tile++) {
    expect(backwards.subarray((20 - tile) * size, (21 - tile) * size)).toEqual(
      encoded.subarray(tile * size, (tile + 1) * size),
    );
  }

  await trainRun({ runId: run.id }, context());
  const report = await evaluateRun({ runId: run.id, part: 'train' }, context());
  if (report.task !== 'binary') throw new Error(report.task);
  expect(report.rowCount).toBe(summary.pictures?.train);
  expect(report.metrics.rocAuc, 'a coin has 0.5').toBeGreaterThan(0.8);

  const rows = await evaluatedRows({ runId: run.id, part: 'train' }, context());
  expect([...rows.rowIndices]).toEqual([...(await partRows({ datasetId, preparation, part: 'train' }))]);
  const file = new File([stored], 'part.png');
  const { prediction, tiles } = await predictImage({ runId: run.id, file }, context());
  const model = await findRunModel(run.id);
  const merged = mergeTiles(model.pipeline, await predictScores(model, encoded, 21));
  expect(tiles?.boxes).toHaveLength(21);
  const index = prediction.names.indexOf('bad');
  const scores = tiles?.outputs.map((outputs) => outputs[index] ?? NaN) ?? [];
  expect(prediction.outputs[0]?.[index]).toBe(Math.max(...scores));
  expect(scores[tiles?.shown ?? -1]).toBe(Math.max(...scores));
  expect(prediction.outputs[0]?.[1]).toBeCloseTo(merged[0] ?? NaN, 5);
  expect(rows.outputs[rows.rowIndices.indexOf(row)]).toBeCloseTo(merged[0] ?? NaN, 5);
}, 120_000);
