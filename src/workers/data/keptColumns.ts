import type { Column, Table } from '../../core/dataset/table.ts';
import { readTable } from '../../storage/datasets.ts';
import type { DatasetRecord } from '../../storage/records.ts';

/** Columns are kept while the data set is no larger than this. */
const MAX_BYTES = 192 * 2 ** 20;

/** Whole columns of one data set, kept between questions: an edit of the preparation reads only what it adds. */
export class KeptColumns {
  #datasetId = '';
  #columns = new Map<string, Column>();

  /** The named columns, in that order. Throws like `readTable`. */
  async read(dataset: DatasetRecord, names: readonly string[]): Promise<Table> {
    const known = this.#datasetId === dataset.id ? this.#columns : new Map<string, Column>();
    const missing = names.filter((name) => !known.has(name));
    const read = missing.length > 0 ? (await readTable(dataset.id, { columns: missing })).columns : [];
    const all = new Map(known);
    for (const column of read) all.set(column.name, column);
    const columns = names.flatMap((name) => all.get(name) ?? []);
    this.#datasetId = dataset.id;
    this.#columns = dataset.sizeBytes <= MAX_BYTES ? all : new Map<string, Column>();
    return { rowCount: dataset.rowCount, columns };
  }
}
