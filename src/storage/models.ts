import { announceChange } from './changes.ts';
import { read, write } from './database.ts';
import type { ModelRecord } from './records.ts';
import { removeReports, REPORT_STORES, requireRun } from './runStores.ts';

/**
 * Stores a run's network in place of the one before, and says so in its run; reports on that one's weights are removed with it.
 * Throws `storage.notFound` where the run is gone, `storage.quota` where it does not fit (the one before stays).
 */
export async function putModel(model: ModelRecord): Promise<void> {
  await write(
    ['runs', 'models', ...REPORT_STORES],
    async (transaction) => {
      const run = await requireRun(transaction, model.runId);
      await transaction.objectStore('models').put(model);
      const kept = { epoch: model.epoch, version: (run.kept?.version ?? 0) + 1 };
      await transaction.objectStore('runs').put({ ...run, kept, updatedAt: Date.now() });
      await removeReports(transaction, model.runId);
    },
    { sizeBytes: model.weights.byteLength },
  );
  announceChange({ store: 'models', id: model.runId });
}

/** A run's network; null where it has none yet. */
export async function getModel(runId: string): Promise<ModelRecord | null> {
  return (await read(['models'], (transaction) => transaction.objectStore('models').get(runId))) ?? null;
}
