import { Cancelled } from '../shared/appError.ts';
import type { PickedFile } from '../protocol/dataContract.ts';
import type { Progress } from '../protocol/progress.ts';
import type { ProjectSession } from './projectSession.svelte.ts';
import { dataWorker } from './workers.ts';

/** Pictures of one class being added to the project's, or becoming its first ones. */
export class PictureAdding {
  progress = $state.raw<Progress | null>(null);
  isBusy = $state(false);
  error = $state.raw<unknown>(null);
  #controller: AbortController | null = null;

  constructor(readonly session: ProjectSession) {}

  /** @returns false where it was cancelled or failed (see `error`): nothing is added then */
  async add(files: readonly PickedFile[], label: string, name: string): Promise<boolean> {
    const controller = new AbortController();
    this.#controller = controller;
    this.isBusy = true;
    this.error = null;
    // What is no set of pictures is not added to.
    const datasetId = this.session.dataset?.imagesId === undefined ? null : this.session.dataset.id;
    try {
      const outcome = await dataWorker.call(
        'addPictures',
        { datasetId, files, label, name },
        { signal: controller.signal, onProgress: (progress) => (this.progress = progress) },
      );
      if (datasetId === null) await this.session.setDataset(outcome.datasetId);
      else await this.session.setRelabelled(outcome.datasetId);
      return true;
    } catch (error) {
      if (!(error instanceof Cancelled)) this.error = error;
      return false;
    } finally {
      this.isBusy = false;
      this.progress = null;
    }
  }

  cancel(): void {
    this.#controller?.abort();
  }
}
