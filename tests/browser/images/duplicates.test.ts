import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeGlyphs } from '../../../src/core/samples/glyphs.ts';
import { greyToRgba } from '../../../src/core/samples/imageSets.ts';
import { DuplicateSearch } from '../../../src/services/duplicateSearch.svelte.ts';
import { ProjectSession } from '../../../src/services/projectSession.svelte.ts';
import type { PickedFile } from '../../../src/protocol/dataContract.ts';
import type { CallContext } from '../../../src/protocol/serve.ts';
import type { Progress } from '../../../src/protocol/progress.ts';
import { Cancelled } from '../../../src/shared/appError.ts';
import { deleteDataset, getDataset, listDatasets, readTable } from '../../../src/storage/datasets.ts';
import { createProject, deleteProject } from '../../../src/storage/projects.ts';
import { findDuplicatePictures } from '../../../src/workers/data/findDuplicates.ts';
import { importImages } from '../../../src/workers/data/importImages.ts';
import { partRows } from '../../../src/workers/data/preparation.ts';

function context(
  onProgress: (value: Progress) => void = () => undefined,
  signal = new AbortController().signal,
): CallContext<Progress> {
  return { signal, progress: onProgress };
}

async function clear(): Promise<void> {
  for (const { id } of await listDatasets()) await deleteDataset(id);
}
beforeEach(clear);
afterEach(clear);

const glyphs = makeGlyphs(4);

async function file(path: string, glyph: number, type = 'image/png', side = glyphs.side): Promise<PickedFile> {
  const small = new OffscreenCanvas(glyphs.side, glyphs.side);
  const pixels = glyphs.pictures[glyph]?.pixels ?? new Uint8Array(0);
  small.getContext('2d')?.putImageData(new ImageData(greyToRgba(pixels), glyphs.side, glyphs.side), 0, 0);
  const canvas = new OffscreenCanvas(side, side);
  canvas.getContext('2d')?.drawImage(small, 0, 0, side, side);
  return { path, file: new File([await canvas.convertToBlob({ type, quality: 0.9 })], path) };
}

/** Twelve glyphs of two classes; the first is there again as it is with another class, the eighth as a larger JPEG. */
async function importGlyphs(): Promise<string> {
  const files = await Promise.all([
    ...Array.from({ length: 12 }, (_, i) => file(`${i < 6 ? 'a' : 'b'}/${String(i).padStart(2, '0')}.png`, i * 75)),
    file('b/copy.png', 0),
    file('b/larger.jpg', 7 * 75, 'image/jpeg', 61),
  ]);
  return (await importImages({ files, name: 'glyphs', pairing: 'none' }, context())).datasetId;
}

test('the same file and a larger one are found, with progress, and only they', async () => {
  const datasetId = await importGlyphs();
  const seen: (number | null)[] = [];
  const found = await findDuplicatePictures(
    { datasetId, maxDistance: 6 },
    context(({ done }) => seen.push(done)),
  );
  expect(found.pairs).toEqual([
    { first: 0, second: 12, distance: null },
    { first: 7, second: 13, distance: found.pairs[1]?.distance },
  ]);
  expect([...found.groups]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 0, 7]);
  expect(seen).toEqual([14]);
  const none = await findDuplicatePictures({ datasetId, maxDistance: 0 }, context());
  expect(none.pairs[0]).toEqual({ first: 0, second: 12, distance: null });
});

test('cancelled, it says so', async () => {
  const datasetId = await importGlyphs();
  const controller = new AbortController();
  controller.abort();
  const search = findDuplicatePictures({ datasetId, maxDistance: 6 }, context(undefined, controller.signal));
  await expect(search).rejects.toBeInstanceOf(Cancelled);
});

test('the split keeps duplicates in one part, whatever its seed', async () => {
  const project = await createProject('glyphs');
  const session = await ProjectSession.open(project.id);
  try {
    await session.setDataset(await importGlyphs());
    const search = new DuplicateSearch(session);
    await search.run();
    expect(search.found?.pairCount).toBe(2);
    await search.keepTogether();
    expect(search.error).toBeNull();
    expect(search.areTogether).toBe(true);
    expect(session.summaryError).toBeNull();
    const { datasetId, preparation } = session.project;
    if (!datasetId || preparation?.split.kind !== 'group') throw new Error('no split by groups');
    expect(preparation).toMatchObject({ task: 'binary', columns: { label: { role: 'target' } } });
    const { rowCount } = await getDataset(datasetId);
    for (let seed = 1; seed <= 8; seed++) {
      const parts = new Map<number, string>();
      for (const part of ['train', 'validation', 'test'] as const) {
        const spec = { ...preparation, split: { ...preparation.split, seed } };
        for (const row of await partRows({ datasetId, preparation: spec, part })) parts.set(row, part);
      }
      expect(parts.size).toBe(rowCount);
      expect(parts.get(12)).toBe(parts.get(0));
      expect(parts.get(13)).toBe(parts.get(7));
    }
    const { columns } = await readTable(datasetId, { columns: ['label'] });
    expect(columns[0]?.data.values[12]).toBe(1);
  } finally {
    session.close();
    await deleteProject(project.id);
  }
});
