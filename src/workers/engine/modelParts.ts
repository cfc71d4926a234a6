import { bindingsOf } from '../../core/preprocessing/bindings.ts';
import type { FittedPipeline } from '../../core/preprocessing/preparation.ts';
import { describeNetworks } from '../../core/recipe/networks.ts';
import type { NetworkRole } from '../../core/recipe/recipe.ts';
import { resolveSizes } from '../../core/recipe/sizes.ts';
import { extractNetwork } from '../../engine/tfjs/extractNetwork.ts';
import type { ModelRecord, RunRecord } from '../../storage/records.ts';
import { backendForInference, inTurn } from './engineAccess.ts';

/** A network of a run's model, alone. */
export interface ModelPart {
  readonly role: NetworkRole;
  readonly model: Omit<ModelRecord, 'runId' | 'epoch'>;
}

/** Encoder and decoder of an autoencoder's stored model, each a LayersModel; nothing for other runs. */
export function modelParts(
  run: Pick<RunRecord, 'recipe' | 'engine'>,
  pipeline: FittedPipeline,
  model: ModelRecord,
  roles: readonly NetworkRole[] = ['encoder', 'decoder'],
): Promise<readonly ModelPart[]> {
  if (run.recipe.procedure.kind !== 'autoencoder') return Promise.resolve([]);
  return inTurn(async () => {
    await backendForInference(run.engine);
    const parts: ModelPart[] = [];
    for (const { role, network, bindings } of describeNetworks(run.recipe, bindingsOf(pipeline))) {
      if (!roles.includes(role)) continue;
      parts.push({ role, model: await extractNetwork(model, resolveSizes(network, bindings)) });
    }
    return parts;
  });
}
