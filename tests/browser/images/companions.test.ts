import { afterEach, beforeEach, expect, test } from 'vitest';
import { NO_AUGMENTATION } from '../../../src/core/images/imageSample.ts';
import { makeNoisyParts } from '../../../src/core/samples/noisyParts.ts';
import { decodePixels } from '../../../src/formats/image/decodeImage.ts';
import type { PickedFile } from '../../../src/protocol/dataContract.ts';
import type { CallContext } from '../../../src/protocol/serve.ts';
import { read } from '../../../src/storage/database.ts';
import { deleteDataset, getDataset, listDatasets, readTable } from '../../../src/storage/datasets.ts';
import { readCompanions } from '../../../src/storage/images.ts';
import { createSample } from '../../../src/workers/data/createSample.ts';
import { importImages } from '../../../src/workers/data/importImages.ts';
import { previewImages } from '../../../src/workers/data/previewImages.ts';
import { companionSamples, imageSamples } from '../../../src/workers/engine/imageSamples.ts';

function context<P>(): CallContext<P> {
  return { signal: new AbortController().signal, progress: () => undefined };
}

async function clear(): Promise<void> {
  for (const { id } of await listDatasets()) await deleteDataset(id);
}
beforeEach(clear);
afterEach(clear);

/** Black with a white rectangle, as PNG. */
async function picture(
  path: string,
  [x, y, w, h]: readonly [number, number, number, number],
  width = 20,
  height = 12,
): Promise<PickedFile> {
  const canvas = new OffscreenCanvas(width, height);
  const painter = canvas.getContext('2d');
  if (!painter) throw new Error('no canvas');
  painter.fillRect(0, 0, width, height);
  painter.fillStyle = '#fff';
  painter.fillRect(x, y, w, h);
  return { path, file: new File([await canvas.convertToBlob({ type: 'image/png' })], path) };
}

const COUNTED = ['images', 'companions'] as const;

async function counts(): Promise<readonly number[]> {
  return read(COUNTED, (transaction) => Promise.all(COUNTED.map((store) => transaction.objectStore(store).count())));
}

test('masks are stored beside their pictures, and what has no partner is named', async () => {
  const mask = await picture('set/masks/bad/1_mask.png', [0, 0, 10, 12]);
  const files = [
    await picture('set/images/bad/1.png', [0, 0, 4, 4]),
    await picture('set/images/good/2.png', [0, 0, 5, 5]),
    await picture('set/images/bad/3.png', [0, 0, 6, 6]),
    mask,
    await picture('set/masks/bad/3.png', [0, 0, 4, 4], 12, 20),
    await picture('set/masks/bad/9.png', [0, 0, 4, 4]),
  ];
  const outcome = await importImages({ files, name: 'set', pairing: 'recognise' }, context());
  expect(outcome).toMatchObject({
    rowCount: 3,
    companions: { role: 'mask', count: 1 },
    problems: {
      files: [
        { path: 'set/masks/bad/9.png', fault: 'noPicture' },
        { path: 'set/masks/bad/3.png', fault: 'otherProportions' },
      ],
      unpaired: ['set/images/bad/3.png', 'set/images/good/2.png'],
    },
  });
  const { datasetId } = outcome;
  const { columns } = await readTable(datasetId, { columns: ['image', 'label'] });
  expect(columns[1]?.categories).toEqual(['bad', 'good']);
  expect(columns[0]?.data.values).toEqual(['set/images/bad/1.png', 'set/images/bad/3.png', 'set/images/good/2.png']);
  const stored = await readCompanions(datasetId, [0, 1, 2]);
  expect(stored).toEqual([new Uint8Array(await mask.file.arrayBuffer()), null, null]);

  const sample = {
    kind: 'image',
    column: 'image',
    height: 6,
    width: 10,
    channels: 3,
    fit: 'stretch',
    augmentation: NO_AUGMENTATION,
  } as const;
  const previews = await previewImages({ datasetId, rows: [0, 2], sample, changes: 0 });
  expect(previews.map(({ companion }) => companion && [...companion.pixels.subarray(0, 10)])).toEqual([
    [255, 255, 255, 255, 223, 32, 0, 0, 0, 0],
    null,
  ]);
  await deleteDataset(datasetId);
  expect(await counts()).toEqual([0, 0]);
});

