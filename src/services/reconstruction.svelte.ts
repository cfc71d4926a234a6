import { Cancelled } from '../shared/appError.ts';
import type { RawRow } from '../core/dataset/table.ts';
import type { ReconstructedPart } from '../core/evaluation/reconstruction.ts';
import type { SplitPart } from '../core/preprocessing/preparation.ts';
import type { MadeAgain, ScoredRows } from '../protocol/engineContract.ts';
import type { Progress } from '../protocol/progress.ts';
import { getReconstruction } from '../storage/reconstructions.ts';
import { engineWorker } from './workers.ts';

export type { MadeAgain, ScoredRows };

/** One part of a run's split, sent through its autoencoder: as it is stored, or anew. */
export class Reconstruction {
  part = $state.raw<ReconstructedPart | null>(null);
  progress = $state.raw<Progress | null>(null);
  isBusy = $state(false);
  error = $state.raw<unknown>(null);
  #controller: AbortController | null = null;

  async load(runId: string, part: SplitPart): Promise<void> {
    this.cancel();
    const controller = new AbortController();
    this.#controller = controller;
    const isCurrent = (): boolean => this.#controller === controller;
    this.part = null;
    this.error = null;
    this.isBusy = true;
    try {
      const onProgress = (progress: Progress): void => {
        if (isCurrent()) this.progress = progress;
      };
      const reconstructed =
        (await getReconstruction(runId, part)) ??
        (await engineWorker.call('reconstruct', { runId, part }, { signal: controller.signal, onProgress }));
      if (isCurrent()) this.part = reconstructed;
    } catch (error) {
      if (isCurrent() && !(error instanceof Cancelled)) this.error = error;
    } finally {
      if (isCurrent()) {
        this.isBusy = false;
        this.progress = null;
      }
    }
  }

  cancel(): void {
    this.#controller?.abort();
  }
}

/** Some samples of a part beside what is made of them; of several questions under way only the last one's answer is kept. */
export class MadeAgainSamples {
  samples = $state.raw<readonly MadeAgain[]>([]);
  error = $state.raw<unknown>(null);
  #ticket = 0;

  /** @param isSpoilt - what noise leaves of them is sent through the network */
  async show(
    { runId, part }: Pick<ReconstructedPart, 'runId' | 'part'>,
    positions: readonly number[],
    isSpoilt: boolean,
  ): Promise<void> {
    const ticket = ++this.#ticket;
    try {
      const samples = await engineWorker.call('reconstructSamples', { runId, part, positions, isSpoilt });
      if (ticket !== this.#ticket) return;
      this.samples = samples;
      this.error = null;
    } catch (error) {
      if (ticket === this.#ticket) this.error = error;
    }
  }
}

/** How unusual one row is. */
export async function scoreRow(runId: string, row: RawRow): Promise<ScoredRows> {
  return engineWorker.call('scoreRows', { runId, rows: [row] });
}

/** One picture through an autoencoder. */
export async function scoreImage(runId: string, file: File): Promise<MadeAgain> {
  return engineWorker.call('scoreImage', { runId, file });
}
