import { AppError } from '../shared/appError.ts';
import { toWire, type ClientMessage, type Contract, type Endpoint, type WorkerMessage } from './messages.ts';

const PROGRESS_INTERVAL_MS = 100;

/** What a handler gets beside its input. A handler that stops because of the signal throws `Cancelled`, or answers with what was reached. */
export interface CallContext<P> {
  readonly signal: AbortSignal;
  progress(value: P): void;
}

export type Handlers<C extends Contract> = {
  readonly [N in keyof C]: (
    input: C[N]['input'],
    context: CallContext<C[N]['progress']>,
  ) => Promise<C[N]['output'] | Transferred<C[N]['output']>>;
};

/** An answer whose buffers move instead of being copied; the worker must not touch them afterwards. */
export class Transferred<T> {
  constructor(
    readonly value: T,
    readonly buffers: Transferable[],
  ) {}
}

/** Answers calls that arrive at `endpoint`. A missing handler does not compile. */
export function serve<C extends Contract>(endpoint: Endpoint<ClientMessage>, handlers: Handlers<C>): void {
  const running = new Map<number, AbortController>();
  const send = (message: WorkerMessage, transfer: Transferable[] = []): void => endpoint.postMessage(message, transfer);

  endpoint.addEventListener('message', ({ data: message }) => {
    if (message.kind === 'cancel') running.get(message.id)?.abort();
    else void answer(message.id, message.name, message.input);
  });

  async function answer(id: number, name: string, input: unknown): Promise<void> {
    const controller = new AbortController();
    running.set(id, controller);
    const progress = batchProgress((values) => send({ kind: 'progress', id, values }));
    try {
      const handler = Object.hasOwn(handlers, name) ? handlers[name] : undefined;
      if (!handler) throw new AppError('worker.unknownRequest', { kind: name });
      const answered = await handler(input, { signal: controller.signal, progress: progress.push });
      progress.flush();
      if (answered instanceof Transferred) send({ kind: 'done', id, output: answered.value }, answered.buffers);
      else send({ kind: 'done', id, output: answered });
    } catch (error) {
      progress.flush();
      send({ kind: 'failed', id, failure: toWire(error) });
    } finally {
      running.delete(id);
    }
  }
}

/** Gathers values so that they leave at most every 100 ms; nothing is dropped. The clock is read, so that a busy worker reports too. */
function batchProgress(sendBatch: (values: readonly unknown[]) => void): { push(value: unknown): void; flush(): void } {
  let waiting: unknown[] = [];
  let lastSentMs = -Infinity;
  let timer: ReturnType<typeof setTimeout> | null = null;
  const flush = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    if (waiting.length === 0) return;
    const values = waiting;
    waiting = [];
    lastSentMs = performance.now();
    sendBatch(values);
  };
  const push = (value: unknown): void => {
    waiting.push(value);
    const dueInMs = lastSentMs + PROGRESS_INTERVAL_MS - performance.now();
    if (dueInMs <= 0) flush();
    else timer ??= setTimeout(flush, dueInMs);
  };
  return { push, flush };
}
