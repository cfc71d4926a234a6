import { AppError } from '../shared/appError.ts';
import { announceChange } from './changes.ts';
import { read, write } from './database.ts';
import { DATASET_STORES, releaseDataset } from './datasets.ts';
import type { ProjectRecord } from './records.ts';
import { removeRun, RUN_STORES } from './runStores.ts';

/** Every project, in no particular order. */
export function listProjects(): Promise<readonly ProjectRecord[]> {
  return read(['projects'], (transaction) => transaction.objectStore('projects').getAll());
}

/** One project. Throws `storage.notFound`. */
export async function getProject(id: string): Promise<ProjectRecord> {
  return found(id, await read(['projects'], (transaction) => transaction.objectStore('projects').get(id)));
}

/** A new project without a data set. */
export function createProject(name: string): Promise<ProjectRecord> {
  return add({ name, datasetId: null, preparation: null, recipe: null, backend: 'auto' });
}

/**
 * Changes fields of a project and gives the whole of it. A data set that is replaced goes, unless a run or another project uses it.
 * Throws `storage.notFound`.
 */
export async function updateProject(
  id: string,
  patch: Partial<Omit<ProjectRecord, 'id' | 'createdAt' | 'updatedAt'>>,
): Promise<ProjectRecord> {
  const project = await write(DATASET_STORES, async (transaction) => {
    const projects = transaction.objectStore('projects');
    const before = found(id, await projects.get(id));
    const after: ProjectRecord = { ...before, ...patch, updatedAt: Date.now() };
    await projects.put(after);
    if (after.datasetId !== before.datasetId) await releaseDataset(transaction, before.datasetId);
    return after;
  });
  announceChange({ store: 'projects', id });
  return project;
}

/** A new project with another's settings and the same data set (which is stored once); runs are not copied. Throws `storage.notFound`. */
export async function duplicateProject(id: string, name: string): Promise<ProjectRecord> {
  const { datasetId, preparation, recipe, backend } = await getProject(id);
  return add({ name, datasetId, preparation, recipe, backend });
}

/** Removes a project with its runs, models, checkpoints and reports, and the data sets that nothing else uses. */
export async function deleteProject(id: string): Promise<void> {
  await write([...RUN_STORES, ...DATASET_STORES], async (transaction) => {
    const projects = transaction.objectStore('projects');
    const project = await projects.get(id);
    const runs = await transaction.objectStore('runs').index('byProject').getAll(id);
    await projects.delete(id);
    for (const run of runs) await removeRun(transaction, run.id);
    const datasetIds = new Set([project?.datasetId ?? null, ...runs.map((run) => run.datasetId)]);
    for (const datasetId of datasetIds) await releaseDataset(transaction, datasetId);
  });
  announceChange({ store: 'projects', id });
}

async function add(
  settings: Omit<ProjectRecord, 'id' | 'createdAt' | 'updatedAt' | 'currentRunId'>,
): Promise<ProjectRecord> {
  const now = Date.now();
  const project = { ...settings, id: crypto.randomUUID(), createdAt: now, updatedAt: now, currentRunId: null };
  await write(['projects'], (transaction) => transaction.objectStore('projects').add(project));
  announceChange({ store: 'projects', id: project.id });
  return project;
}

function found(id: string, project: ProjectRecord | undefined): ProjectRecord {
  if (!project) throw new AppError('storage.notFound', { kind: 'project', id });
  return project;
}
