import { Cancelled } from '../shared/appError.ts';
import type { Progress } from '../protocol/progress.ts';

interface CallOptions {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
}

/** A question that a worker takes its time for: with progress, cancelled by the user, and forgotten when another is asked. */
export class LongCall<T> {
  outcome = $state.raw<T | null>(null);
  progress = $state.raw<Progress | null>(null);
  error = $state.raw<unknown>(null);
  #controller: AbortController | null = null;

  /** Asks the worker in place of whatever was asked before. */
  protected async ask(unit: Progress['unit'], call: (options: CallOptions) => Promise<T>): Promise<void> {
    this.reset();
    const controller = new AbortController();
    this.#controller = controller;
    this.progress = { done: 0, total: null, unit, remainingMs: null };
    const isCurrent = (): boolean => this.#controller === controller;
    try {
      const outcome = await call({
        signal: controller.signal,
        onProgress: (progress) => {
          if (isCurrent()) this.progress = progress;
        },
      });
      if (isCurrent()) this.outcome = outcome;
    } catch (error) {
      if (isCurrent() && !(error instanceof Cancelled)) this.error = error;
    } finally {
      if (isCurrent()) this.progress = null;
    }
  }

  cancel(): void {
    this.#controller?.abort();
  }

  /** Stops what is under way and forgets what came of it. */
  reset(): void {
    this.cancel();
    this.#controller = null;
    this.outcome = null;
    this.progress = null;
    this.error = null;
  }
}
