import { afterEach, beforeEach, expect, test } from 'vitest';
import { cellAt } from '../../../src/core/dataset/table.ts';
import { decodePixels } from '../../../src/formats/image/decodeImage.ts';
import type { CallContext } from '../../../src/protocol/serve.ts';
import type { Progress } from '../../../src/protocol/progress.ts';
import { Cancelled } from '../../../src/shared/appError.ts';
import { zipFiles } from '../../../src/formats/zip/zipFiles.ts';
import { read } from '../../../src/storage/database.ts';
import { deleteDataset, getDataset, listDatasets, readTable } from '../../../src/storage/datasets.ts';
import { readImages } from '../../../src/storage/images.ts';
import { WHOLE_SCALE } from '../../../src/core/images/intensityLevels.ts';
import { importImages } from '../../../src/workers/data/importImages.ts';
import { suggestDatasetPreparation } from '../../../src/workers/data/preparation.ts';
import { imageSamples } from '../../../src/workers/engine/imageSamples.ts';

function context(onProgress: (value: Progress) => void = () => undefined, signal?: AbortSignal): CallContext<Progress> {
  return { signal: signal ?? new AbortController().signal, progress: onProgress };
}

async function clear(): Promise<void> {
  for (const { id } of await listDatasets()) await deleteDataset(id);
}
beforeEach(clear);
afterEach(clear);

async function encode(type: string, colour: string, width = 20, height = 12): Promise<Uint8Array<ArrayBuffer>> {
  const canvas = new OffscreenCanvas(width, height);
  const painter = canvas.getContext('2d');
  if (!painter) throw new Error('no canvas');
  painter.fillStyle = colour;
  painter.fillRect(0, 0, width, height);
  return new Uint8Array(await (await canvas.convertToBlob({ type })).arrayBuffer());
}

function picked(path: string, bytes: Uint8Array<ArrayBuffer>): { path: string; file: File } {
  return { path, file: new File([bytes], path.split('/').at(-1) ?? path) };
}

/** Two by two pixels of 16-bit grey. */
function tiff16(values: readonly number[] = [0, 0x4000, 0x8000, 0xffff]): Uint8Array<ArrayBuffer> {
  const view = new DataView(new ArrayBuffer(8 + 2 + 9 * 12 + 4 + 8));
  view.setUint16(0, 0x4949);
  view.setUint16(2, 42, true);
  view.setUint32(4, 8, true);
  const dataAt = 8 + 2 + 9 * 12 + 4;
  const tags = [
    [256, 2],
    [257, 2],
    [258, 16],
    [259, 1],
    [262, 1],
    [273, dataAt],
    [277, 1],
    [278, 2],
    [279, 8],
  ];
  view.setUint16(8, tags.length, true);
  tags.forEach(([tag = 0, value = 0], i) => {
    const at = 10 + i * 12;
    view.setUint16(at, tag, true);
    view.setUint16(at + 2, 4, true);
    view.setUint32(at + 4, 1, true);
    view.setUint32(at + 8, value, true);
  });
  values.forEach((value, i) => view.setUint16(dataAt + 2 * i, value, true));
  return new Uint8Array(view.buffer);
}

test('folders are classes, a table may label better, and what is no picture is named', async () => {
  const red = await encode('image/png', '#f00');
  const grey = await encode('image/jpeg', '#777');
  const csv = new TextEncoder().encode('file,label\nbad/3.png,worse\n');
  const files = [
    picked('set/ok/1.png', red),
    picked('set/ok/2.jpg', grey),
    picked('set/bad/3.png', await encode('image/png', '#777')),
    picked('set/bad/4.webp', await encode('image/webp', '#00f')),
    picked('set/bad/cut.png', red.slice(0, red.length - 20)),
    picked('set/bad/cut.jpg', grey.slice(0, grey.length - 60)),
    picked('set/bad/empty.png', new Uint8Array(0)),
    picked('set/notes.md', new TextEncoder().encode('no picture')),
    picked('set/.DS_Store', new Uint8Array(3)),
    picked('set/labels.csv', csv),
    picked('set/ok/5.tiff', tiff16()),
  ];
  const { datasetId, rowCount, skippedRows, problems } = await importImages(
    { files, name: 'set', pairing: 'recognise' },
    context(),
  );
  expect({ rowCount, skippedRows }).toEqual({ rowCount: 5, skippedRows: 4 });
  expect(problems.files).toEqual([
    { path: 'set/bad/cut.jpg', fault: 'damaged' },
    { path: 'set/bad/cut.png', fault: 'damaged' },
    { path: 'set/bad/empty.png', fault: 'empty' },
    { path: 'set/notes.md', fault: 'notAPicture' },
  ]);
  const table = await readTable(datasetId);
  const rows = Array.from({ length: rowCount }, (_, row) => table.columns.map((column) => cellAt(column, row)));
  expect(rows).toEqual([
    ['set/bad/3.png', 'worse', 20, 12, 1],
    ['set/bad/4.webp', 'bad', 20, 12, 3],
    ['set/ok/1.png', 'ok', 20, 12, 3],
    ['set/ok/2.jpg', 'ok', 20, 12, 1],
    ['set/ok/5.tiff', 'ok', 2, 2, 1],
  ]);
  expect(await readImages(datasetId, [2])).toEqual([red]);
});

