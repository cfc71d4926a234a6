import type { SampleName } from '../protocol/dataContract.ts';
import { adaptRecipe } from '../core/recipe/adaptRecipe.ts';
import { createProject, updateProject } from '../storage/projects.ts';
import type { ProjectRecord } from '../storage/records.ts';
import { loadRecipe } from './recipeCatalog.ts';
import { dataWorker } from './workers.ts';

const SAMPLE_SEED = 2026;
/** Trains in well under a minute on any machine, and well enough on all samples. */
const QUICK_RECIPES = { table: 'mlp-small', images: 'cnn-small' } as const;

/** A project on a synthetic sample, ready to train: data made, prepared, network chosen. */
export async function createSampleProject(sample: SampleName, name: string): Promise<ProjectRecord> {
  const { datasetId } = await dataWorker.call('createSample', { sample, seed: SAMPLE_SEED, name });
  const preparation = await dataWorker.call('suggestPreparation', { datasetId, target: null });
  const quick = QUICK_RECIPES[preparation.sample?.kind === 'image' ? 'images' : 'table'];
  const recipe = adaptRecipe(await loadRecipe(quick), preparation.task);
  const project = await createProject(name);
  return updateProject(project.id, { datasetId, preparation, recipe });
}
