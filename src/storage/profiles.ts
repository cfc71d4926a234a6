import { AppError } from '../shared/appError.ts';
import { read, write } from './database.ts';
import type { ProfileRecord } from './records.ts';

/** Keeps a data set's profile, so that it is computed once. Throws `storage.notFound` where the data set is gone. */
export async function putProfile(record: ProfileRecord): Promise<void> {
  await write(['datasets', 'profiles'], async (transaction) => {
    const dataset = await transaction.objectStore('datasets').getKey(record.datasetId);
    if (dataset === undefined) throw new AppError('storage.notFound', { kind: 'dataset', id: record.datasetId });
    await transaction.objectStore('profiles').put(record);
  });
}

/** A data set's profile; null where there is none yet. */
export async function getProfile(datasetId: string): Promise<ProfileRecord | null> {
  return (await read(['profiles'], (transaction) => transaction.objectStore('profiles').get(datasetId))) ?? null;
}
