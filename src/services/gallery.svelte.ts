import { IMAGE_COLUMNS } from '../core/images/suggestImageSample.ts';
import type { PreparationSpec, SplitPart } from '../core/preprocessing/preparation.ts';
import type { DatasetRecord } from '../storage/records.ts';
import { DatasetView } from './datasetView.svelte.ts';
import { Thumbnails } from './thumbnails.svelte.ts';
import { dataWorker } from './workers.ts';

/** The pictures of a data set, filtered by class and part. Whoever makes one closes it. */
export class Gallery {
  readonly view: DatasetView;
  readonly thumbnails: Thumbnails;
  readonly labelColumn = IMAGE_COLUMNS.label;
  error = $state.raw<unknown>(null);
  #ticket = 0;

  constructor(readonly dataset: DatasetRecord) {
    this.view = new DatasetView(dataset.id);
    this.thumbnails = new Thumbnails(dataset.id);
  }

  /** @param label - null: those without a class; undefined: all */
  async show(
    label: string | null | undefined,
    part: SplitPart | null,
    preparation: PreparationSpec | null,
  ): Promise<void> {
    const ticket = ++this.#ticket;
    const datasetId = this.dataset.id;
    try {
      const rows = part && preparation ? await dataWorker.call('partRows', { datasetId, preparation, part }) : null;
      if (ticket !== this.#ticket) return;
      const filters =
        label === undefined ? [] : [{ column: this.labelColumn, kind: 'oneOf', values: [label] } as const];
      await this.view.setView({ rows, filters });
      this.error = null;
    } catch (error) {
      if (ticket === this.#ticket) this.error = error;
    }
  }

  close(): void {
    this.thumbnails.close();
  }
}
