import { Cancelled } from '../shared/appError.ts';
import type { ImportPlan, ImportPreview } from '../core/dataset/importOptions.ts';
import type { ImportOutcome, ImportSource } from '../protocol/dataContract.ts';
import type { Progress } from '../protocol/progress.ts';
import { requestPersistence } from '../storage/quota.ts';
import { dataWorker } from './workers.ts';

/** One file on its way in: what was detected, what the user overrides, and the import itself. */
export class ImportSession {
  preview = $state.raw<ImportPreview | null>(null);
  isPreviewing = $state(false);
  progress = $state.raw<Progress | null>(null);
  outcome = $state.raw<ImportOutcome | null>(null);
  error = $state.raw<unknown>(null);
  readonly isImporting = $derived(this.progress !== null);

  /** What the user has set; the rest stays as detected. */
  #overrides: Partial<ImportPlan> = {};
  #sheet: string | null = null;
  #ticket = 0;
  #controller: AbortController | null = null;

  constructor(
    readonly source: ImportSource,
    readonly name: string,
  ) {}

  /** Detects what is not overridden, and shows the first rows under the plan. */
  async refresh(): Promise<void> {
    const ticket = ++this.#ticket;
    this.isPreviewing = true;
    try {
      const preview = await dataWorker.call('preview', { source: this.source, plan: this.#overrides, sheet: this.#sheet });
      if (ticket !== this.#ticket) return;
      this.preview = preview;
      this.error = null;
    } catch (error) {
      if (ticket === this.#ticket) this.error = error;
    } finally {
      if (ticket === this.#ticket) this.isPreviewing = false;
    }
  }

  /** A change of dialect detects the columns anew; a change of columns keeps the rest. */
  override(change: Partial<ImportPlan>): Promise<void> {
    const { columns: _, ...kept } = this.#overrides;
    this.#overrides = change.dialect ? { ...kept, ...change } : { ...this.#overrides, ...change };
    return this.refresh();
  }

  chooseSheet(sheet: string): Promise<void> {
    this.#sheet = sheet;
    this.#overrides = {};
    return this.refresh();
  }

  /** Imports under the previewed plan. Null where it was cancelled or failed (see `error`); nothing is left behind then. */
  async run(): Promise<ImportOutcome | null> {
    if (!this.preview) return null;
    this.#controller = new AbortController();
    this.progress = { done: 0, total: null, unit: 'bytes', remainingMs: null };
    this.error = null;
    void requestPersistence();
    try {
      this.outcome = await dataWorker.call(
        'import',
        { source: this.source, plan: this.preview.plan, sheet: this.#sheet, name: this.name },
        { signal: this.#controller.signal, onProgress: (progress) => (this.progress = progress) },
      );
      return this.outcome;
    } catch (error) {
      if (!(error instanceof Cancelled)) this.error = error;
      return null;
    } finally {
      this.progress = null;
    }
  }

  cancel(): void {
    this.#controller?.abort();
  }
}
