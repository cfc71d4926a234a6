import { beforeEach, expect, test } from 'vitest';
import { deleteCheckpoint, getCheckpoint, putCheckpoint } from '../../../src/storage/checkpoints.ts';
import { getDataset, listDatasets } from '../../../src/storage/datasets.ts';
import { getEvaluation, listEvaluations, putEvaluation } from '../../../src/storage/evaluations.ts';
import { getModel, putModel } from '../../../src/storage/models.ts';
import {
  createProject,
  deleteProject,
  duplicateProject,
  getProject,
  listProjects,
  updateProject,
} from '../../../src/storage/projects.ts';
import type { ProjectRecord, RunRecord } from '../../../src/storage/records.ts';
import { createRun, deleteRun, getRun, listRuns, updateRun } from '../../../src/storage/runs.ts';
import { emptyDatabase, newReport, newRun, PREPARATION, RECIPE, writeDataset } from './sampleRecords.ts';

beforeEach(emptyDatabase);

async function projectWithRun(): Promise<{ project: ProjectRecord; run: RunRecord }> {
  const { id: datasetId } = await writeDataset(5);
  const { id } = await createProject('one');
  const project = await updateProject(id, { datasetId, preparation: PREPARATION, recipe: RECIPE, backend: 'wasm' });
  const { id: runId } = newRun(id, datasetId);
  await createRun({ ...newRun(id, datasetId), id: runId });
  await putModel({ runId, topology: {}, weightSpecs: [], weights: new ArrayBuffer(8), epoch: 1 });
  const run = await getRun(runId);
  await putCheckpoint({ runId: run.id, savedAt: 1, epoch: 1, batch: 0, step: 10, tensors: {}, state: null });
  await putEvaluation(newReport(run.id), 1);
  return { project, run };
}

test('a project is as it was left', async () => {
  const { project } = await projectWithRun();
  expect(await getProject(project.id)).toEqual(project);
  expect(await listProjects()).toEqual([project]);
  const renamed = await updateProject(project.id, { name: 'two' });
  expect(renamed).toEqual({ ...project, name: 'two', updatedAt: renamed.updatedAt });
  expect(renamed.updatedAt).toBeGreaterThanOrEqual(project.updatedAt);
});

test('a duplicate shares the data set and the settings, not the runs', async () => {
  const { project } = await projectWithRun();
  const copy = await duplicateProject(project.id, 'copy');
  expect(copy).toMatchObject({ name: 'copy', datasetId: project.datasetId, recipe: RECIPE, currentRunId: null });
  expect(copy.id).not.toBe(project.id);
  expect(await listRuns(copy.id)).toEqual([]);
  await deleteProject(project.id);
  expect((await listDatasets()).map((dataset) => dataset.id)).toEqual([copy.datasetId]);
  await deleteProject(copy.id);
  expect(await listDatasets()).toEqual([]);
});

test('a deleted project takes with it all that hangs on it, and nothing else', async () => {
  const { project, run } = await projectWithRun();
  const other = await projectWithRun();
  await deleteProject(project.id);
  await expect(getProject(project.id)).rejects.toMatchObject({ code: 'storage.notFound' });
  await expect(getRun(run.id)).rejects.toMatchObject({ code: 'storage.notFound' });
  expect(await getModel(run.id)).toBeNull();
  expect(await getCheckpoint(run.id)).toBeNull();
  expect(await listEvaluations([run.id, other.run.id])).toEqual([newReport(other.run.id)]);
  expect(await listProjects()).toEqual([other.project]);
  expect(await getModel(other.run.id)).not.toBeNull();
  expect((await listDatasets()).map((dataset) => dataset.id)).toEqual([other.project.datasetId]);
});

test('a replaced data set stays for as long as a run needs it', async () => {
  const { project, run } = await projectWithRun();
  const second = await writeDataset(6);
  await updateProject(project.id, { datasetId: second.id });
  expect(await getDataset(run.datasetId)).toMatchObject({ rowCount: 5 });
  await deleteRun(run.id);
  expect((await listDatasets()).map((dataset) => dataset.id)).toEqual([second.id]);
  await updateProject(project.id, { datasetId: null });
  expect(await listDatasets()).toEqual([]);
});

