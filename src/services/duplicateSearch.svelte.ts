import type { Duplicates } from '../core/images/duplicates.ts';
import { DUPLICATES_COLUMN } from '../core/images/suggestImageSample.ts';
import { defaultColumnPreparation } from '../core/preprocessing/suggestPreparation.ts';
import { Cancelled } from '../shared/appError.ts';
import type { Progress } from '../protocol/progress.ts';
import type { ProjectSession } from './projectSession.svelte.ts';
import { dataWorker } from './workers.ts';

/** Bits of 64 in which pictures that look much alike may differ, until another number is chosen. */
const USUAL_DISTANCE = 6;

/** Pictures of the project that are the same, or much alike. */
export class DuplicateSearch {
  maxDistance = $state(USUAL_DISTANCE);
  found = $state.raw<Duplicates | null>(null);
  progress = $state.raw<Progress | null>(null);
  error = $state.raw<unknown>(null);
  isKeeping = $state(false);
  #controller: AbortController | null = null;

  /** Whether the split keeps duplicates in one part. */
  readonly areTogether = $derived.by(() => {
    const split = this.session.project.preparation?.split;
    return split?.kind === 'group' && split.column === DUPLICATES_COLUMN;
  });

  constructor(readonly session: ProjectSession) {}

  async run(): Promise<void> {
    const { dataset } = this.session;
    if (!dataset) return;
    this.cancel();
    const controller = new AbortController();
    this.#controller = controller;
    this.error = null;
    this.progress = { done: 0, total: dataset.rowCount, unit: 'rows', remainingMs: null };
    try {
      const found = await dataWorker.call(
        'findDuplicates',
        { datasetId: dataset.id, maxDistance: this.maxDistance },
        { signal: controller.signal, onProgress: (progress) => (this.progress = progress) },
      );
      if (this.#controller === controller) this.found = found;
    } catch (error) {
      if (this.#controller === controller && !(error instanceof Cancelled)) this.error = error;
    } finally {
      if (this.#controller === controller) this.progress = null;
    }
  }

  cancel(): void {
    this.#controller?.abort();
  }

  /** Deals pictures to the parts so that duplicates, and duplicates of duplicates, are in one part. Labels are stored before. */
  async keepTogether(): Promise<void> {
    const { dataset, project } = this.session;
    const { found } = this;
    if (!dataset || !project.preparation || !found) return;
    this.isKeeping = true;
    try {
      const values = Float64Array.from(found.groups);
      const { datasetId } = await dataWorker.call('editColumns', {
        datasetId: dataset.id,
        columns: [{ name: DUPLICATES_COLUMN, type: 'integer', data: { kind: 'numeric', values } }],
      });
      await this.session.setRelabelled(datasetId);
      const before = this.session.project.preparation ?? project.preparation;
      const { train, validation, test } = before.split;
      const seed = 'seed' in before.split ? before.split.seed : 1;
      const column = { ...defaultColumnPreparation('integer', 'group'), role: 'group' } as const;
      await this.session.setPreparation({
        ...before,
        columns: { ...before.columns, [DUPLICATES_COLUMN]: column },
        split: { kind: 'group', column: DUPLICATES_COLUMN, seed, train, validation, test },
      });
      this.error = null;
    } catch (error) {
      this.error = error;
    } finally {
      this.isKeeping = false;
    }
  }
}
