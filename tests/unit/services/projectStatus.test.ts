import { describe, expect, test } from 'vitest';
import { hasModel, projectStatus, type ProjectFacts } from '../../../src/services/projectStatus.ts';
import { defaultTraining } from '../../../src/core/training/defaults.ts';
import type { Recipe } from '../../../src/core/recipe/recipe.ts';

const preparation: ProjectFacts['project']['preparation'] = {
  version: 1,
  task: 'regression',
  columns: {},
  split: { kind: 'random', seed: 1, train: 0.7, validation: 0.15, test: 0.15 },
  standardizeTarget: true,
};
const recipe: Recipe = {
  version: 1,
  id: 'r',
  name: { en: 'r', zh: 'r' },
  description: { en: '', zh: '' },
  tasks: [],
  procedure: { kind: 'supervised', model: { inputShape: ['$features'], layers: [] } },
  training: defaultTraining('regression'),
};

const kept = { epoch: 3, version: 1 };

const facts = (over: Partial<ProjectFacts> = {}): ProjectFacts => ({
  project: { preparation: null, recipe: null, currentRunId: null },
  dataset: null,
  runs: [],
  isImporting: false,
  isTraining: false,
  ...over,
});
const prepared = { project: { preparation, recipe: null, currentRunId: null }, dataset: { rowCount: 10 } };
const ready = { project: { preparation, recipe, currentRunId: null }, dataset: { rowCount: 10 } };

describe('where each place stands', () => {
  test('a new project needs data everywhere', () => {
    const status = projectStatus(facts());
    expect(status.data).toEqual({ state: 'ready' });
    for (const place of ['model', 'train', 'evaluate', 'use'] as const)
      expect(status[place]).toEqual({ state: 'missing', needs: 'data' });
  });

  test('prepared data opens Model; Train then needs the network', () => {
    const status = projectStatus(facts(prepared));
    expect(status.data).toEqual({ state: 'done' });
    expect(status.model).toEqual({ state: 'ready' });
    expect(status.train).toEqual({ state: 'missing', needs: 'model' });
    expect(status.use).toEqual({ state: 'missing', needs: 'train' });
  });

  test('a training run makes Train busy, its model opens Evaluate and Use', () => {
    expect(projectStatus(facts({ ...ready, isTraining: true })).train).toEqual({ state: 'busy' });
    const status = projectStatus(facts({ ...ready, runs: [{ id: 'a', status: 'stopped', kept }] }));
    expect([status.train.state, status.evaluate.state, status.use.state]).toEqual(['done', 'done', 'done']);
  });
});

test('a run has a model while weights are kept and it does not go on', () => {
  for (const status of ['queued', 'running', 'paused'] as const) expect(hasModel({ status, kept })).toBe(false);
  // `failed` and `interrupted`: it had been stopped before, and was taken up again.
  for (const status of ['finished', 'stopped', 'diverged', 'failed', 'interrupted'] as const) {
    expect(hasModel({ status, kept })).toBe(true);
    expect(hasModel({ status, kept: null })).toBe(false);
  }
  // Stopped within its first epoch.
  expect(hasModel({ status: 'stopped', kept: { epoch: 0, version: 1 } })).toBe(true);
});