test('runs are listed oldest first and changed field by field', async () => {
  const { project, run } = await projectWithRun();
  const later = { ...newRun(project.id, run.datasetId), createdAt: 3 };
  const between = { ...newRun(project.id, run.datasetId), createdAt: 2 };
  await createRun(later);
  await createRun(between);
  expect((await listRuns(project.id)).map((each) => each.id)).toEqual([run.id, between.id, later.id]);
  const updated = await updateRun(run.id, { status: 'running', trainedMs: 12 });
  expect(updated).toEqual({ ...run, status: 'running', trainedMs: 12, updatedAt: updated.updatedAt });
  expect(await getRun(run.id)).toEqual(updated);
});

test('new weights make the reports on the old ones void', async () => {
  const { run } = await projectWithRun();
  expect(await getEvaluation(run.id, 'test')).toEqual(newReport(run.id));
  expect(await getEvaluation(run.id, 'validation')).toBeNull();
  await putModel({ runId: run.id, topology: {}, weightSpecs: [], weights: new ArrayBuffer(16), epoch: 2 });
  expect(await getEvaluation(run.id, 'test')).toBeNull();
  expect((await getModel(run.id))?.weights.byteLength).toBe(16);
  expect((await getRun(run.id)).kept).toEqual({ epoch: 2, version: 2 });
});

test('a report that was begun on earlier weights is not stored', async () => {
  const { run } = await projectWithRun();
  await putModel({ runId: run.id, topology: {}, weightSpecs: [], weights: new ArrayBuffer(16), epoch: 1 });
  expect(await putEvaluation(newReport(run.id), 1)).toBe(false);
  expect(await getEvaluation(run.id, 'test')).toBeNull();
  expect(await putEvaluation(newReport(run.id), 2)).toBe(true);
  expect(await getEvaluation(run.id, 'test')).toEqual(newReport(run.id));
});

test('a checkpoint copies what its views show, from shared memory too', async () => {
  const { run } = await projectWithRun();
  const heap = new Float32Array(1000).fill(7);
  const tensors = { weights: heap.subarray(2, 5), order: Uint32Array.of(1, 2), seeds: Int32Array.of(-1) };
  await putCheckpoint({ runId: run.id, savedAt: 2, epoch: 2, batch: 3, step: 20, tensors, state: { patience: 1 } });
  heap.fill(0);
  const stored = await getCheckpoint(run.id);
  expect(stored).toMatchObject({ epoch: 2, batch: 3, step: 20, state: { patience: 1 } });
  expect(stored?.tensors).toEqual({
    weights: Float32Array.of(7, 7, 7),
    order: Uint32Array.of(1, 2),
    seeds: Int32Array.of(-1),
  });
  expect(stored?.tensors['weights']?.buffer.byteLength).toBe(12);
  await deleteCheckpoint(run.id);
  expect(await getCheckpoint(run.id)).toBeNull();
});

test('nothing is written for a run or a project that is gone', async () => {
  const run = newRun('gone', 'gone');
  const notFound = { code: 'storage.notFound' };
  await expect(createRun(run)).rejects.toMatchObject(notFound);
  await expect(updateRun(run.id, { name: 'x' })).rejects.toMatchObject(notFound);
  await expect(updateProject('gone', { name: 'x' })).rejects.toMatchObject(notFound);
  await expect(putEvaluation(newReport(run.id), 1)).rejects.toMatchObject(notFound);
  const model = { runId: run.id, topology: {}, weightSpecs: [], weights: new ArrayBuffer(8), epoch: 1 };
  await expect(putModel(model)).rejects.toMatchObject(notFound);
  expect(await getModel(run.id)).toBeNull();
});

test('two changes at once both hold', async () => {
  const { project } = await projectWithRun();
  await Promise.all([updateProject(project.id, { name: 'new' }), updateProject(project.id, { backend: 'cpu' })]);
  expect(await getProject(project.id)).toMatchObject({ name: 'new', backend: 'cpu' });
});
