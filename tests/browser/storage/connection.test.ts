import { deleteDB, openDB, type DBSchema } from 'idb';
import { cdp } from 'vitest/browser';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { Connection, type Upgrade } from '../../../src/storage/connection.ts';
import { createProject, getProject, listProjects } from '../../../src/storage/projects.ts';
import { UPGRADES } from '../../../src/storage/database.ts';
import { getRun } from '../../../src/storage/runs.ts';
import { newRun } from './sampleRecords.ts';

interface PartsSchema extends DBSchema {
  parts: { key: string; value: { name: string; weight?: number } };
  bins: { key: string; value: string };
}
const NAME = 'connection-test';
const FIRST: Upgrade<PartsSchema> = (database) => void database.createObjectStore('parts', { keyPath: 'name' });
const SECOND: Upgrade<PartsSchema> = async (database, transaction) => {
  database.createObjectStore('bins');
  const parts = transaction.objectStore('parts');
  for (const part of await parts.getAll()) await parts.put({ ...part, weight: 1 });
};

// Afterwards too: a database of a newer version would keep the tests of other files from opening theirs.
beforeEach(forget);
afterAll(forget);

async function forget(): Promise<void> {
  await deleteDB(NAME);
  await deleteDB('lathe');
}

test('an upgrade takes over from the connection of an older page, and keeps its records', async () => {
  const old = new Connection<PartsSchema>(NAME, [FIRST]);
  await (await old.open()).put('parts', { name: 'gear' });
  const current = new Connection<PartsSchema>(NAME, [FIRST, SECOND]);
  expect(await (await current.open()).getAll('parts')).toEqual([{ name: 'gear', weight: 1 }]);
  await expect(old.open()).rejects.toMatchObject({ code: 'storage.closed' });
  await current.close();
});

test('a new database goes through the whole history', async () => {
  const current = new Connection<PartsSchema>(NAME, [FIRST, SECOND]);
  expect([...(await current.open()).objectStoreNames]).toEqual(['bins', 'parts']);
  await current.close();
});

test('a page that does not let go is reported, and the upgrade works once it has', async () => {
  const stubborn = await openDB(NAME, 1, {
    upgrade: (database) => void database.createObjectStore('parts', { keyPath: 'name' }),
  });
  const current = new Connection<PartsSchema>(NAME, [FIRST, SECOND]);
  await expect(current.open()).rejects.toMatchObject({ code: 'storage.blocked' });
  stubborn.close();
  expect((await current.open()).version).toBe(2);
  await current.close();
});

test('closing gives way to another thread, and the next use connects again', async () => {
  const connection = new Connection<PartsSchema>(NAME, [FIRST]);
  const first = await connection.open();
  expect(await connection.open()).toBe(first);
  await deleteDB(NAME);
  const second = await connection.open();
  expect(second).not.toBe(first);
  expect(await second.getAll('parts')).toEqual([]);
  await connection.close();
});

test('storage works on after the browser has terminated the connection', async () => {
  const project = await createProject('before');
  expect(await getProject(project.id)).toEqual(project);
  await cdp().send('Storage.clearDataForOrigin', { origin: location.origin, storageTypes: 'indexeddb' });
  expect(await listProjects()).toEqual([]);
  const again = await createProject('after');
  expect(await listProjects()).toEqual([again]);
});

test('a page older than the database is told so', async () => {
  await createProject('old page');
  const newer = await openDB('lathe', UPGRADES.length + 1);
  await expect(listProjects()).rejects.toMatchObject({ code: 'storage.closed' });
  newer.close();
});

test('runs of the first version learn which network is kept for them', async () => {
  const created = new Connection('lathe', UPGRADES.slice(0, 1));
  await created.open();
  await created.close();
  const first = await openDB('lathe', 1);
  const { kept: _, ...before } = newRun('p', 'd');
  await first.put('runs', { ...before, id: 'trained' });
  await first.put('runs', { ...before, id: 'untrained' });
  await first.put('models', { runId: 'trained', topology: {}, weightSpecs: [], weights: new ArrayBuffer(8), epoch: 3 });
  first.close();
  expect(await getRun('trained')).toEqual({ ...before, id: 'trained', kept: { epoch: 3, version: 1 } });
  expect(await getRun('untrained')).toEqual({ ...before, id: 'untrained', kept: null });
});
