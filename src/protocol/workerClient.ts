import { AppError, type Cancelled } from '../shared/appError.ts';
import { fromWire, type ClientMessage, type Contract, type Endpoint, type WorkerMessage } from './messages.ts';

export interface CallOptions<P> {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((value: P) => void) | undefined;
  readonly transfer?: Transferable[];
}

/** A living worker as the client needs it. `onDeath` is called once, whatever it dies of. */
export interface WorkerHandle {
  readonly endpoint: Endpoint<WorkerMessage>;
  terminate(): void;
  onDeath(listener: (reason: string) => void): void;
}

interface PendingCall {
  readonly resolve: (output: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly onProgress: ((value: unknown) => void) | undefined;
}

/**
 * Calls a worker. It is started by the first call, and again by the first call after its death; pending calls of a dead worker are
 * rejected with `worker.dead`. A cancelled call still answers: with what was reached, or with `Cancelled`; a worker that
 * does not answer a cancel within `cancelGraceMs` is terminated.
 */
export class WorkerClient<C extends Contract> {
  #handle: WorkerHandle | null = null;
  #pending = new Map<number, PendingCall>();
  #nextId = 1;

  constructor(
    readonly name: string,
    private readonly start: () => WorkerHandle,
    private readonly cancelGraceMs = 15_000,
  ) {}

  call<N extends keyof C & string>(
    name: N,
    input: C[N]['input'],
    options: CallOptions<C[N]['progress']> = {},
  ): Promise<C[N]['output']> {
    const { signal, onProgress, transfer = [] } = options;
    return new Promise<C[N]['output']>((resolve, reject) => {
      // A worker that cannot be started rejects the call.
      const handle = this.#living();
      const id = this.#nextId++;
      let graceTimer: ReturnType<typeof setTimeout> | undefined;
      const cancel = (): void => {
        handle.endpoint.postMessage({ kind: 'cancel', id } satisfies ClientMessage, []);
        graceTimer = setTimeout(
          () => this.#bury(handle, `no answer to cancel within ${this.cancelGraceMs} ms`),
          this.cancelGraceMs,
        );
      };
      const settle = (finish: () => void): void => {
        clearTimeout(graceTimer);
        signal?.removeEventListener('abort', cancel);
        this.#pending.delete(id);
        finish();
      };
      this.#pending.set(id, {
        resolve: (output) => settle(() => resolve(output)),
        reject: (error: Error | Cancelled) => settle(() => reject(error)),
        onProgress: onProgress ? (value) => onProgress(value) : undefined,
      });
      try {
        handle.endpoint.postMessage({ kind: 'call', id, name, input } satisfies ClientMessage, transfer);
      } catch (error) {
        this.#pending.get(id)?.reject(error instanceof Error ? error : new Error(String(error)));
        return;
      }
      if (signal?.aborted) cancel();
      else signal?.addEventListener('abort', cancel, { once: true });
    });
  }

  /** Ends the worker; pending calls are rejected, the next call starts a new one. */
  terminate(reason = 'terminated'): void {
    if (this.#handle) this.#bury(this.#handle, reason);
  }

  #living(): WorkerHandle {
    if (this.#handle) return this.#handle;
    const handle = this.start();
    handle.endpoint.addEventListener('message', ({ data }) => this.#receive(data));
    handle.onDeath((reason) => this.#bury(handle, reason));
    this.#handle = handle;
    return handle;
  }

  #receive(message: WorkerMessage): void {
    const call = this.#pending.get(message.id);
    if (!call) return;
    switch (message.kind) {
      case 'progress':
        for (const value of message.values) call.onProgress?.(value);
        break;
      case 'done':
        call.resolve(message.output);
        break;
      case 'failed':
        call.reject(fromWire(message.failure));
        break;
    }
  }

  #bury(handle: WorkerHandle, reason: string): void {
    if (this.#handle !== handle) return;
    this.#handle = null;
    handle.terminate();
    for (const call of [...this.#pending.values()])
      call.reject(new AppError('worker.dead', { worker: this.name, reason }));
  }
}
