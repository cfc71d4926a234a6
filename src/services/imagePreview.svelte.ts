import type { ImageSample } from '../core/images/imageSample.ts';
import type { DataContract } from '../protocol/dataContract.ts';
import { dataWorker } from './workers.ts';

/** Some pictures of a data set as a network would see them under a preparation that is being edited. */
export class ImagePreview {
  pictures = $state.raw<DataContract['previewImages']['output']>([]);
  error = $state.raw<unknown>(null);
  #ticket = 0;

  async show(datasetId: string, rows: readonly number[], sample: ImageSample, changes: number): Promise<void> {
    const ticket = ++this.#ticket;
    try {
      const pictures = await dataWorker.call('previewImages', { datasetId, rows, sample, changes });
      if (ticket !== this.#ticket) return;
      this.pictures = pictures;
      this.error = null;
    } catch (error) {
      if (ticket === this.#ticket) this.error = error;
    }
  }
}
