import { checkPreparation, toError } from '../../core/preprocessing/checkPreparation.ts';
import { countClasses, countGroups } from '../../core/preprocessing/describeSplit.ts';
import { fitPipeline, usedColumns } from '../../core/preprocessing/fitPipeline.ts';
import type { PreparationSpec } from '../../core/preprocessing/preparation.ts';
import { countParts } from '../../core/preprocessing/splitParts.ts';
import { splitRows } from '../../core/preprocessing/splitRows.ts';
import { suggestPreparation } from '../../core/preprocessing/suggestPreparation.ts';
import { outputWidth } from '../../core/preprocessing/transformRows.ts';
import type { DataContract, PreparationSummary } from '../../protocol/dataContract.ts';
import { getDataset, readTable } from '../../storage/datasets.ts';

/** Suggests a preparation for a stored data set. */
export async function suggestDatasetPreparation({
  datasetId,
  target,
}: DataContract['suggestPreparation']['input']): Promise<PreparationSpec> {
  return suggestPreparation(await readTable(datasetId), target);
}

/** What a preparation comes to on a stored data set. The first problem in its way is thrown as its `AppError`. */
export async function summarizePreparation({
  datasetId,
  preparation,
}: DataContract['summarizePreparation']['input']): Promise<PreparationSummary> {
  const dataset = await getDataset(datasetId);
  const problems = checkPreparation(preparation, dataset.columns);
  if (problems.length > 0) throw toError(problems);
  const table = await readTable(datasetId, { columns: usedColumns(preparation, dataset) });
  const assignment = splitRows(preparation, table);
  const fitted = fitPipeline(preparation, table, assignment);
  if (!fitted.ok) throw toError(fitted.problems);
  const { features, target } = fitted.value;
  return {
    sizes: countParts(assignment),
    classes: target.kind === 'classes' ? target.classes : target.kind === 'labels' ? target.columns : [],
    balance: countClasses(target, table, assignment),
    groups: preparation.split.kind === 'group' ? countGroups(preparation.split.column, table, assignment) : null,
    features,
    outputs: outputWidth(fitted.value),
  };
}
