import type { DataContract, TablePage } from '../../protocol/dataContract.ts';
import { getDataset } from '../../storage/datasets.ts';
import { readOrder, readRows } from './storedRows.ts';

/** `count` rows of a view of a stored data set, from place `start` on. */
export async function tablePage({
  datasetId,
  view,
  start,
  count,
}: DataContract['tablePage']['input']): Promise<TablePage> {
  const dataset = await getDataset(datasetId);
  const order = await readOrder(dataset, view);
  return {
    totalRows: order?.length ?? dataset.rowCount,
    rows: await readRows(dataset, order, start, start + count),
  };
}
