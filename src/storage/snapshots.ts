import { announceChange } from './changes.ts';
import { read, write } from './database.ts';
import type { SnapshotRecord } from './records.ts';
import { removeSnapshots, requireRun } from './runStores.ts';

/**
 * Keeps what a generator made at a step. Throws `storage.notFound` where the run is gone, `storage.quota` where it does
 * not fit.
 */
export async function putSnapshot(snapshot: SnapshotRecord): Promise<void> {
  await write(
    ['runs', 'snapshots'],
    async (transaction) => {
      await requireRun(transaction, snapshot.runId);
      await transaction.objectStore('snapshots').put(snapshot);
    },
    { sizeBytes: snapshot.samples.byteLength },
  );
  announceChange({ store: 'snapshots', id: snapshot.runId });
}

/** The steps at which snapshots of a run are kept, ascending. */
export async function listSnapshots(runId: string): Promise<readonly number[]> {
  const keys = await read(['snapshots'], (transaction) =>
    transaction.objectStore('snapshots').getAllKeys(IDBKeyRange.bound([runId, 0], [runId, Infinity])),
  );
  return keys.map(([, step]) => step);
}

export async function getSnapshot(runId: string, step: number): Promise<SnapshotRecord | null> {
  return (await read(['snapshots'], (transaction) => transaction.objectStore('snapshots').get([runId, step]))) ?? null;
}

/** Removes a run's snapshots: it starts anew. */
export async function deleteSnapshots(runId: string): Promise<void> {
  await write(['snapshots'], (transaction) => removeSnapshots(transaction, runId));
}
