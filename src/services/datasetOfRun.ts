import { AppError } from '../shared/appError.ts';
import { getDataset } from '../storage/datasets.ts';
import type { DatasetRecord } from '../storage/records.ts';

/** The data set that a run was trained on; null where it is gone. */
export async function datasetOfRun(datasetId: string): Promise<DatasetRecord | null> {
  try {
    return await getDataset(datasetId);
  } catch (error) {
    if (error instanceof AppError && error.code === 'storage.notFound') return null;
    throw error;
  }
}
