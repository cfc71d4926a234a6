import type { EvaluationReport } from '../core/evaluation/report.ts';
import type { SplitPart } from '../core/preprocessing/preparation.ts';
import { announceChange } from './changes.ts';
import { read, write } from './database.ts';
import { requireRun } from './runStores.ts';

/**
 * Stores what is known of a run's model on one part of the split. False where the report is on weights that are no longer the kept
 * ones: nothing is stored then. Throws `storage.notFound` where the run is gone.
 * @param modelVersion - `RunRecord.kept.version` of the weights that were judged
 */
export async function putEvaluation(report: EvaluationReport, modelVersion: number): Promise<boolean> {
  const isKept = await write(['runs', 'evaluations'], async (transaction) => {
    const { kept } = await requireRun(transaction, report.runId);
    if (kept?.version !== modelVersion) return false;
    await transaction.objectStore('evaluations').put(report);
    return true;
  });
  if (isKept) announceChange({ store: 'evaluations', id: report.runId });
  return isKept;
}

/** A run's report on one part; null where it was not evaluated there, or its weights have changed since. */
export async function getEvaluation(runId: string, part: SplitPart): Promise<EvaluationReport | null> {
  return (
    (await read(['evaluations'], (transaction) => transaction.objectStore('evaluations').get([runId, part]))) ?? null
  );
}

/** All reports on these runs. */
export async function listEvaluations(runIds: readonly string[]): Promise<readonly EvaluationReport[]> {
  const afterStrings: IDBValidKey = [];
  const reports = await read(['evaluations'], (transaction) =>
    Promise.all(
      runIds.map((id) => transaction.objectStore('evaluations').getAll(IDBKeyRange.bound([id], [id, afterStrings]))),
    ),
  );
  return reports.flat();
}
