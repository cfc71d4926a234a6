import { compactArray } from './compactArray.ts';
import { read, write } from './database.ts';
import type { CheckpointRecord } from './records.ts';
import { requireRun } from './runStores.ts';

/**
 * Stores where a run is, in place of its checkpoint before. Arrays may be views on the engine's memory: what they show is copied.
 * Throws `storage.notFound` where the run is gone, `storage.quota` where it does not fit (the one before stays).
 */
export async function putCheckpoint(checkpoint: CheckpointRecord): Promise<void> {
  const named = Object.entries(checkpoint.tensors);
  const tensors = Object.fromEntries(named.map(([name, values]) => [name, compactArray(values)]));
  const sizeBytes = named.reduce((sum, [, values]) => sum + values.byteLength, 0);
  await write(
    ['runs', 'checkpoints'],
    async (transaction) => {
      await requireRun(transaction, checkpoint.runId);
      await transaction.objectStore('checkpoints').put({ ...checkpoint, tensors });
    },
    { sizeBytes },
  );
}

/** Where a run was last saved; null where it never was. */
export async function getCheckpoint(runId: string): Promise<CheckpointRecord | null> {
  return (await read(['checkpoints'], (transaction) => transaction.objectStore('checkpoints').get(runId))) ?? null;
}

/** Removes a run's checkpoint: there is nothing left to go on with. */
export async function deleteCheckpoint(runId: string): Promise<void> {
  await write(['checkpoints'], (transaction) => transaction.objectStore('checkpoints').delete(runId));
}
