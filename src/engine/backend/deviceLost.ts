import { AppError } from '../../shared/appError.ts';

/** Watches a GPU device, because tfjs neither notices a lost device nor an allocation that failed. */
export interface DeviceWatch {
  /** Resolves with the reason when the device goes away under us, and never otherwise. */
  readonly onLost: Promise<string>;
  /** @throws AppError `engine.deviceLost` or `engine.failed` if the device was lost or reported an error since the last call. */
  throwIfFailed(): void;
}

/**
 * @param isReleased tells a device that we gave back ourselves from one that was taken.
 * @param onGone is called once, before `onLost` resolves, so that nobody builds on the dead device.
 */
export function watchDevice(device: GPUDevice, isReleased: () => boolean, onGone: () => void): DeviceWatch {
  let lostReason: string | null = null;
  let reportedError: string | null = null;
  device.addEventListener('uncapturederror', (event) => {
    reportedError ??= event.error.message;
  });
  const onLost = new Promise<string>((resolve) => {
    void device.lost.then((info) => {
      if (isReleased()) return;
      lostReason = info.message || info.reason;
      onGone();
      resolve(lostReason);
    });
  });
  return {
    onLost,
    throwIfFailed() {
      if (lostReason !== null) throw new AppError('engine.deviceLost', { reason: lostReason });
      if (reportedError === null) return;
      const reason = reportedError;
      reportedError = null;
      throw new AppError('engine.failed', { reason });
    },
  };
}
