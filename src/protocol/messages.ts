import {
  AppError,
  isAppError,
  Cancelled,
  describeUnknown,
  type ErrorCode,
  type ErrorDetails,
} from '../shared/appError.ts';

/** What can be asked of a worker: for each request its input, the values it reports while it runs, and its answer. */
export type Contract = Readonly<Record<string, { input: unknown; progress: unknown; output: unknown }>>;

/** Page → worker. */
export type ClientMessage =
  | { readonly kind: 'call'; readonly id: number; readonly name: string; readonly input: unknown }
  | { readonly kind: 'cancel'; readonly id: number };

/** Worker → page. Progress comes in batches, oldest first, at most ten a second. */
export type WorkerMessage =
  | { readonly kind: 'progress'; readonly id: number; readonly values: readonly unknown[] }
  | { readonly kind: 'done'; readonly id: number; readonly output: unknown }
  | { readonly kind: 'failed'; readonly id: number; readonly failure: WireFailure };

/** An error as it crosses the boundary: structured clone would lose its class, code and details. */
export type WireFailure =
  | { readonly kind: 'app'; readonly code: ErrorCode; readonly details: ErrorDetails[ErrorCode] }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'bug'; readonly name: string; readonly message: string; readonly stack: string };

/** Either end of a message channel: a Worker, a worker's global scope, or a MessagePort (in Node too). */
export interface Endpoint<Incoming> {
  postMessage(message: unknown, transfer: Transferable[]): void;
  addEventListener(type: 'message', listener: (event: { data: Incoming }) => void): void;
}

export function toWire(error: unknown): WireFailure {
  if (isAppError(error)) return { kind: 'app', code: error.code, details: error.details };
  if (error instanceof Cancelled) return { kind: 'cancelled' };
  if (error instanceof Error)
    return { kind: 'bug', name: error.name, message: error.message, stack: error.stack ?? '' };
  return { kind: 'bug', name: 'Error', message: describeUnknown(error), stack: '' };
}

export function fromWire(failure: WireFailure): Error {
  switch (failure.kind) {
    case 'app':
      return new AppError(failure.code, failure.details);
    case 'cancelled':
      return new Cancelled();
    case 'bug': {
      const error = new Error(failure.message);
      error.name = failure.name;
      error.stack = failure.stack;
      return error;
    }
  }
}
