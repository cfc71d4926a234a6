import { AppError } from '../shared/appError.ts';
import { announceChange } from './changes.ts';
import { read, write } from './database.ts';
import { DATASET_STORES, releaseDataset } from './datasets.ts';
import type { RunRecord } from './records.ts';
import { removeRun, requireRun, RUN_STORES } from './runStores.ts';

/** Stores a new run. Throws `storage.notFound` where its project is gone. */
export async function createRun(run: RunRecord): Promise<void> {
  await write(['runs', 'projects'], async (transaction) => {
    const project = await transaction.objectStore('projects').getKey(run.projectId);
    if (project === undefined) throw new AppError('storage.notFound', { kind: 'project', id: run.projectId });
    await transaction.objectStore('runs').add(run);
  });
  announceChange({ store: 'runs', id: run.id });
}

/** One run. Throws `storage.notFound`. */
export async function getRun(id: string): Promise<RunRecord> {
  const run = await read(['runs'], (transaction) => transaction.objectStore('runs').get(id));
  if (!run) throw new AppError('storage.notFound', { kind: 'run', id });
  return run;
}

/** Changes fields of a run and gives the whole of it. Throws `storage.notFound`. */
export async function updateRun(
  id: string,
  patch: Partial<Omit<RunRecord, 'id' | 'projectId' | 'datasetId' | 'createdAt' | 'updatedAt'>>,
): Promise<RunRecord> {
  const run = await write(['runs'], async (transaction) => {
    const after: RunRecord = { ...(await requireRun(transaction, id)), ...patch, updatedAt: Date.now() };
    await transaction.objectStore('runs').put(after);
    return after;
  });
  announceChange({ store: 'runs', id });
  return run;
}

/** A project's runs, oldest first. */
export async function listRuns(projectId: string): Promise<readonly RunRecord[]> {
  const runs = await read(['runs'], (transaction) =>
    transaction.objectStore('runs').index('byProject').getAll(projectId),
  );
  return runs.sort((a, b) => a.createdAt - b.createdAt);
}

/** Removes a run, its model, checkpoint and reports, and its data set where nothing else uses it. */
export async function deleteRun(id: string): Promise<void> {
  await write([...RUN_STORES, ...DATASET_STORES], async (transaction) => {
    const run = await transaction.objectStore('runs').get(id);
    await removeRun(transaction, id);
    await releaseDataset(transaction, run?.datasetId ?? null);
  });
  announceChange({ store: 'runs', id });
}
