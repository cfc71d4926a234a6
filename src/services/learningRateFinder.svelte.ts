import { Cancelled } from '../shared/appError.ts';
import type { LearningRateSweep } from '../protocol/engineContract.ts';
import type { Progress } from '../protocol/progress.ts';
import type { ProjectSession } from './projectSession.svelte.ts';
import { engineWorker } from './workers.ts';

/** Sweeps the learning rate over a fresh network of the project's recipe. Nothing of it is kept; no run begins meanwhile. */
export class LearningRateFinder {
  sweep = $state.raw<LearningRateSweep | null>(null);
  progress = $state.raw<Progress | null>(null);
  error = $state.raw<unknown>(null);
  #controller: AbortController | null = null;

  constructor(private readonly session: ProjectSession) {}

  async run(): Promise<void> {
    const controller = new AbortController();
    this.#controller = controller;
    this.error = null;
    this.sweep = null;
    this.progress = { done: 0, total: null, unit: 'steps', remainingMs: null };
    this.session.isFindingRate = true;
    try {
      this.sweep = await engineWorker.call(
        'findLearningRate',
        { run: this.session.draftRun('') },
        { signal: controller.signal, onProgress: (progress) => (this.progress = progress) },
      );
    } catch (error) {
      if (!(error instanceof Cancelled)) this.error = error;
    } finally {
      this.progress = null;
      this.session.isFindingRate = false;
    }
  }

  cancel(): void {
    this.#controller?.abort();
  }
}
