import { checkPreparation, toError } from '../../core/preprocessing/checkPreparation.ts';
import { countClasses, countGroups } from '../../core/preprocessing/describeSplit.ts';
import { dealSamples, fitSamples, type DealtSamples } from '../../core/preprocessing/dealSamples.ts';
import { usedColumns } from '../../core/preprocessing/fitPipeline.ts';
import type { FittedTarget, PreparationSpec } from '../../core/preprocessing/preparation.ts';
import { countParts, rowsOfPart } from '../../core/preprocessing/splitParts.ts';
import { splitColumns } from '../../core/preprocessing/splitRows.ts';
import { resampleTable } from '../../core/preprocessing/resampleTable.ts';
import { suggestText, suggestWindows, withRowSamples } from '../../core/preprocessing/suggestSample.ts';
import { suggestPreparation } from '../../core/preprocessing/suggestPreparation.ts';
import { bindingsOf } from '../../core/preprocessing/bindings.ts';
import type { DataContract, PreparationSummary, WindowPreview } from '../../protocol/dataContract.ts';
import type { CallContext } from '../../protocol/serve.ts';
import { Cancelled } from '../../shared/appError.ts';
import type { Table } from '../../core/dataset/table.ts';
import { getDataset, readTable } from '../../storage/datasets.ts';
import { previewWindows, summarizeTexts, summarizeWindows } from './describeSamples.ts';
import { KeptColumns } from './keptColumns.ts';

/** Suggests a preparation for a stored data set. */
export async function suggestDatasetPreparation({
  datasetId,
  target,
}: DataContract['suggestPreparation']['input']): Promise<PreparationSpec> {
  const { intensity } = await getDataset(datasetId);
  const suggested = suggestPreparation(await readTable(datasetId), target);
  const { sample } = suggested;
  return intensity && sample?.kind === 'image' ? { ...suggested, sample: { ...sample, window: intensity } } : suggested;
}

/** See `DataContract.suggestSample`. */
export async function suggestDatasetSample({
  datasetId,
  preparation,
  kind,
  label,
}: DataContract['suggestSample']['input']): Promise<PreparationSpec | null> {
  if (kind === 'row') return withRowSamples(preparation);
  const table = await readTable(datasetId);
  return kind === 'text' ? suggestText(preparation, table) : suggestWindows(preparation, table, label);
}

/** See `DataContract.windowPreview`. */
export async function previewDatasetWindows({
  datasetId,
  preparation,
  column,
  unit,
}: DataContract['windowPreview']['input']): Promise<WindowPreview> {
  const dataset = await getDataset(datasetId);
  const table = await keptColumns.read(dataset, [...new Set([...splitColumns(preparation, dataset), column])]);
  const regular = resampleTable(preparation, table);
  return previewWindows(preparation, { table, regular }, deal(datasetId, preparation, regular), column, unit);
}

/**
 * What a preparation comes to on a stored data set. The first problem in its way is thrown as its `AppError`.
 * @throws Cancelled where another preparation is asked for before this one is done
 */
export async function summarizePreparation(
  { datasetId, preparation }: DataContract['summarizePreparation']['input'],
  { signal }: CallContext<never>,
): Promise<PreparationSummary> {
  const dataset = await getDataset(datasetId);
  const problems = checkPreparation(preparation, dataset.columns);
  if (problems.length > 0) throw toError(problems);
  const source = await keptColumns.read(dataset, usedColumns(preparation, dataset));
  await pauseFor(signal);
  const table = resampleTable(preparation, source);
  const dealt = deal(datasetId, preparation, table);
  await pauseFor(signal);
  const fitted = fitSamples(preparation, table, dealt);
  if (!fitted.ok) throw toError(fitted.problems);
  const { features, target } = fitted.value;
  return {
    sizes: countParts(dealt.parts),
    ...(dealt.tiles ? { pictures: countParts(dealt.rowParts) } : {}),
    classes: classesOf(target),
    balance: countClasses(target, dealt.targets, dealt.judgedParts),
    groups: preparation.split.kind === 'group' ? countGroups(preparation.split.column, table, dealt.rowParts) : null,
    features,
    bindings: bindingsOf(fitted.value),
    windows: summarizeWindows(preparation, source, table, dealt),
    texts: summarizeTexts(fitted.value, table, dealt),
  };
}

/** The rows of one part of a split, ascending. Only the columns that decide it are read. */
export async function partRows({
  datasetId,
  preparation,
  part,
}: DataContract['partRows']['input']): Promise<Uint32Array> {
  const dataset = await getDataset(datasetId);
  const table = resampleTable(preparation, await keptColumns.read(dataset, splitColumns(preparation, dataset)));
  const { parts, rows, tiles, rowParts } = deal(datasetId, preparation, table);
  if (tiles) return rowsOfPart(rowParts, part);
  const positions = rowsOfPart(parts, part);
  return rows ? positions.map((position) => rows[position] ?? 0) : positions;
}

const keptColumns = new KeptColumns();
let lastDeal: { readonly key: string; readonly dealt: DealtSamples } | null = null;

/** The parts of the rows; dealt anew only where something that decides them has changed. */
function deal(datasetId: string, preparation: PreparationSpec, table: Table): DealtSamples {
  const { task, split, normalClass, excludeColumn, columns, sample } = preparation;
  const deciding = splitColumns(preparation, table).map((name) => [name, columns[name]?.role]);
  const key = JSON.stringify([datasetId, task, split, normalClass, excludeColumn, deciding, sample]);
  if (lastDeal?.key !== key) lastDeal = { key, dealt: dealSamples(preparation, table) };
  return lastDeal.dealt;
}

/** Lets a cancel be heard. */
async function pauseFor(signal: AbortSignal): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve));
  if (signal.aborted) throw new Cancelled();
}

function classesOf(target: FittedTarget): readonly string[] {
  switch (target.kind) {
    case 'classes':
      return target.classes;
    case 'labels':
      return target.columns;
    case 'features':
      return target.label?.classes ?? [];
    case 'numbers':
      return [];
  }
}
