import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { nextPlace, Studio } from '../../../../src/app/studio.svelte.ts';
import { i18n } from '../../../../src/messages/current.svelte.ts';
import { PLACES, type PlaceStatus, type ProjectStatus } from '../../../../src/services/projectStatus.ts';
import { emptyDatabase } from '../../storage/sampleRecords.ts';

beforeEach(async () => {
  await emptyDatabase();
  await i18n.use('en');
  location.hash = '#/';
});

function startStudio(): Studio {
  const studio = new Studio();
  onTestFinished(() => studio.close());
  return studio;
}

test('a dropped file makes a project of its name, whose Data place gets the file once', async () => {
  const studio = startStudio();
  const file = new File(['a,b\n1,2\n'], 'line 4.2026.csv');
  const picked = { path: file.name, file };
  await studio.importFiles([picked]);
  const [project] = studio.list.projects;
  expect(project?.name).toBe('line 4.2026');
  expect(location.hash).toBe(`#/p/${project?.id ?? ''}/data`);
  expect(studio.takeIncomingFiles('another')).toBeNull();
  expect(studio.takeIncomingFiles(project?.id ?? '')).toEqual([picked]);
  expect(studio.takeIncomingFiles(project?.id ?? '')).toBeNull();
});

test('a project is open while its address is, and its lock is free afterwards', async () => {
  const studio = startStudio();
  await studio.createProject();
  const id = studio.list.projects[0]?.id ?? '';
  const isHeld = async (): Promise<boolean> =>
    ((await navigator.locks.query()).held ?? []).some(({ name }) => name === `lathe-project-${id}`);
  await studio.show(id);
  expect(studio.session?.project.id).toBe(id);
  expect(await isHeld()).toBe(true);
  await studio.show(null);
  expect(studio.session).toBeNull();
  await expect.poll(isHeld).toBe(false);
});

test('a project that is not there is told, not thrown', async () => {
  const studio = startStudio();
  await studio.show('nothing');
  expect(studio.session).toBeNull();
  expect(studio.openError).toMatchObject({ code: 'storage.notFound' });
});

function status(changes: Partial<Record<keyof ProjectStatus, PlaceStatus['state']>>): ProjectStatus {
  const of = (place: keyof ProjectStatus): PlaceStatus => {
    const state = changes[place] ?? 'missing';
    return state === 'missing' ? { state, needs: 'data' } : { state };
  };
  const [data, model, train, evaluate, use] = PLACES.map(of);
  if (!data || !model || !train || !evaluate || !use) throw new Error('a place is missing');
  return { data, model, train, evaluate, use };
}

test.each([
  [{ data: 'ready' }, 'data'],
  [{ data: 'done', model: 'ready' }, 'model'],
  [{ data: 'done', model: 'done', train: 'ready' }, 'train'],
  [{ data: 'done', model: 'done', train: 'busy', evaluate: 'done' }, 'train'],
  [{ data: 'done', model: 'done', train: 'done', evaluate: 'done', use: 'done' }, 'evaluate'],
] as const)('work goes on after what is done: %j → %s', (changes, place) => {
  expect(nextPlace(status(changes))).toBe(place);
});
