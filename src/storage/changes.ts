import type { StoreName } from './database.ts';

/** Something was written, or deleted, in another thread: another tab, or a worker. */
export interface StorageChange {
  readonly store: StoreName;
  /** The record's key: a project, data set or run id. */
  readonly id: string;
}

let channel: BroadcastChannel | null = null;
const openChannel = (): BroadcastChannel => (channel ??= new BroadcastChannel('lathe-storage'));

/** Tells every other thread of a write that has been committed. This thread's own listeners do not hear it: they know. */
export function announceChange(change: StorageChange): void {
  openChannel().postMessage(change);
}

/** Calls `listener` after each write elsewhere, until the function it returns is called. */
export function onStorageChange(listener: (change: StorageChange) => void): () => void {
  const receive = ({ data }: MessageEvent<StorageChange>): void => listener(data);
  const opened = openChannel();
  opened.addEventListener('message', receive);
  return () => opened.removeEventListener('message', receive);
}