test('a TIFF of 16 bits keeps all of them, and the network sees those of the window', async () => {
  const dim = [1000, 1500, 2000, 3000];
  const { data } = await decodePixels(tiff16(dim));
  expect([...data].filter((_, i) => i % 4 === 0)).toEqual(dim);
  const files = [picked('set/1.tif', tiff16(dim)), picked('set/2.png', await encode('image/png', '#777', 2, 2))];
  const { datasetId } = await importImages({ files, name: 'set', pairing: 'recognise' }, context());
  expect((await getDataset(datasetId)).intensity).toEqual({ low: 1000, high: 3000 });
  const { sample } = await suggestDatasetPreparation({ datasetId, target: null });
  if (sample?.kind !== 'image') throw new Error('no pictures');
  expect(sample.window).toEqual({ low: 1000, high: 3000 });
  const shape = { ...sample, height: 2, width: 2, channels: 1, fit: 'stretch' } as const;
  const source = { imagesId: datasetId, rows: Uint32Array.of(0, 1), augmentation: sample.augmentation, seed: 1 };
  const at = Uint32Array.of(0, 1);
  const seen = await imageSamples({ ...source, shape }).read(at, null);
  expect([...seen].map((value) => Math.round(255 * value))).toEqual([0, 64, 128, 255, 119, 119, 119, 119]);
  const whole = await imageSamples({ ...source, shape: { ...shape, window: WHOLE_SCALE } }).read(at, null);
  expect([...whole.subarray(0, 4)].map((value) => Math.round(255 * value))).toEqual([4, 6, 8, 12]);
});

test('an archive is a folder', async () => {
  const zip = zipFiles(
    [
      { path: 'a/1.png', content: await encode('image/png', '#123') },
      { path: 'b/2.png', content: await encode('image/png', '#456') },
      { path: '__MACOSX/b/._2.png', content: 'x' },
    ],
    Date.UTC(2026, 0, 1),
  );
  const { datasetId } = await importImages(
    { files: [picked('set.zip', zip)], name: 'set', pairing: 'recognise' },
    context(),
  );
  const { columns } = await getDataset(datasetId);
  expect(columns.find(({ name }) => name === 'label')?.categories).toEqual(['a', 'b']);
});

test('cancelled, or without a picture, it leaves nothing behind', async () => {
  const red = await encode('image/png', '#f00');
  const controller = new AbortController();
  const files = Array.from({ length: 80 }, (_, i) => picked(`set/a/${i}.png`, red));
  const cancelled = importImages(
    { files, name: 'set', pairing: 'recognise' },
    context(() => controller.abort(), controller.signal),
  );
  await expect(cancelled).rejects.toBeInstanceOf(Cancelled);
  const text = picked('readme.md', new TextEncoder().encode('text'));
  await expect(importImages({ files: [text], name: 'x', pairing: 'none' }, context())).rejects.toMatchObject({
    code: 'file.noImages',
  });
  const left = await read(['images', 'thumbnails', 'unfinishedDatasets', 'chunks'], async (transaction) =>
    Promise.all([
      transaction.objectStore('images').count(),
      transaction.objectStore('thumbnails').count(),
      transaction.objectStore('unfinishedDatasets').count(),
    ]),
  );
  expect(left).toEqual([0, 0, 0]);
});
