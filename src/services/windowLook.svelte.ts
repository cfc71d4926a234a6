import type { PreparationSpec } from '../core/preprocessing/preparation.ts';
import type { WindowPreview } from '../protocol/dataContract.ts';
import { dataWorker } from './workers.ts';

/** A stretch of a series with its windows; of several questions under way only the last one's answer is kept. */
export class WindowLook {
  preview = $state.raw<WindowPreview | null>(null);
  #ticket = 0;

  async load(datasetId: string, preparation: PreparationSpec, column: string, unit: number): Promise<void> {
    const ticket = ++this.#ticket;
    try {
      const preview = await dataWorker.call('windowPreview', { datasetId, preparation, column, unit });
      if (ticket === this.#ticket) this.preview = preview;
    } catch {
      // What is wrong with the preparation is said beside it, by its summary.
      if (ticket === this.#ticket) this.preview = null;
    }
  }
}
