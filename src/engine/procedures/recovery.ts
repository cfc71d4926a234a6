import { isAppError } from '../../shared/appError.ts';

/** A device that is lost this often in one go will not come back. */
const MAX_LOSSES = 3;

/**
 * Runs an attempt, and again after the device was lost under it. An attempt that got further before it failed (`hasAdvanced`)
 * starts the count anew.
 * @throws what the attempt threw: `engine.deviceLost` after the last one
 */
export async function withDeviceRecovery<T>(attempt: () => Promise<T>, hasAdvanced: () => boolean): Promise<T> {
  for (let losses = 1; ; losses++) {
    try {
      return await attempt();
    } catch (error) {
      const isLost = isAppError(error, 'engine.deviceLost');
      if (hasAdvanced()) losses = 1;
      if (!isLost || losses >= MAX_LOSSES) throw error;
    }
  }
}
