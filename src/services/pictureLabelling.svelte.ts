import {
  addClass,
  labelColumns,
  readLabels,
  setExcluded,
  setLabel,
  type PictureLabels,
} from '../core/images/pictureLabels.ts';
import { EXCLUDED_COLUMN, IMAGE_COLUMNS } from '../core/images/suggestImageSample.ts';
import { HISTORY_LIMIT, pushHistory, redo, startHistory, undo, type History } from '../core/recipe/history.ts';
import { readTable } from '../storage/datasets.ts';
import type { ProjectSession } from './projectSession.svelte.ts';
import { dataWorker } from './workers.ts';

/** Labels that come within this time are stored together. */
const SAVE_DELAY_MS = 800;
/** What steps to undo may take up; with many pictures there are fewer. */
const HISTORY_BYTES = 64 * 2 ** 20;

/**
 * The labels of the project's pictures being edited: a change shows at once, can be undone, and is stored a moment later, as a data set
 * that shares the pictures. Runs keep the one that they were trained on.
 */
export class PictureLabelling {
  error = $state.raw<unknown>(null);
  isSaving = $state(false);
  #history = $state.raw<History<PictureLabels>>(
    startHistory({ classes: [], codes: new Int32Array(0), excluded: new Uint8Array(0) }),
  );
  /** Labels as they are stored. */
  #stored = $state.raw<PictureLabels | null>(null);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #saving: Promise<void> = Promise.resolve();

  readonly labels = $derived.by(() => this.#history.present);
  readonly isLoaded = $derived.by(() => this.#stored !== null);
  readonly isSaved = $derived.by(() => this.#stored === this.labels);
  readonly canUndo = $derived.by(() => this.#history.past.length > 0);
  readonly canRedo = $derived.by(() => this.#history.future.length > 0);

  constructor(readonly session: ProjectSession) {}

  async load(): Promise<void> {
    const { dataset } = this.session;
    if (!dataset) return;
    try {
      const names = [IMAGE_COLUMNS.label, EXCLUDED_COLUMN].filter((name) =>
        dataset.columns.some((column) => column.name === name),
      );
      const labels = readLabels(await readTable(dataset.id, { columns: names }));
      this.#history = startHistory(labels);
      this.#stored = labels;
    } catch (error) {
      this.error = error;
    }
  }

  /** @param code - an index into `labels.classes`; -1: no class */
  label(rows: readonly number[], code: number): void {
    this.#push(setLabel(this.labels, rows, code));
  }

  exclude(rows: readonly number[], isExcluded: boolean): void {
    this.#push(setExcluded(this.labels, rows, isExcluded));
  }

  /** Gives rows a class by its name, which may be a new one. */
  labelAs(rows: readonly number[], name: string): void {
    const labels = addClass(this.labels, name);
    this.#push(setLabel(labels, rows, labels.classes.indexOf(name)));
  }

  undo(): void {
    this.#history = undo(this.#history);
    this.#saveSoon();
  }

  redo(): void {
    this.#history = redo(this.#history);
    this.#saveSoon();
  }

  /** Stores at once what is not stored yet; resolves when it is. What could not be stored stays, with `error`. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#saving = this.#saving.then(() => this.#save());
    return this.#saving;
  }

  #push(labels: PictureLabels): void {
    const stateBytes = labels.codes.byteLength + labels.excluded.byteLength;
    const limit = Math.max(1, Math.min(HISTORY_LIMIT, Math.floor(HISTORY_BYTES / Math.max(1, stateBytes))));
    this.#history = pushHistory(this.#history, labels, limit);
    this.#saveSoon();
  }

  #saveSoon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.flush(), SAVE_DELAY_MS);
  }

  async #save(): Promise<void> {
    const { dataset } = this.session;
    const { labels } = this;
    if (!dataset || !this.#stored || this.isSaved) return;
    this.isSaving = true;
    try {
      const hasExclusion = dataset.columns.some(({ name }) => name === EXCLUDED_COLUMN);
      const columns = labelColumns(labels, hasExclusion);
      const { datasetId } = await dataWorker.call('editColumns', { datasetId: dataset.id, columns });
      await this.session.setRelabelled(datasetId);
      this.#stored = labels;
      this.error = null;
    } catch (error) {
      this.error = error;
    } finally {
      this.isSaving = false;
    }
  }
}
