import { asError } from '../shared/appError.ts';

/** Lets go of a lock. */
export type Release = () => void;

export interface LockOptions {
  /** Takes the lock from whoever holds it, who is told through `onTaken`. */
  readonly steal?: boolean;
  /** Another context has stolen the lock: it is no longer held here. */
  readonly onTaken?: () => void;
}

/**
 * Takes the named lock for this context (page or worker) if it is free; null where another context, in this tab or another,
 * holds it. It is held until released, stolen, or the context ends, however it ends.
 */
export function holdLock(name: string, { steal = false, onTaken }: LockOptions = {}): Promise<Release | null> {
  return new Promise((resolve, reject) => {
    let isHeld = false;
    const hold = (lock: Lock | null): Promise<void> | undefined => {
      if (!lock) {
        resolve(null);
        return undefined;
      }
      return new Promise((end) => {
        isHeld = true;
        resolve(() => {
          isHeld = false;
          end();
        });
      });
    };
    navigator.locks
      .request(`lathe-${name}`, steal ? { steal } : { ifAvailable: true }, hold)
      .catch((error: unknown) => {
        if (isHeld) onTaken?.();
        else reject(asError(error));
      });
  });
}

/** Whether the named lock is free, or becomes so within a time. It is not kept. */
export async function isFreeWithin(name: string, patienceMs: number): Promise<boolean> {
  const patience = AbortSignal.timeout(patienceMs);
  try {
    await navigator.locks.request(`lathe-${name}`, { signal: patience }, () => undefined);
    return true;
  } catch (error) {
    if (patience.aborted) return false;
    throw error;
  }
}
