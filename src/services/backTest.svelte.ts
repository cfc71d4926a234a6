import { Cancelled } from '../shared/appError.ts';
import type { BackTest, BackTestMode } from '../core/evaluation/backTest.ts';
import type { Progress } from '../protocol/progress.ts';
import { engineWorker } from './workers.ts';

/** A back-test of one run at a time. Nothing of it is stored. */
export class BackTesting {
  result = $state.raw<BackTest | null>(null);
  progress = $state.raw<Progress | null>(null);
  error = $state.raw<unknown>(null);
  #controller: AbortController | null = null;

  async run(runId: string, origins: number, mode: BackTestMode): Promise<void> {
    this.cancel();
    const controller = new AbortController();
    this.#controller = controller;
    const isCurrent = (): boolean => this.#controller === controller;
    this.result = null;
    this.error = null;
    this.progress = { done: 0, total: null, unit: 'steps', remainingMs: null };
    try {
      const result = await engineWorker.call(
        'backTest',
        { runId, origins, mode },
        {
          signal: controller.signal,
          onProgress: (progress) => {
            if (isCurrent()) this.progress = progress;
          },
        },
      );
      if (isCurrent()) this.result = result;
    } catch (error) {
      if (isCurrent() && !(error instanceof Cancelled)) this.error = error;
    } finally {
      if (isCurrent()) this.progress = null;
    }
  }

  cancel(): void {
    this.#controller?.abort();
  }

  /** Cancels, and forgets what there is. */
  clear(): void {
    this.cancel();
    this.#controller = null;
    this.result = null;
    this.error = null;
    this.progress = null;
  }
}
