import { deleteDB } from 'idb';
import type { EvaluationReport } from '../../../src/core/evaluation/report.ts';
import type { PreparationSpec } from '../../../src/core/preprocessing/preparation.ts';
import type { Recipe } from '../../../src/core/recipe/recipe.ts';
import { defaultTraining } from '../../../src/core/training/defaults.ts';
import type { ColumnSchema, ColumnValues } from '../../../src/core/dataset/table.ts';
import { beginDataset, DATASET_CHUNK_ROWS } from '../../../src/storage/datasets.ts';
import type { DatasetRecord, RunRecord } from '../../../src/storage/records.ts';

/** An empty database; this thread's connection gives way by itself. */
export async function emptyDatabase(): Promise<void> {
  await deleteDB('lathe');
}

export const NO_PROBLEMS = { malformedRows: 0, invalidCells: 0, invalidByColumn: {}, listed: [] };

const SCHEMA: readonly ColumnSchema[] = [
  { name: 'reading', type: 'number' },
  { name: 'grade', type: 'category', categories: ['A', 'B', 'C'] },
  { name: 'note', type: 'text' },
];

/** What `writeDataset` stores for rows start … start + count - 1. */
export function expectedValues(start: number, count: number): readonly ColumnValues[] {
  const rows = Array.from({ length: count }, (_, i) => start + i);
  return [
    { kind: 'numeric', values: Float64Array.from(rows, (row) => (row % 7 === 0 ? NaN : row / 3)) },
    { kind: 'coded', values: Int32Array.from(rows, (row) => (row % 5) - 1) },
    { kind: 'text', values: rows.map((row) => (row % 11 === 0 ? null : `行 ${row}`)) },
  ];
}

/** A data set of a number, a category and a text column. */
export async function writeDataset(rowCount: number): Promise<DatasetRecord> {
  const writer = await beginDataset({ name: 'test', origin: 'file', fileName: 'test.csv' });
  for (let start = 0; start < rowCount; start += DATASET_CHUNK_ROWS) {
    const count = Math.min(DATASET_CHUNK_ROWS, rowCount - start);
    await writer.append(expectedValues(start, count), count);
  }
  return writer.commit({ columns: SCHEMA, problems: NO_PROBLEMS });
}

export const PREPARATION: PreparationSpec = {
  version: 1,
  task: 'regression',
  columns: {},
  split: { kind: 'random', seed: 1, train: 0.6, validation: 0.2, test: 0.2 },
  standardizeTarget: true,
};

export const RECIPE: Recipe = {
  version: 1,
  id: 'test',
  name: { en: 'Test', zh: '测试' },
  description: { en: '', zh: '' },
  tasks: [],
  procedure: { kind: 'supervised', model: { inputShape: ['$features'], layers: [] } },
  training: defaultTraining('regression'),
};

/** A report that a regression could have. */
export function newReport(runId: string): EvaluationReport {
  const targets = [{ column: 'y', mae: 1, rmse: 2, r2: 0.5, mape: null, medianAbsoluteError: 1, maxError: 3 }];
  const interval = { low: 0, high: 1, method: 'bootstrap' } as const;
  return {
    version: 1,
    runId,
    part: 'test',
    rowCount: 10,
    baseline: { kind: 'mean', targets },
    evaluatedAt: 1,
    task: 'regression',
    targets,
    maeInterval: interval,
    rmseInterval: interval,
  };
}

/** A run that has not begun. */
export function newRun(projectId: string, datasetId: string): RunRecord {
  return {
    id: crypto.randomUUID(),
    projectId,
    datasetId,
    name: 'run',
    createdAt: 1,
    updatedAt: 1,
    status: 'queued',
    stopReason: null,
    error: null,
    recipe: RECIPE,
    preparation: PREPARATION,
    pipeline: null,
    backend: 'auto',
    engine: null,
    history: [],
    bestEpoch: null,
    kept: null,
    parameterCount: null,
    trainedMs: 0,
  };
}
