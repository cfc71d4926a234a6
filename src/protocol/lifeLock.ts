/**
 * A worker that is killed for its memory, or closes itself, fires no event. So each holds a Web Lock for as long as it lives,
 * and the page waits for the same lock: it is granted when the worker is gone.
 */
export interface Hello {
  readonly kind: 'hello';
  readonly lockName: string;
}

/** In the worker: takes the lock, then tells the page its name. */
export function announceLife(endpoint: { postMessage(message: unknown): void }, workerName: string): void {
  const lockName = `lathe-life-${workerName}-${crypto.randomUUID()}`;
  void navigator.locks.request(lockName, () => {
    endpoint.postMessage({ kind: 'hello', lockName } satisfies Hello);
    return new Promise<never>(() => undefined);
  });
}
