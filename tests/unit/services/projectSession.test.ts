import { beforeEach, expect, test, vi, type Mock } from 'vitest';
import { AppError } from '../../../src/shared/appError.ts';
import type { StorageChange } from '../../../src/storage/changes.ts';
import type { ProjectRecord, RunRecord } from '../../../src/storage/records.ts';

/** The records of one project, its runs, and what is around them. */
interface World {
  project: ProjectRecord | null;
  readonly runs: Map<string, RunRecord>;
  readonly heldLocks: Set<string>;
  announce: (change: StorageChange) => void;
  storing: Promise<void>;
  readonly train: Mock<(runId: string) => Promise<unknown>>;
}

const world = vi.hoisted((): World => ({
  project: null,
  runs: new Map(),
  heldLocks: new Set(),
  announce: () => undefined,
  storing: Promise.resolve(),
  train: vi.fn(),
}));

vi.mock('../../../src/storage/projects.ts', () => ({
  getProject: async (id: string) => {
    if (!world.project) throw new AppError('storage.notFound', { kind: 'project', id });
    return world.project;
  },
  updateProject: async (_id: string, patch: Partial<ProjectRecord>) => {
    await world.storing;
    if (!world.project) throw new Error('no project');
    world.project = { ...world.project, ...patch, updatedAt: world.project.updatedAt + 1 };
    return world.project;
  },
}));
vi.mock('../../../src/storage/runs.ts', () => ({
  createRun: async (run: RunRecord) => void world.runs.set(run.id, run),
  listRuns: async () => [...world.runs.values()],
  updateRun: async (id: string, patch: Partial<RunRecord>) => {
    const run = world.runs.get(id);
    if (run) world.runs.set(id, { ...run, ...patch });
  },
}));
vi.mock('../../../src/storage/datasets.ts', () => ({ getDataset: async (id: string) => ({ id, rowCount: 10 }) }));
vi.mock('../../../src/storage/changes.ts', () => ({
  onStorageChange: (listener: (change: StorageChange) => void) => {
    world.announce = listener;
    return () => undefined;
  },
}));
vi.mock('../../../src/storage/locks.ts', () => ({
  holdLock: async () => () => undefined,
  isFreeWithin: async (name: string) => !world.heldLocks.has(name),
}));
vi.mock('../../../src/services/workers.ts', () => ({
  dataWorker: {
    call: async (_name: string, { preparation }: { preparation: { task: string } }) => ({
      features: [],
      bindings: { sample: [1], target: [1], vocabulary: null },
      classes: [preparation.task],
    }),
  },
  engineWorker: {
    call: async (name: string, { runId }: { runId: string }) => {
      if (name === 'findLearningRate') await world.storing;
      if (name !== 'train') return {};
      return world.train(runId);
    },
  },
}));

const { ProjectSession } = await import('../../../src/services/projectSession.svelte.ts');
const { PreparationEditor } = await import('../../../src/services/preparationEditor.svelte.ts');
const { LearningRateFinder } = await import('../../../src/services/learningRateFinder.svelte.ts');
const { defaultTraining } = await import('../../../src/core/training/defaults.ts');

const preparation: NonNullable<ProjectRecord['preparation']> = {
  version: 1,
  task: 'regression',
  columns: {},
  split: { kind: 'random', seed: 1, train: 0.7, validation: 0.15, test: 0.15 },
  standardizeTarget: true,
};
const recipe: NonNullable<ProjectRecord['recipe']> = {
  version: 1,
  id: 'first',
  name: { en: 'r', zh: 'r' },
  description: { en: '', zh: '' },
  tasks: [],
  procedure: { kind: 'supervised', model: { inputShape: ['$features'], layers: [] } },
  training: defaultTraining('regression'),
};

