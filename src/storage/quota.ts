import { AppError } from '../shared/appError.ts';

/** How full this site's storage is, by the browser's estimate. Chromium does not give the disk away: it reports 10 GiB more than is used. */
export interface Quota {
  readonly usageBytes: number;
  readonly quotaBytes: number;
  /** The browser does not clear it by itself when the disk runs short. */
  readonly isPersistent: boolean;
}

/** Room kept free beside what is asked for: indexes, and the records that the browser writes around the data. */
const HEADROOM = 1.1;

/**
 * Asks the browser to keep this site's data when the disk runs short; says whether it does.
 * Only the page can ask: in a worker this tells what was granted.
 */
export async function requestPersistence(): Promise<boolean> {
  const storage: Pick<StorageManager, 'persisted'> & { persist?: () => Promise<boolean> } = navigator.storage;
  return (await storage.persisted()) || ((await storage.persist?.()) ?? false);
}

/** Usage and limit of this site's storage. */
export async function readQuota(): Promise<Quota> {
  const [estimate, isPersistent] = await Promise.all([navigator.storage.estimate(), navigator.storage.persisted()]);
  return { usageBytes: estimate.usage ?? 0, quotaBytes: estimate.quota ?? 0, isPersistent };
}

/** Throws `storage.quota` where `bytes` more surely would not fit: better said before a long import than in its midst. */
export async function ensureRoom(bytes: number): Promise<void> {
  const { usageBytes, quotaBytes } = await readQuota();
  if (usageBytes + bytes * HEADROOM > quotaBytes) throw await quotaError(bytes);
}

/**
 * The failure to tell when `neededBytes` were refused. What is available is at most what was asked for: browsers report a rounder, larger
 * quota than they enforce.
 */
export async function quotaError(neededBytes: number, cause?: unknown): Promise<AppError<'storage.quota'>> {
  const { usageBytes, quotaBytes } = await readQuota();
  const availableBytes = Math.min(neededBytes, Math.max(0, quotaBytes - usageBytes));
  return new AppError('storage.quota', { neededBytes, availableBytes }, { cause });
}
