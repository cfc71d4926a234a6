import { orderRows, viewColumns } from '../../core/dataset/orderRows.ts';
import { cellAt, type CellValue, type Table } from '../../core/dataset/table.ts';
import type { TableView } from '../../core/dataset/tableView.ts';
import { readTable } from '../../storage/datasets.ts';
import type { DatasetRecord } from '../../storage/records.ts';

/** Chunks are kept up to this much, so that scrolling through a sorted table does not read the same ones again and again. */
const CACHE_BYTES = 192 * 2 ** 20;

/** One row of a data set: its index there, then its cells in column order. */
export interface StoredRow {
  readonly index: number;
  readonly cells: readonly CellValue[];
}

interface KeptOrder {
  readonly datasetId: string;
  readonly view: TableView;
  readonly order: Promise<Uint32Array | null>;
}

// Data sets never change once they are stored, so what is kept here cannot go stale.
let lastOrder: KeptOrder | null = null;
const chunks = new Map<string, { readonly table: Table; readonly sizeBytes: number }>();

/** The row order of a view, see `orderRows`; the last one is kept, for the pages that follow. */
export function readOrder(dataset: DatasetRecord, view: TableView): Promise<Uint32Array | null> {
  if (lastOrder?.datasetId === dataset.id && isSameView(lastOrder.view, view)) return lastOrder.order;
  const order = computeOrder(dataset, view);
  const kept = { datasetId: dataset.id, view, order };
  lastOrder = kept;
  order.catch(() => {
    if (lastOrder === kept) lastOrder = null;
  });
  return order;
}

async function computeOrder(dataset: DatasetRecord, view: TableView): Promise<Uint32Array | null> {
  const { columns } = await readTable(dataset.id, { columns: viewColumns(view) });
  return orderRows(view, { rowCount: dataset.rowCount, columns });
}

/** Places start … end-1 of an order. Only the chunks with these rows are read. */
export async function readRows(
  dataset: DatasetRecord,
  order: Uint32Array | null,
  start: number,
  end: number,
): Promise<readonly StoredRow[]> {
  const last = Math.min(end, order?.length ?? dataset.rowCount);
  const rows: StoredRow[] = [];
  for (let place = Math.max(0, start); place < last; place++) {
    const index = order ? (order[place] ?? 0) : place;
    const chunk = Math.floor(index / dataset.chunkRows);
    const key = chunkKey(dataset, chunk);
    const table = chunks.get(key)?.table ?? (await loadChunk(dataset, chunk));
    rows.push({ index, cells: table.columns.map((column) => cellAt(column, index - chunk * dataset.chunkRows)) });
  }
  return rows;
}

async function loadChunk(dataset: DatasetRecord, chunk: number): Promise<Table> {
  const startRow = chunk * dataset.chunkRows;
  const table = await readTable(dataset.id, { startRow, endRow: startRow + dataset.chunkRows });
  const sizeBytes = (dataset.sizeBytes * table.rowCount) / Math.max(1, dataset.rowCount);
  let keptBytes = sizeBytes;
  for (const kept of chunks.values()) keptBytes += kept.sizeBytes;
  for (const [key, kept] of chunks) {
    if (keptBytes <= CACHE_BYTES) break;
    chunks.delete(key);
    keptBytes -= kept.sizeBytes;
  }
  chunks.set(chunkKey(dataset, chunk), { table, sizeBytes });
  return table;
}

function chunkKey({ id }: DatasetRecord, chunk: number): string {
  return `${id}/${chunk}`;
}

function isSameView(a: TableView, b: TableView): boolean {
  const isSameRows =
    a.rows === b.rows ||
    (a.rows !== null && b.rows?.length === a.rows.length && a.rows.every((row, i) => row === b.rows?.[i]));
  return isSameRows && JSON.stringify([a.filters, a.sort]) === JSON.stringify([b.filters, b.sort]);
}
