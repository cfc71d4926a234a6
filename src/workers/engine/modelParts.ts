import { bindingsOf } from '../../core/preprocessing/bindings.ts';
import type { FittedPipeline } from '../../core/preprocessing/preparation.ts';
import { describeNetworks } from '../../core/recipe/networks.ts';
import type { NetworkRole } from '../../core/recipe/recipe.ts';
import { resolveSizes } from '../../core/recipe/sizes.ts';
import { extractNetwork } from '../../engine/tfjs/extractNetwork.ts';
import { AppError } from '../../shared/appError.ts';
import type { ModelRecord, RunRecord } from '../../storage/records.ts';
import { backendForInference, inTurn } from './engineAccess.ts';

/** A network of a run's model, alone. */
export interface ModelPart {
  readonly role: NetworkRole;
  readonly model: Omit<ModelRecord, 'runId' | 'epoch'>;
}

/** Networks that come with a stored model, each a LayersModel: encoder and decoder, or the discriminator beside the generator. */
export function modelParts(
  run: Pick<RunRecord, 'id' | 'recipe' | 'engine'>,
  pipeline: FittedPipeline,
  model: ModelRecord,
): Promise<readonly ModelPart[]> {
  if (model.discriminator) return Promise.resolve([{ role: 'discriminator', model: model.discriminator }]);
  if (run.recipe.procedure.kind !== 'autoencoder') return Promise.resolve([]);
  return inTurn(async () => {
    await backendForInference(run.engine);
    const parts: ModelPart[] = [];
    for (const role of ['encoder', 'decoder'] as const) {
      parts.push({ role, model: await extractPart(run, pipeline, model, role) });
    }
    return parts;
  });
}

/**
 * One of the networks that a run's stored model was put together from, on the active backend. Call `inTurn`.
 * @throws AppError `run.noModel` where it has no such network
 */
export async function extractPart(
  { id, recipe }: Pick<RunRecord, 'id' | 'recipe'>,
  pipeline: FittedPipeline,
  model: ModelRecord,
  wanted: NetworkRole,
): Promise<ModelPart['model']> {
  const described = describeNetworks(recipe, bindingsOf(pipeline)).find(({ role }) => role === wanted);
  if (!described) throw new AppError('run.noModel', { runId: id });
  return extractNetwork(model, resolveSizes(described.network, described.bindings));
}
