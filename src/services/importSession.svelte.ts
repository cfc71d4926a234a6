import { Cancelled } from '../shared/appError.ts';
import type { ColumnPlan, CsvDialect, ImportPlan, ImportPreview } from '../core/dataset/importOptions.ts';
import type { ImportOutcome, ImportSource } from '../protocol/dataContract.ts';
import type { Progress } from '../protocol/progress.ts';
import { readQuota, requestPersistence } from '../storage/quota.ts';
import { estimateStoredBytes } from './importEstimate.ts';
import { dataWorker } from './workers.ts';

/** Changes that come within this time are previewed together. */
const SETTLE_MS = 120;

/** One file on its way in: what was detected, what the user overrides, and the import itself. */
export class ImportSession {
  preview = $state.raw<ImportPreview | null>(null);
  isPreviewing = $state(false);
  progress = $state.raw<Progress | null>(null);
  outcome = $state.raw<ImportOutcome | null>(null);
  error = $state.raw<unknown>(null);
  /** Room left for this site, by the browser's estimate; null until it is known. */
  freeBytes = $state<number | null>(null);
  isCancelling = $state(false);
  readonly isImporting = $derived(this.progress !== null);
  readonly neededBytes = $derived(this.preview ? estimateStoredBytes(this.preview) : 0);
  readonly includedColumns = $derived(this.preview?.plan.columns.filter(({ include }) => include).length ?? 0);

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
      const preview = await dataWorker.call('preview', {
        source: this.source,
        plan: this.#overrides,
        sheet: this.#sheet,
      });
      if (ticket !== this.#ticket) return;
      this.preview = preview;
      this.error = null;
    } catch (error) {
      if (ticket === this.#ticket) this.error = error;
    } finally {
      if (ticket === this.#ticket) this.isPreviewing = false;
    }
    if (this.freeBytes === null) await this.#readRoom();
  }

  /** A change of dialect detects the columns anew; policies and columns leave the rest as it is. */
  override(change: Partial<ImportPlan>): Promise<void> {
    const { columns: _, ...kept } = this.#overrides;
    this.#overrides = change.dialect ? { ...kept, ...change } : { ...this.#overrides, ...change };
    if (this.preview) this.preview = { ...this.preview, plan: { ...this.preview.plan, ...change } };
    return this.#refreshSoon();
  }

  setDialect(change: Partial<CsvDialect>): Promise<void> {
    if (!this.preview) return Promise.resolve();
    return this.override({ dialect: { ...this.preview.plan.dialect, ...change } });
  }

  /** Changes one column of the file; the change shows at once, what it does to the cells when they were read again. */
  setColumn(index: number, change: Partial<ColumnPlan>): Promise<void> {
    return this.setColumns((column, at) => (at === index ? { ...column, ...change } : column));
  }

  setColumns(change: (column: ColumnPlan, index: number) => ColumnPlan): Promise<void> {
    if (!this.preview) return Promise.resolve();
    return this.override({ columns: this.preview.plan.columns.map(change) });
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
      this.isCancelling = false;
    }
  }

  cancel(): void {
    this.isCancelling = this.isImporting;
    this.#controller?.abort();
  }

  /** The preview is out of date from now on; the last of several changes reads it anew. */
  async #refreshSoon(): Promise<void> {
    const ticket = ++this.#ticket;
    this.isPreviewing = true;
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
    if (ticket === this.#ticket) await this.refresh();
  }

  async #readRoom(): Promise<void> {
    try {
      const { usageBytes, quotaBytes } = await readQuota();
      this.freeBytes = Math.max(0, quotaBytes - usageBytes);
    } catch {
      // Without an estimate nothing is said about room; a full disk is still reported when it happens.
    }
  }
}
