import { afterEach, beforeEach, expect, test } from 'vitest';
import type { PickedFile } from '../../../src/protocol/dataContract.ts';
import type { CallContext } from '../../../src/protocol/serve.ts';
import { deleteDataset, getDataset, listDatasets, readTable } from '../../../src/storage/datasets.ts';
import { readCompanions, readImages } from '../../../src/storage/images.ts';
import { addPictures } from '../../../src/workers/data/addPictures.ts';
import { editColumns } from '../../../src/workers/data/editColumns.ts';
import { importImages } from '../../../src/workers/data/importImages.ts';

function context<P>(): CallContext<P> {
  return { signal: new AbortController().signal, progress: () => undefined };
}

async function clear(): Promise<void> {
  for (const { id } of await listDatasets()) await deleteDataset(id);
}
beforeEach(clear);
afterEach(clear);

async function picture(path: string, colour: string): Promise<PickedFile> {
  const canvas = new OffscreenCanvas(18, 12);
  const painter = canvas.getContext('2d');
  if (!painter) throw new Error('no canvas');
  painter.fillStyle = colour;
  painter.fillRect(0, 0, 18, 12);
  return { path, file: new File([await canvas.convertToBlob({ type: 'image/png' })], path) };
}

test('pictures of a class become the first ones, and more are added behind them', async () => {
  const red = await picture('camera/ok/1.jpg', '#f00');
  const first = await addPictures({ datasetId: null, files: [red], label: 'ok', name: 'Pictures' }, context());
  expect(first.rowCount).toBe(1);
  const grey = await picture('camera/bad/2.jpg', '#777');
  const second = await addPictures(
    { datasetId: first.datasetId, files: [grey, grey], label: 'bad', name: 'x' },
    context(),
  );
  const { columns } = await readTable(second.datasetId);
  expect(Object.fromEntries(columns.map(({ name, data }) => [name, [...data.values]]))).toEqual({
    image: ['camera/ok/1.jpg', 'camera/bad/2.jpg', 'camera/bad/2.jpg'],
    label: [0, 1, 1],
    width: [18, 18, 18],
    height: [12, 12, 12],
    channels: [3, 1, 1],
  });
  expect(columns[1]?.categories).toEqual(['ok', 'bad']);
  expect(await getDataset(second.datasetId)).toMatchObject({ name: 'Pictures', imagesId: second.datasetId });
  await deleteDataset(first.datasetId);
  const [kept, added] = await readImages(second.datasetId, [0, 2]);
  expect(kept).toEqual(new Uint8Array(await red.file.arrayBuffer()));
  expect(added).toEqual(new Uint8Array(await grey.file.arrayBuffer()));
});

test('masks, exclusion and other columns stay; new pictures have none of them', async () => {
  const files = [await picture('a/images/1.png', '#123'), await picture('a/masks/1.png', '#fff')];
  const imported = await importImages({ files, name: 'a', pairing: 'recognise' }, context());
  const { datasetId } = await editColumns({
    datasetId: imported.datasetId,
    columns: [
      {
        name: 'excluded',
        type: 'boolean',
        categories: ['no', 'yes'],
        data: { kind: 'coded', values: Int32Array.of(1) },
      },
      { name: 'duplicates', type: 'integer', data: { kind: 'numeric', values: Float64Array.of(0) } },
    ],
  });
  const more = await addPictures(
    { datasetId, files: [await picture('b.png', '#222')], label: 'new', name: 'a' },
    context(),
  );
  const { columns } = await readTable(more.datasetId, { columns: ['label', 'excluded', 'duplicates'] });
  expect(columns.map(({ data }) => [...data.values])).toEqual([
    [-1, 0],
    [1, 0],
    [0, NaN],
  ]);
  const [mask, none] = await readCompanions(more.datasetId, [0, 1]);
  expect([mask?.length, none]).toEqual([files[1]?.file.size, null]);
});

test('what is no picture is named, and nothing is added', async () => {
  const text = { path: 'camera/ok/1.jpg', file: new File(['text'], '1.jpg') };
  const adding = addPictures({ datasetId: null, files: [text], label: 'ok', name: 'x' }, context());
  await expect(adding).rejects.toMatchObject({ code: 'file.badImage', details: { fileName: 'camera/ok/1.jpg' } });
  expect(await listDatasets()).toEqual([]);
});
