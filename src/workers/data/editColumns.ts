import { sliceValues } from '../../core/dataset/sliceValues.ts';
import type { Column, ColumnSchema } from '../../core/dataset/table.ts';
import type { DataContract } from '../../protocol/dataContract.ts';
import { beginDataset, getDataset, readChunks } from '../../storage/datasets.ts';

/** See `DataContract.editColumns`. @throws AppError `storage.notFound`, `storage.quota` */
export async function editColumns({
  datasetId,
  columns: edited,
}: DataContract['editColumns']['input']): Promise<DataContract['editColumns']['output']> {
  const record = await getDataset(datasetId);
  const { name, origin, fileName, imagesId, chunkRows, problems, companions, intensity, missingTokens, sizeBytes } =
    record;
  const byName = new Map(edited.map((column) => [column.name, column]));
  const added = edited.filter((column) => record.columns.every((other) => other.name !== column.name));
  const columns = [...record.columns.map((column) => byName.get(column.name) ?? column), ...added].map(schemaOf);
  const writer = await beginDataset({ name, origin, fileName, ...(imagesId ? { imagesId } : {}) }, chunkRows);
  try {
    for await (const { startRow, table } of readChunks(datasetId)) {
      const end = startRow + table.rowCount;
      const values = columns.map((column, i) => {
        const change = byName.get(column.name);
        const data = change ? sliceValues(change.data, startRow, end) : table.columns[i]?.data;
        if (!data) throw new Error(`no values of ${column.name}`);
        return data;
      });
      await writer.append(values, table.rowCount);
    }
    const { id } = await writer.commit({
      columns,
      problems,
      sizeBytes,
      ...(companions ? { companions } : {}),
      ...(intensity ? { intensity } : {}),
      ...(missingTokens ? { missingTokens } : {}),
    });
    return { datasetId: id };
  } catch (error) {
    await writer.abort();
    throw error;
  }
}

function schemaOf({ name, type, categories, dateFormat }: Column | ColumnSchema): ColumnSchema {
  return { name, type, ...(categories ? { categories } : {}), ...(dateFormat ? { dateFormat } : {}) };
}