beforeEach(() => {
  world.project = {
    id: 'p',
    name: 'Project',
    createdAt: 0,
    updatedAt: 0,
    datasetId: 'd',
    preparation,
    recipe,
    backend: 'auto',
    currentRunId: null,
  };
  world.runs.clear();
  world.heldLocks.clear();
  world.storing = Promise.resolve();
  world.train.mockReset().mockResolvedValue({});
});

async function storeRun(id: string, status: RunRecord['status']): Promise<void> {
  const session = await ProjectSession.open('p');
  world.runs.set(id, { ...session.draftRun(id), id, status });
  if (world.project) world.project = { ...world.project, currentRunId: id };
}

test('a change shows at once, while it is still being stored', async () => {
  const session = await ProjectSession.open('p');
  let finish: () => void = () => undefined;
  world.storing = new Promise((resolve) => (finish = resolve));
  const stored = session.setRecipe({ ...recipe, id: 'second' });
  expect(session.project.recipe?.id).toBe('second');
  finish();
  await stored;
  expect(session.project.updatedAt).toBe(1);
});

test('the run of a worker that died is interrupted, not running for ever', async () => {
  const session = await ProjectSession.open('p');
  world.train.mockImplementation(async (runId) => {
    const run = world.runs.get(runId);
    if (run) world.runs.set(runId, { ...run, status: 'running' });
    throw new AppError('worker.dead', { worker: 'engine', reason: 'out of memory' });
  });
  const run = await session.train('Run 1');
  expect(run.status).toBe('interrupted');
  expect(session.training.error).toBeInstanceOf(AppError);
});

test.each(['queued', 'running'] as const)(
  'a run cut off while %s goes on when its project is opened',
  async (status) => {
    await storeRun('cutOff', status);
    await ProjectSession.open('p');
    expect(world.runs.get('cutOff')?.status).toBe('interrupted');
    expect(world.train).toHaveBeenCalledExactlyOnceWith('cutOff');
  },
);

test('a paused run is kept until the user goes on with it', async () => {
  await storeRun('paused', 'paused');
  await ProjectSession.open('p');
  expect(world.runs.get('paused')?.status).toBe('interrupted');
  expect(world.train).not.toHaveBeenCalled();
});

test('a run that another thread still holds is left to it', async () => {
  await storeRun('theirs', 'running');
  world.heldLocks.add('run-theirs');
  await ProjectSession.open('p');
  expect(world.runs.get('theirs')?.status).toBe('running');
  expect(world.train).not.toHaveBeenCalled();
});

test('a preparation that another tab changed is summarised anew', async () => {
  const session = await ProjectSession.open('p');
  expect(session.summary?.classes).toEqual(['regression']);
  if (world.project) world.project = { ...world.project, preparation: { ...preparation, task: 'binary' } };
  world.announce({ store: 'projects', id: 'p' });
  await vi.waitFor(() => expect(session.summary?.classes).toEqual(['binary']));
});

test('a session says while the learning-rate finder has the engine', async () => {
  const session = await ProjectSession.open('p');
  let finish: () => void = () => undefined;
  world.storing = new Promise((resolve) => (finish = resolve));
  const finding = new LearningRateFinder(session).run();
  expect(session.isFindingRate).toBe(true);
  finish();
  await finding;
  expect(session.isFindingRate).toBe(false);
});

test('labels of a multi-label task are ticked and unticked without another task being suggested', async () => {
  if (world.project) world.project = { ...world.project, preparation: { ...preparation, task: 'multilabel' } };
  const editor = new PreparationEditor(await ProjectSession.open('p'));
  for (const name of ['burnt', 'bent']) await editor.setRole({ name, type: 'boolean' }, 'target');
  expect(editor.error).toBeNull();
  expect([editor.spec?.task, editor.roleOf('burnt'), editor.roleOf('bent')]).toEqual([
    'multilabel',
    'target',
    'target',
  ]);
  await editor.setRole({ name: 'burnt', type: 'boolean' }, 'feature');
  expect([editor.roleOf('burnt'), editor.roleOf('bent')]).toEqual(['feature', 'target']);
  await editor.flush();
});
