import type { PickedFile, SeenImage } from '../protocol/dataContract.ts';
import type { AlarmThreshold, ImageBatchOutcome, Prediction, TileScores } from '../protocol/engineContract.ts';
import type { Progress } from '../protocol/progress.ts';
import { Cancelled } from '../shared/appError.ts';
import { LongCall } from './longCall.svelte.ts';
import { engineWorker } from './workers.ts';

/** Predicts one picture at a time; of several questions under way only the last one's answer is kept. */
export class ImagePrediction {
  prediction = $state.raw<Prediction | null>(null);
  /** The picture as the network saw it. */
  seen = $state.raw<SeenImage | null>(null);
  /** Where the picture was cut into tiles, what was said of each. */
  tiles = $state.raw<TileScores | null>(null);
  progress = $state.raw<Progress | null>(null);
  error = $state.raw<unknown>(null);
  readonly isPending = $derived.by(() => this.progress !== null);
  #controller: AbortController | null = null;

  async predict(runId: string, file: File): Promise<void> {
    this.cancel();
    const controller = new AbortController();
    this.#controller = controller;
    const isCurrent = (): boolean => this.#controller === controller;
    this.progress = { done: 0, total: null, unit: 'rows', remainingMs: null };
    if (this.tiles) {
      // Tiles take their time: those of another picture are not to stand beside this one's name meanwhile.
      this.prediction = null;
      this.seen = null;
      this.tiles = null;
    }
    try {
      const { prediction, seen, tiles } = await engineWorker.call(
        'predictImage',
        { runId, file },
        {
          signal: controller.signal,
          onProgress: (progress) => {
            if (isCurrent()) this.progress = progress;
          },
        },
      );
      if (!isCurrent()) return;
      this.prediction = prediction;
      this.seen = seen;
      this.tiles = tiles;
      this.error = null;
    } catch (error) {
      if (!isCurrent()) return;
      this.prediction = null;
      this.seen = null;
      this.tiles = null;
      this.error = error instanceof Cancelled ? null : error;
    }
    this.progress = null;
  }

  cancel(): void {
    this.#controller?.abort();
  }
}

/** Pictures in, a CSV of predictions out. */
export class ImageBatchPrediction extends LongCall<ImageBatchOutcome> {
  /** @param alarm - of an autoencoder, the error above which there is an alarm */
  run(runId: string, files: readonly PickedFile[], alarm: AlarmThreshold = {}): Promise<void> {
    return this.ask('rows', (options) => engineWorker.call('predictImages', { runId, files, ...alarm }, options));
  }
}
