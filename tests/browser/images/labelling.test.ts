import { afterEach, beforeEach, expect, test } from 'vitest';
import { PictureLabelling } from '../../../src/services/pictureLabelling.svelte.ts';
import { ProjectSession } from '../../../src/services/projectSession.svelte.ts';
import type { CallContext } from '../../../src/protocol/serve.ts';
import { deleteDataset, getDataset, listDatasets, readTable } from '../../../src/storage/datasets.ts';
import { readImages } from '../../../src/storage/images.ts';
import { createProject, deleteProject, getProject } from '../../../src/storage/projects.ts';
import { createRun } from '../../../src/storage/runs.ts';
import { importImages } from '../../../src/workers/data/importImages.ts';
import { newRun } from '../storage/sampleRecords.ts';

function context<P>(): CallContext<P> {
  return { signal: new AbortController().signal, progress: () => undefined };
}

async function clear(): Promise<void> {
  for (const { id } of await listDatasets()) await deleteDataset(id);
}
beforeEach(clear);
afterEach(clear);

async function unlabelled(count: number): Promise<string> {
  const files = await Promise.all(
    Array.from({ length: count }, async (_, i) => {
      const canvas = new OffscreenCanvas(16, 16);
      const painter = canvas.getContext('2d');
      if (!painter) throw new Error('no canvas');
      painter.fillStyle = `rgb(${i}, 0, 0)`;
      painter.fillRect(0, 0, 16, 16);
      return { path: `set/${i}.png`, file: new File([await canvas.convertToBlob({ type: 'image/png' })], `${i}.png`) };
    }),
  );
  const { datasetId } = await importImages({ files, name: 'set', pairing: 'recognise' }, context());
  return datasetId;
}

async function labelsOf(datasetId: string): Promise<readonly unknown[]> {
  const { columns } = await readTable(datasetId);
  return ['label', 'excluded'].map((name) => {
    const column = columns.find((each) => each.name === name);
    return column && [column.categories, [...column.data.values]];
  });
}

test('pictures without labels are labelled by hand, kept, and split; a run keeps the labels that it used', async () => {
  const first = await unlabelled(8);
  const project = await createProject('set');
  const session = await ProjectSession.open(project.id);
  try {
    await session.setDataset(first);
    expect(session.summaryError).toMatchObject({ code: 'data.targetMissing' });
    await createRun({ ...newRun(project.id, first), status: 'finished' });
    await session.reloadRuns();

    const labelling = new PictureLabelling(session);
    await labelling.load();
    labelling.labelAs([0, 1, 2, 3], 'ok');
    labelling.labelAs([4, 5, 6], 'bad');
    labelling.label([7], 0);
    labelling.undo();
    labelling.exclude([3], true);
    expect(labelling.isSaved).toBe(false);
    await labelling.flush();
    expect(labelling.error).toBeNull();
    expect(labelling.isSaved).toBe(true);

    const second = session.project.datasetId ?? '';
    expect(second).not.toBe(first);
    expect(await getProject(project.id)).toMatchObject({
      datasetId: second,
      preparation: { task: 'binary', excludeColumn: 'excluded', columns: { label: { role: 'target' } } },
    });
    expect(await getDataset(second)).toMatchObject({ imagesId: first, rowCount: 8 });
    expect(await labelsOf(second)).toEqual([
      [
        ['ok', 'bad'],
        [0, 0, 0, 0, 1, 1, 1, -1],
      ],
      [
        ['no', 'yes'],
        [0, 0, 0, 1, 0, 0, 0, 0],
      ],
    ]);
    expect(session.summary?.sizes.excluded).toBe(2);
    expect(session.summary?.classes).toEqual(['bad', 'ok']);
    expect(await labelsOf(first)).toEqual([[[], Array(8).fill(-1)], undefined]);

    labelling.undo();
    labelling.labelAs([7], 'odd');
    await labelling.flush();
    const third = session.project.datasetId ?? '';
    expect(session.project.preparation?.task).toBe('multiclass');
    expect(await getDataset(third)).toMatchObject({ imagesId: first });
    const ids = (await listDatasets()).map(({ id }) => id);
    expect(new Set(ids), 'that of the run, and the latest').toEqual(new Set([first, third]));
    const [picture] = await readImages(first, [7]);
    expect(picture).not.toBeNull();
  } finally {
    session.close();
    await deleteProject(project.id);
  }
  expect(await readImages(first, [7])).toEqual([null]);
});
