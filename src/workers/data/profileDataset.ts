import { profileTable, type ColumnSource } from '../../core/dataset/profileTable.ts';
import type { DatasetProfile } from '../../core/dataset/profile.ts';
import { AppError, Cancelled } from '../../shared/appError.ts';
import type { DataContract } from '../../protocol/dataContract.ts';
import type { CallContext } from '../../protocol/serve.ts';
import { getDataset, readChunks, readTable } from '../../storage/datasets.ts';
import { getProfile, putProfile } from '../../storage/profiles.ts';
import type { DatasetRecord } from '../../storage/records.ts';

/** A stored data set's profile: the one that was kept, where it is for the same target; else computed and kept. */
export async function profileDataset(
  { datasetId, target }: DataContract['profile']['input'],
  { signal, progress }: CallContext<DataContract['profile']['progress']>,
): Promise<DatasetProfile> {
  const kept = await getProfile(datasetId);
  if (kept?.profile.target === target) return kept.profile;
  const dataset = await getDataset(datasetId);
  const startedMs = performance.now();
  const profile = await profileTable(storedColumns(dataset), target, (share) => {
    if (signal.aborted) throw new Cancelled();
    const elapsedMs = performance.now() - startedMs;
    progress({
      done: Math.round(share * dataset.rowCount),
      total: dataset.rowCount,
      unit: 'rows',
      remainingMs: share > 0 ? (elapsedMs * (1 - share)) / share : null,
    });
  });
  await putProfile({ datasetId, profile });
  return profile;
}

function storedColumns({ id, rowCount, columns }: DatasetRecord): ColumnSource {
  return {
    rowCount,
    columns,
    async readColumn(name) {
      const [column] = (await readTable(id, { columns: [name] })).columns;
      if (!column) throw new AppError('data.columnMissing', { column: name });
      return column;
    },
    async *readNumbers(names) {
      for await (const { table } of readChunks(id, names)) {
        yield table.columns.map(({ data }) =>
          data.kind === 'numeric' ? data.values : new Float64Array(table.rowCount).fill(NaN),
        );
      }
    },
  };
}
