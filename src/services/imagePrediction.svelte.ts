import { Cancelled } from '../shared/appError.ts';
import type { PickedFile, SeenImage } from '../protocol/dataContract.ts';
import type { ImageBatchOutcome, Prediction } from '../protocol/engineContract.ts';
import type { Progress } from '../protocol/progress.ts';
import { engineWorker } from './workers.ts';

/** Predicts one picture at a time; of several questions under way only the last one's answer is kept. */
export class ImagePrediction {
  prediction = $state.raw<Prediction | null>(null);
  /** The picture as the network saw it. */
  seen = $state.raw<SeenImage | null>(null);
  error = $state.raw<unknown>(null);
  isPending = $state(false);
  #ticket = 0;

  async predict(runId: string, file: File): Promise<void> {
    const ticket = ++this.#ticket;
    this.isPending = true;
    try {
      const { prediction, seen } = await engineWorker.call('predictImage', { runId, file });
      if (ticket !== this.#ticket) return;
      this.prediction = prediction;
      this.seen = seen;
      this.error = null;
    } catch (error) {
      if (ticket !== this.#ticket) return;
      this.prediction = null;
      this.seen = null;
      this.error = error;
    }
    this.isPending = false;
  }
}

/** Pictures in, a CSV of predictions out. */
export class ImageBatchPrediction {
  outcome = $state.raw<ImageBatchOutcome | null>(null);
  progress = $state.raw<Progress | null>(null);
  error = $state.raw<unknown>(null);
  #controller: AbortController | null = null;

  async run(runId: string, files: readonly PickedFile[]): Promise<void> {
    this.reset();
    const controller = new AbortController();
    this.#controller = controller;
    const isCurrent = (): boolean => this.#controller === controller;
    this.progress = { done: 0, total: null, unit: 'rows', remainingMs: null };
    try {
      const outcome = await engineWorker.call(
        'predictImages',
        { runId, files },
        {
          signal: controller.signal,
          onProgress: (progress) => {
            if (isCurrent()) this.progress = progress;
          },
        },
      );
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
