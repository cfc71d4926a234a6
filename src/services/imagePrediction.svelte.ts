import type { PickedFile, SeenImage } from '../protocol/dataContract.ts';
import type { AlarmThreshold, ImageBatchOutcome, Prediction } from '../protocol/engineContract.ts';
import { LongCall } from './longCall.svelte.ts';
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
export class ImageBatchPrediction extends LongCall<ImageBatchOutcome> {
  /** @param alarm - of an autoencoder, the error above which there is an alarm */
  run(runId: string, files: readonly PickedFile[], alarm: AlarmThreshold = {}): Promise<void> {
    return this.ask('rows', (options) => engineWorker.call('predictImages', { runId, files, ...alarm }, options));
  }
}
