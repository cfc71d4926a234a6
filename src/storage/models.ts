import { announceChange } from './changes.ts';
import { read, write } from './database.ts';
import type { ModelRecord } from './records.ts';
import { removeEvaluations, requireRun } from './runStores.ts';

/**
 * Stores a run's network in place of the one before; reports on that one's weights are removed with it.
 * Throws `storage.notFound` where the run is gone, `storage.quota` where it does not fit (the one before stays).
 */
export async function putModel(model: ModelRecord): Promise<void> {
  await write(
    ['runs', 'models', 'evaluations'],
    async (transaction) => {
      await requireRun(transaction, model.runId);
      await transaction.objectStore('models').put(model);
      await removeEvaluations(transaction, model.runId);
    },
    { sizeBytes: model.weights.byteLength },
  );
  announceChange({ store: 'models', id: model.runId });
}

/** A run's network; null where it has none yet. */
export async function getModel(runId: string): Promise<ModelRecord | null> {
  return (await read(['models'], (transaction) => transaction.objectStore('models').get(runId))) ?? null;
}
