import { AppError } from '../shared/appError.ts';
import type { Writing } from './database.ts';
import type { RunRecord } from './records.ts';

/** Where reports on a run's weights are. */
export const REPORT_STORES = ['evaluations', 'reconstructions'] as const;

/** The stores that hold something of a run. */
export const RUN_STORES = ['runs', 'models', 'checkpoints', 'snapshots', ...REPORT_STORES] as const;

/** Within a larger write: removes a run and all that came of it. */
export async function removeRun(transaction: Writing, runId: string): Promise<void> {
  await transaction.objectStore('runs').delete(runId);
  await transaction.objectStore('models').delete(runId);
  await transaction.objectStore('checkpoints').delete(runId);
  await removeReports(transaction, runId);
  await removeSnapshots(transaction, runId);
}

/** Within a larger write: removes what a run's generator made. */
export async function removeSnapshots(transaction: Writing, runId: string): Promise<void> {
  await transaction.objectStore('snapshots').delete(IDBKeyRange.bound([runId, 0], [runId, Infinity]));
}

/** Within a larger write: removes a run's reports, for instance because its weights change. */
export async function removeReports(transaction: Writing, runId: string): Promise<void> {
  const afterStrings: IDBValidKey = [];
  for (const store of REPORT_STORES) {
    await transaction.objectStore(store).delete(IDBKeyRange.bound([runId], [runId, afterStrings]));
  }
}

/** Within a larger write: the run, so that nothing is written for one that is gone. Throws `storage.notFound`. */
export async function requireRun(transaction: Writing, runId: string): Promise<RunRecord> {
  const run = await transaction.objectStore('runs').get(runId);
  if (!run) throw new AppError('storage.notFound', { kind: 'run', id: runId });
  return run;
}
