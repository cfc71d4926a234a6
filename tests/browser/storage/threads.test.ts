import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { onStorageChange, type StorageChange } from '../../../src/storage/changes.ts';
import { holdLock } from '../../../src/storage/locks.ts';
import { createProject, listProjects } from '../../../src/storage/projects.ts';
import type { Answer, Order } from './otherThread.ts';
import { emptyDatabase } from './sampleRecords.ts';

let worker: Worker;
beforeEach(async () => {
  await emptyDatabase();
  worker = new Worker(new URL('./otherThread.ts', import.meta.url), { type: 'module' });
});
afterEach(() => worker.terminate());

const nextAnswer = (): Promise<Answer> =>
  new Promise((resolve) => {
    worker.addEventListener('message', ({ data }: MessageEvent<Answer>) => resolve(data), { once: true });
  });
const ask = (order: Order): Promise<Answer> => {
  const answer = nextAnswer();
  worker.postMessage(order);
  return answer;
};

test('one thread at a time holds a lock', async () => {
  expect(await ask('hold')).toBe('held');
  expect(await holdLock('test')).toBeNull();
  const other = await holdLock('other');
  expect(other).not.toBeNull();
  other?.();
  expect(await ask('release')).toBe('released');
  const release = await vi.waitUntil(() => holdLock('test'));
  expect(await ask('hold')).toBe('busy');
  release();
});

test('a lock that is stolen is reported to the one that held it', async () => {
  const onTaken = vi.fn();
  const release = await holdLock('test', { onTaken });
  expect(await ask('steal')).toBe('held');
  await vi.waitUntil(() => onTaken.mock.calls.length === 1);
  release?.();
  expect(await holdLock('test')).toBeNull();

  const taken = nextAnswer();
  const mine = await holdLock('test', { steal: true });
  expect(await taken).toBe('taken');
  mine?.();
  expect(onTaken).toHaveBeenCalledTimes(1);
});

test('a lock ends with its thread', async () => {
  expect(await ask('hold')).toBe('held');
  worker.terminate();
  const release = await vi.waitUntil(() => holdLock('test'));
  release();
});

test('a write is heard in other threads, where its record can then be read', async () => {
  const heard: StorageChange[] = [];
  const stop = onStorageChange((change) => heard.push(change));
  expect(await ask('createProject')).toBe('created');
  await vi.waitUntil(() => heard.length > 0);
  const [project] = await listProjects();
  expect(project?.name).toBe('from a worker');
  expect(heard).toEqual([{ store: 'projects', id: project?.id }]);
  stop();

  await createProject('own');
  await ask('createProject');
  expect(heard.length).toBe(1);
});
