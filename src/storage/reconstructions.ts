import type { ReconstructedPart } from '../core/evaluation/reconstruction.ts';
import type { SplitPart } from '../core/preprocessing/preparation.ts';
import { announceChange } from './changes.ts';
import { read, write } from './database.ts';
import { requireRun } from './runStores.ts';

/**
 * Stores what a run's autoencoder made of one part of the split. False where that is of weights that are no longer the kept ones:
 * nothing is stored then. Throws `storage.notFound` where the run is gone, `storage.quota` where it does not fit.
 * @param modelVersion - `RunRecord.kept.version` of the weights
 */
export async function putReconstruction(part: ReconstructedPart, modelVersion: number): Promise<boolean> {
  const isKept = await write(
    ['runs', 'reconstructions'],
    async (transaction) => {
      const { kept } = await requireRun(transaction, part.runId);
      if (kept?.version !== modelVersion) return false;
      await transaction.objectStore('reconstructions').put(part);
      return true;
    },
    { sizeBytes: sizeOfArrays(part) },
  );
  if (isKept) announceChange({ store: 'reconstructions', id: part.runId });
  return isKept;
}

/** What a run's autoencoder made of one part; null where that is not known, or its weights have changed since. */
export async function getReconstruction(runId: string, part: SplitPart): Promise<ReconstructedPart | null> {
  return (
    (await read(['reconstructions'], (transaction) => transaction.objectStore('reconstructions').get([runId, part]))) ??
    null
  );
}

function sizeOfArrays(part: ReconstructedPart): number {
  const values: readonly unknown[] = Object.values(part);
  return values.reduce((sum: number, value) => sum + (ArrayBuffer.isView(value) ? value.byteLength : 0), 0);
}
