import { unzipSync } from 'fflate';
import { afterEach, beforeEach, expect, test } from 'vitest';
import imageAutoencoder from '../../../../static-models/recipes/autoencoder-image.json';
import smallAutoencoder from '../../../../static-models/recipes/autoencoder-small.json';
import { cellAt } from '../../../../src/core/dataset/table.ts';
import { deleteDataset, listDatasets, readTable } from '../../../../src/storage/datasets.ts';
import { readImages } from '../../../../src/storage/images.ts';
import { getRun } from '../../../../src/storage/runs.ts';
import { compressPictures, compressRows } from '../../../../src/workers/engine/compress.ts';
import { measureCompression } from '../../../../src/workers/engine/measureCompression.ts';
import { restoreFile } from '../../../../src/workers/engine/restore.ts';
import { trainRun } from '../../../../src/workers/engine/trainRun.ts';
import { context, storeAutoencoderRun } from './autoencoderRun.ts';

async function clear(): Promise<void> {
  for (const { id } of await listDatasets()) await deleteDataset(id);
}
beforeEach(clear);
afterEach(clear);

async function trainedOnGrades(epochs: number): Promise<string> {
  const { id: runId } = await storeAutoencoderRun({
    sample: 'steelGrades',
    recipe: smallAutoencoder,
    epochs,
    prepare: (suggested) => suggested,
  });
  await trainRun({ runId }, context());
  return runId;
}

/** The first rows of a run's data, with one row that has no number where one is wanted. */
async function rowsFile(runId: string, count: number): Promise<File> {
  const { columns } = await readTable((await getRun(runId)).datasetId);
  const lines = Array.from({ length: count }, (_, row) =>
    columns.map((each) => String(cellAt(each, row) ?? '')).join(','),
  );
  const broken = columns.map(() => 'x').join(',');
  return new File([[columns.map(({ name }) => name).join(','), ...lines, broken].join('\n')], 'grades.csv');
}

test('rows are compressed, smaller with fewer bits, and restored as CSV with the error that is stated', async () => {
  const runId = await trainedOnGrades(12);
  const file = await rowsFile(runId, 400);
  const made = await compressRows({ runId, file, type: 'float32' }, context());
  const small = await compressRows({ runId, file, type: 'uint8' }, context());
  expect(made).toMatchObject({ count: 400, failed: 1, originalBytes: file.size });
  expect(made.zippedBytes).toBeLessThan(file.size);
  expect(small.blob.size).toBeLessThan(made.blob.size);
  expect(small.blob.size).toBeLessThan(small.zippedBytes);
  expect(small.error).toBeGreaterThanOrEqual(made.error * 0.999);

  const restored = await restoreFile({ runId, file: new File([made.blob], 'grades.codes') }, context());
  expect(restored).toMatchObject({ ending: 'csv', kind: 'rows', count: 400, error: made.error, lostColumns: [] });
  const lines = (await restored.blob.text())
    .trim()
    .split('\r\n')
    .map((line) => line.split(','));
  expect(lines).toHaveLength(401);
  const { pipeline, datasetId } = await getRun(runId);
  const table = await readTable(datasetId);
  // The numbers are as far off, in standard deviations, as the stated error says.
  const numbers = pipeline?.columns.filter(({ type, affine }) => type === 'number' && affine) ?? [];
  let squares = 0;
  for (const { name, affine } of numbers) {
    const column = table.columns.find((each) => each.name === name);
    const at = lines[0]?.indexOf(name) ?? -1;
    for (let row = 0; row < 400; row++) {
      const wanted = Number(column && cellAt(column, row));
      squares += ((Number(lines[row + 1]?.[at]) - wanted) / (affine?.scale ?? NaN)) ** 2;
    }
  }
  const width = pipeline?.features.length ?? NaN;
  const ofNumbers = squares / (400 * width);
  expect(ofNumbers).toBeLessThanOrEqual(made.error * 1.01);
  expect(ofNumbers).toBeGreaterThan(made.error * 0.5);

  const measured = await measureCompression({ runId, part: 'test' }, context());
  expect(measured.files.map(({ type }) => type)).toEqual(['float32', 'float16', 'uint8']);
  const sizes = measured.files.map(({ bytes }) => bytes);
  expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
}, 120_000);

test('a file that another model compressed is refused by that model’s name', async () => {
  const runId = await trainedOnGrades(2);
  const other = await trainedOnGrades(2);
  const { blob } = await compressRows({ runId, file: await rowsFile(runId, 20), type: 'float16' }, context());
  const file = new File([blob], 'a.codes');
  await expect(restoreFile({ runId: other, file }, context())).rejects.toMatchObject({
    code: 'codes.otherModel',
    details: { fileName: 'a.codes', model: 'run', own: 'run' },
  });
  const cut = new File([blob.slice(0, blob.size - 3)], 'cut.codes');
  await expect(restoreFile({ runId, file: cut }, context())).rejects.toMatchObject({
    code: 'codes.invalid',
    details: { reason: 'damaged' },
  });
}, 120_000);

test('pictures are compressed and restored as PNG in the size of the network', async () => {
  const { id: runId } = await storeAutoencoderRun({
    sample: 'surfaceDefects',
    recipe: imageAutoencoder,
    epochs: 2,
    prepare: (suggested) => {
      const { sample } = suggested;
      if (sample?.kind !== 'image') throw new Error('no pictures');
      return { ...suggested, normalClass: 'good', sample: { ...sample, height: 20, width: 20 } };
    },
  });
  await trainRun({ runId }, context());
  const stored = await readImages((await getRun(runId)).datasetId, [0, 1, 2]);
  const files = stored.map((bytes, i) => ({ path: `set/${i}.png`, file: new File(bytes ? [bytes] : [], `${i}.png`) }));
  const broken = { path: 'set/broken.png', file: new File(['nothing'], 'broken.png') };
  const made = await compressPictures({ runId, files: [...files, broken], type: 'uint8' }, context());
  expect(made).toMatchObject({
    count: 3,
    failed: 1,
    faults: [{ path: 'set/broken.png' }],
    inputSize: 400,
    codeSize: 32,
  });
  const restored = await restoreFile({ runId, file: new File([made.blob], 'set.codes') }, context());
  expect(restored).toMatchObject({ ending: 'zip', count: 3 });
  const archive = unzipSync(new Uint8Array(await restored.blob.arrayBuffer()));
  expect(Object.keys(archive)).toEqual(['set/0.png', 'set/1.png', 'set/2.png']);
  const picture = await createImageBitmap(new Blob([archive['set/0.png']?.slice() ?? new Uint8Array(0)]));
  expect([picture.width, picture.height]).toEqual([20, 20]);
}, 120_000);
