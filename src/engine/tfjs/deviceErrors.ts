import type { ActiveBackend } from '../backend/backends.ts';

/** A lost device shows first in calls that fail for reasons of their own; the news itself takes a moment more. */
const LOSS_GRACE_MS = 300;

/**
 * Runs work on a backend so that what the GPU did to it is what is thrown.
 * @throws AppError `engine.deviceLost` where the device went away, `engine.failed` where the GPU reported an error; else what `work` threw
 */
export async function withDeviceErrors<T>(backend: ActiveBackend | null, work: () => Promise<T>): Promise<T> {
  if (!backend) return work();
  let result: T;
  try {
    result = await work();
  } catch (error) {
    if (backend.name === 'webgpu') await Promise.race([backend.onLost, waitMs(LOSS_GRACE_MS)]);
    backend.throwIfFailed();
    throw error;
  }
  backend.throwIfFailed();
  return result;
}

function waitMs(durationMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, durationMs));
}