test.each([
  ['leftIsInput', [255, 0]],
  ['rightIsInput', [0, 255]],
] as const)('%s: a file is cut into a picture and its target', async (pairing, [input, target]) => {
  const files = [await picture('set/1.png', [0, 0, 10, 12], 21, 12)];
  const { datasetId, companions } = await importImages({ files, name: 'set', pairing }, context());
  expect(companions).toEqual({ role: 'target', count: 1 });
  const { columns } = await readTable(datasetId, { columns: ['width'] });
  expect(columns[0]?.data.values).toEqual(Float64Array.from([10]));
  const [companion] = await readCompanions(datasetId, [0]);
  if (!companion) throw new Error('no companion');
  const { width, data } = await decodePixels(companion);
  expect([width, data[0]]).toEqual([10, target]);
  const source = {
    imagesId: datasetId,
    rows: Uint32Array.of(0),
    shape: { height: 2, width: 2, channels: 1, fit: 'stretch' },
    augmentation: NO_AUGMENTATION,
    seed: 1,
  } as const;
  expect([...(await imageSamples(source).read(Uint32Array.of(0), null))]).toEqual(Array(4).fill(input / 255));
  expect([...(await companionSamples(source, 'target').read(Uint32Array.of(0), null))]).toEqual(
    Array(4).fill(target / 255),
  );
});

test('training moves a companion as it moves its picture, and leaves its light alone', async () => {
  const place = [3, 2, 8, 5] as const;
  const files = [await picture('a/images/1.png', place), await picture('a/masks/1.png', place)];
  const { datasetId } = await importImages({ files, name: 'a', pairing: 'recognise' }, context());
  const augmentation = { ...NO_AUGMENTATION, flipHorizontal: true, rotateDegrees: 40, shift: 0.2, zoom: 0.2 };
  const source = {
    imagesId: datasetId,
    rows: Uint32Array.of(0),
    shape: { height: 12, width: 20, channels: 1, fit: 'stretch' },
    augmentation,
    seed: 4,
  } as const;
  const at = Uint32Array.of(0);
  const masks = companionSamples({ ...source, augmentation: { ...augmentation, brightness: 0.3, noise: 0.2 } }, 'mask');
  const plain = await imageSamples(source).read(at, null);
  for (const draw of [1, 2, 3]) {
    const moved = await imageSamples(source).read(at, draw);
    expect(moved).not.toEqual(plain);
    expect(await masks.read(at, draw)).toEqual(moved);
  }
});

test('a picture without a target cannot be read as a pair; without a mask nothing is marked', async () => {
  const files = [
    await picture('p/input/1.png', [0, 0, 4, 4]),
    await picture('p/input/2.png', [0, 0, 4, 4]),
    await picture('p/target/1.png', [0, 0, 4, 4]),
  ];
  const { datasetId } = await importImages({ files, name: 'p', pairing: 'recognise' }, context());
  const source = {
    imagesId: datasetId,
    rows: Uint32Array.of(0, 1),
    shape: { height: 4, width: 4, channels: 3, fit: 'stretch' },
    augmentation: NO_AUGMENTATION,
    seed: 1,
  } as const;
  const targets = companionSamples(source, 'target');
  await expect(targets.read(Uint32Array.of(1), null)).rejects.toMatchObject({
    code: 'images.noTarget',
    details: { row: 1 },
  });
  const masks = companionSamples(source, 'mask');
  expect(masks.shape).toEqual([4, 4, 1]);
  expect(await masks.read(Uint32Array.of(1), null)).toEqual(new Float32Array(16));
});

test('the samples have their companions', async () => {
  const { datasetId, rowCount } = await createSample({ sample: 'noisyParts', seed: 3, name: 'parts' }, context());
  const dataset = await getDataset(datasetId);
  expect(dataset.companions).toEqual({ role: 'target', count: rowCount });
  expect(dataset.columns.find(({ name }) => name === 'label')?.categories).toEqual(['bolt', 'gear', 'nut', 'washer']);
  const { columns } = await readTable(datasetId, { columns: ['image'], startRow: 0, endRow: 1 });
  expect(columns[0]?.data.values).toEqual(['noisyParts/noisy/bolt/bolt-001.png']);
  const bolt = makeNoisyParts(3).pictures.find(({ label }) => label === 'bolt');
  const [companion] = await readCompanions(datasetId, [0]);
  if (!companion) throw new Error('no companion');
  const { data } = await decodePixels(companion);
  expect([...data].filter((_, i) => i % 4 === 0)).toEqual([...(bolt?.companion ?? [])]);
});
