import { cellText, writeCsvRecord } from '../../formats/csv/writeCsv.ts';
import type { DataContract } from '../../protocol/dataContract.ts';
import type { CallContext } from '../../protocol/serve.ts';
import { Cancelled } from '../../shared/appError.ts';
import { getDataset } from '../../storage/datasets.ts';
import { readOrder, readRows } from './storedRows.ts';

/** Rows that are text in memory at a time; after that they are in a Blob, which the browser may keep on disk. */
const BLOCK_ROWS = 65_536;

/** A view of a stored data set as CSV in UTF-8, header first. */
export async function exportTable(
  { datasetId, view }: DataContract['exportCsv']['input'],
  { signal, progress }: CallContext<DataContract['exportCsv']['progress']>,
): Promise<Blob> {
  const dataset = await getDataset(datasetId);
  const order = await readOrder(dataset, view);
  const total = order?.length ?? dataset.rowCount;
  const startedMs = performance.now();
  const blocks = [new Blob([writeCsvRecord(dataset.columns.map(({ name }) => name))])];
  for (let start = 0; start < total; start += BLOCK_ROWS) {
    if (signal.aborted) throw new Cancelled();
    const rows = await readRows(dataset, order, start, start + BLOCK_ROWS);
    const records = rows.map(({ cells }) =>
      writeCsvRecord(dataset.columns.map(({ type }, column) => cellText(type, cells[column] ?? null))),
    );
    blocks.push(new Blob([records.join('')]));
    const done = start + rows.length;
    const elapsedMs = performance.now() - startedMs;
    progress({ done, total, unit: 'rows', remainingMs: (elapsedMs * (total - done)) / done });
  }
  return new Blob(blocks, { type: 'text/csv' });
}
