import type { DBSchema, IDBPTransaction, StoreNames } from 'idb';
import { AppError, asError } from '../shared/appError.ts';
import type { ColumnValues } from '../core/dataset/table.ts';
import type { SplitPart } from '../core/preprocessing/preparation.ts';
import type { ReconstructedPart } from '../core/evaluation/reconstruction.ts';
import type { EvaluationReport } from '../core/evaluation/report.ts';
import { Connection, type Upgrade } from './connection.ts';
import { quotaError } from './quota.ts';
import type {
  CheckpointRecord,
  DatasetRecord,
  ModelRecord,
  ProfileRecord,
  ProjectRecord,
  RunRecord,
  SnapshotRecord,
  StoredImage,
  UnfinishedDatasetRecord,
} from './records.ts';

/** Where one column's values of one chunk of rows are: [data set, column index, chunk index]. */
export type ChunkKey = [datasetId: string, column: number, chunk: number];

/** Where a row's picture is. */
export type ImageKey = [imagesId: string, row: number];

/** The stores of the database and what they hold. */
export interface LatheSchema extends DBSchema {
  projects: { key: string; value: ProjectRecord; indexes: { byDataset: string } };
  /** Finished data sets only: what is being written is in `unfinishedDatasets`. */
  datasets: { key: string; value: DatasetRecord };
  unfinishedDatasets: { key: string; value: UnfinishedDatasetRecord };
  chunks: { key: ChunkKey; value: ColumnValues };
  /** Original files. Thumbnails are apart: a list must not read what it does not show. */
  images: { key: ImageKey; value: StoredImage };
  thumbnails: { key: ImageKey; value: StoredImage };
  /** What belongs to a row's picture: the mask of its defects, or the picture that it is to become. Not every row has one. */
  companions: { key: ImageKey; value: StoredImage };
  profiles: { key: string; value: ProfileRecord };
  runs: { key: string; value: RunRecord; indexes: { byProject: string; byDataset: string } };
  models: { key: string; value: ModelRecord };
  checkpoints: { key: string; value: CheckpointRecord };
  evaluations: { key: [runId: string, part: SplitPart]; value: EvaluationReport };
  /** What `evaluations` are for other networks: an autoencoder's errors, codes and all. */
  reconstructions: { key: [runId: string, part: SplitPart]; value: ReconstructedPart };
  snapshots: { key: [runId: string, step: number]; value: SnapshotRecord };
}
/** A store's name. */
export type StoreName = StoreNames<LatheSchema>;

/** The database's history. A released step is never edited: a change is a new step at the end. */
export const UPGRADES: readonly Upgrade<LatheSchema>[] = [
  (database) => {
    database.createObjectStore('projects', { keyPath: 'id' }).createIndex('byDataset', 'datasetId');
    database.createObjectStore('datasets', { keyPath: 'id' });
    database.createObjectStore('unfinishedDatasets', { keyPath: 'id' });
    database.createObjectStore('chunks');
    database.createObjectStore('profiles', { keyPath: 'datasetId' });
    const runs = database.createObjectStore('runs', { keyPath: 'id' });
    runs.createIndex('byProject', 'projectId');
    runs.createIndex('byDataset', 'datasetId');
    database.createObjectStore('models', { keyPath: 'runId' });
    database.createObjectStore('checkpoints', { keyPath: 'runId' });
    database.createObjectStore('evaluations', { keyPath: ['runId', 'part'] });
  },
  // Runs say which network is kept for them.
  async (_database, transaction) => {
    const epochs = new Map<string, number>();
    let model = await transaction.objectStore('models').openCursor();
    for (; model; model = await model.continue()) epochs.set(model.value.runId, model.value.epoch);
    let run = await transaction.objectStore('runs').openCursor();
    for (; run; run = await run.continue()) {
      const epoch = epochs.get(run.value.id);
      await run.update({ ...run.value, kept: epoch === undefined ? null : { epoch, version: 1 } });
    }
  },
  // Pictures.
  (database) => {
    database.createObjectStore('images');
    database.createObjectStore('thumbnails');
  },
  // What autoencoders made of a part.
  (database) => {
    database.createObjectStore('reconstructions', { keyPath: ['runId', 'part'] });
  },
  // Pictures in pairs.
  (database) => {
    database.createObjectStore('companions');
  },
  // What generators make as they train.
  (database) => {
    database.createObjectStore('snapshots', { keyPath: ['runId', 'step'] });
  },
];

const connection = new Connection<LatheSchema>('lathe', UPGRADES);

type Mode = 'readonly' | 'readwrite';
type Transaction<M extends Mode> = IDBPTransaction<LatheSchema, StoreName[], M>;
/** A transaction in which work can write. */
export type Writing = Transaction<'readwrite'>;

/** What a record without large arrays takes up at most, give or take: for the message when the disk is full. */
const SMALL_RECORD_BYTES = 64 * 1024;

/** Reads from `stores` in one transaction. `work` awaits nothing but the transaction's own requests. */
export function read<T>(
  stores: readonly StoreName[],
  work: (transaction: Transaction<'readonly'>) => Promise<T>,
): Promise<T> {
  return transact(stores, 'readonly', work, {}, 0);
}

/**
 * Writes to `stores` in one transaction: all of it or, where `work` throws or the disk is full, nothing.
 * `work` awaits nothing but the transaction's own requests. Throws `storage.quota`, `storage.blocked`, `storage.closed`
 * and `storage.failed`; `sizeBytes` says how much room the data needs.
 */
export function write<T>(
  stores: readonly StoreName[],
  work: (transaction: Writing) => Promise<T>,
  { sizeBytes = SMALL_RECORD_BYTES, ...options }: { sizeBytes?: number } & IDBTransactionOptions = {},
): Promise<T> {
  return transact(stores, 'readwrite', work, options, sizeBytes);
}

async function transact<M extends Mode, T>(
  stores: readonly StoreName[],
  mode: M,
  work: (transaction: Transaction<M>) => Promise<T>,
  options: IDBTransactionOptions,
  sizeBytes: number,
): Promise<T> {
  try {
    const transaction = await begin(stores, mode, options);
    const settled = transaction.done.then(
      () => null,
      (error: unknown) => ({ error }),
    );
    try {
      const result = await work(transaction);
      const failure = await settled;
      if (failure) throw failure.error;
      return result;
    } catch (error) {
      abort(transaction);
      const failure = await settled;
      throw failure && isQuotaError(failure.error) ? failure.error : error;
    }
  } catch (error) {
    throw await asAppError(error, sizeBytes);
  }
}

/** A connection can be lost without an event having come yet; then one new one is tried. */
async function begin<M extends Mode>(
  stores: readonly StoreName[],
  mode: M,
  options: IDBTransactionOptions,
): Promise<Transaction<M>> {
  try {
    return (await connection.open()).transaction([...stores], mode, options);
  } catch (error) {
    if (!(error instanceof DOMException && error.name === 'InvalidStateError')) throw error;
    await connection.close();
    return (await connection.open()).transaction([...stores], mode, options);
  }
}

function abort(transaction: { abort(): void }): void {
  try {
    transaction.abort();
  } catch {
    // It had ended by itself.
  }
}

async function asAppError(error: unknown, sizeBytes: number): Promise<Error> {
  if (error instanceof AppError) return error;
  if (error instanceof DOMException) {
    return isQuotaError(error)
      ? quotaError(sizeBytes, error)
      : new AppError('storage.failed', { reason: `${error.name}: ${error.message}` }, { cause: error });
  }
  return asError(error);
}

function isQuotaError(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'QuotaExceededError';
}
