import type { SampleName } from '../protocol/dataContract.ts';
import type { Task, WindowLabel } from '../core/preprocessing/preparation.ts';
import { asTranslation } from '../core/preprocessing/asTranslation.ts';
import { adaptRecipe } from '../core/recipe/adaptRecipe.ts';
import { createProject, updateProject } from '../storage/projects.ts';
import type { ProjectRecord } from '../storage/records.ts';
import { loadRecipe } from './recipeCatalog.ts';
import { dataWorker } from './workers.ts';

const SAMPLE_SEED = 2026;
/** What trains in about a minute on any machine, and well enough. */
interface QuickStart {
  readonly recipe: string;
  /** What one sample of the table is; a row where it is left out. */
  readonly sample?: { readonly kind: 'window' | 'text'; readonly label: WindowLabel | null };
  readonly epochs?: number;
  /** Windows further apart than suggested: fewer, and nearly as good. */
  readonly stride?: number;
  readonly learningRate?: number;
  /** Another than what the data suggest. */
  readonly task?: Task;
}

const QUICK: Readonly<Record<SampleName, QuickStart>> = {
  machineFailure: { recipe: 'mlp-small' },
  processYield: { recipe: 'mlp-small' },
  steelGrades: { recipe: 'mlp-small' },
  surfaceDefects: { recipe: 'cnn-small', epochs: 20 },
  glyphs: { recipe: 'cnn-small', epochs: 12 },
  noisyParts: { recipe: 'translation-unet', task: 'translation', epochs: 4, learningRate: 0.002 },
  defectMasks: { recipe: 'translation-unet', task: 'translation', epochs: 6, learningRate: 0.002 },
  bearingVibration: { recipe: 'conv1d-small', sample: { kind: 'window', label: 'majority' }, epochs: 30 },
  pressCycles: { recipe: 'steps-gru', sample: { kind: 'window', label: 'each' }, epochs: 16 },
  fleetLife: {
    recipe: 'rnn-gru',
    sample: { kind: 'window', label: 'remainingLife' },
    epochs: 12,
    stride: 2,
    learningRate: 0.003,
  },
  hourlyDemand: {
    recipe: 'rnn-gru',
    sample: { kind: 'window', label: 'forecast' },
    epochs: 20,
    stride: 3,
    learningRate: 0.003,
  },
  maintenanceNotes: { recipe: 'text-pooling', sample: { kind: 'text', label: null }, epochs: 40 },
  boltCircle: { recipe: 'gan-table', task: 'generation', epochs: 150 },
};

/** A project on a synthetic sample, ready to train: data made, prepared, network chosen. */
export async function createSampleProject(sample: SampleName, name: string): Promise<ProjectRecord> {
  const { datasetId, companions } = await dataWorker.call('createSample', { sample, seed: SAMPLE_SEED, name });
  const quick = QUICK[sample];
  const rows = await dataWorker.call('suggestPreparation', { datasetId, target: null });
  const suggested = quick.sample
    ? ((await dataWorker.call('suggestSample', { datasetId, preparation: rows, ...quick.sample })) ?? rows)
    : rows;
  const chosen = {
    ...suggested,
    ...(suggested.sample?.kind === 'window' && quick.stride
      ? { sample: { ...suggested.sample, stride: quick.stride } }
      : {}),
    task: quick.task ?? suggested.task,
  };
  const preparation = chosen.task === 'translation' && companions ? asTranslation(chosen, companions.role) : chosen;
  const adapted = adaptRecipe(await loadRecipe(quick.recipe), preparation.task);
  const { training } = adapted;
  const { schedule } = training;
  const initialLearningRate = quick.learningRate ?? schedule.initialLearningRate;
  const recipe = {
    ...adapted,
    training: { ...training, epochs: quick.epochs ?? training.epochs, schedule: { ...schedule, initialLearningRate } },
  };
  const project = await createProject(name);
  return updateProject(project.id, { datasetId, preparation, recipe });
}
