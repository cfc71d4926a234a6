import type { PreparationSpec } from '../../../../src/core/preprocessing/preparation.ts';
import { suggestPreparation } from '../../../../src/core/preprocessing/suggestPreparation.ts';
import { adaptRecipe } from '../../../../src/core/recipe/adaptRecipe.ts';
import { requireRecipe } from '../../../../src/core/recipe/parseRecipe.ts';
import type { CallContext } from '../../../../src/protocol/serve.ts';
import { readTable } from '../../../../src/storage/datasets.ts';
import { createProject } from '../../../../src/storage/projects.ts';
import type { RunRecord } from '../../../../src/storage/records.ts';
import { createRun } from '../../../../src/storage/runs.ts';
import type { DataContract } from '../../../../src/protocol/dataContract.ts';
import { createSample } from '../../../../src/workers/data/createSample.ts';

export function context<P>(): CallContext<P> {
  return { signal: new AbortController().signal, progress: () => undefined };
}

interface Wanted {
  readonly sample: DataContract['createSample']['input']['sample'];
  /** A shipped recipe, as its file holds it. */
  readonly recipe: unknown;
  readonly epochs: number;
  readonly prepare: (suggested: PreparationSpec) => PreparationSpec;
}

/** A stored, untrained run of an autoencoder on one of the samples that the page makes. */
export async function storeAutoencoderRun({ sample, recipe, epochs, prepare }: Wanted): Promise<RunRecord> {
  const { datasetId } = await createSample({ sample, seed: 3, name: sample }, context());
  const project = await createProject(sample);
  const adapted = adaptRecipe(requireRecipe(recipe), 'reconstruction');
  const run: RunRecord = {
    id: crypto.randomUUID(),
    projectId: project.id,
    datasetId,
    name: 'run',
    createdAt: 1,
    updatedAt: 1,
    status: 'queued',
    stopReason: null,
    error: null,
    recipe: { ...adapted, training: { ...adapted.training, epochs } },
    preparation: { ...prepare(suggestPreparation(await readTable(datasetId), null)), task: 'reconstruction' },
    pipeline: null,
    backend: 'wasm',
    engine: null,
    history: [],
    bestEpoch: null,
    kept: null,
    parameterCount: null,
    trainedMs: 0,
  };
  await createRun(run);
  return run;
}
