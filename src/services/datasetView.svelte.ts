/* eslint-disable svelte/prefer-svelte-reactivity -- the map of pages is replaced as a whole; what was asked for is nobody's to see */
import { Cancelled } from '../shared/appError.ts';
import type { DatasetProfile } from '../core/dataset/profile.ts';
import type { TablePage, TableView } from '../protocol/dataContract.ts';
import type { Progress } from '../protocol/progress.ts';
import { dataWorker } from './workers.ts';

const PAGE_ROWS = 200;
const MAX_PAGES = 30;

export type TableRow = TablePage['rows'][number];

/** A data set as a table of any length: rows are fetched by pages as they come into view, sorted and filtered in the worker. */
export class DatasetView {
  view = $state.raw<TableView>({ filters: [], sort: null, rows: null });
  totalRows = $state(0);
  isLoading = $state(false);
  error = $state.raw<unknown>(null);
  /** Loaded pages by page number. A new map at each arrival, so that rows read from it update. */
  #pages = $state.raw<ReadonlyMap<number, readonly TableRow[]>>(new Map());
  #requested = new Set<number>();
  #ticket = 0;

  constructor(
    readonly datasetId: string,
    rows: Uint32Array | null = null,
  ) {
    this.view = { filters: [], sort: null, rows };
  }

  /** The row at a place of the current order; undefined while it is on its way. */
  rowAt(position: number): TableRow | undefined {
    return this.#pages.get(Math.floor(position / PAGE_ROWS))?.[position % PAGE_ROWS];
  }

  async setView(change: Partial<TableView>): Promise<void> {
    this.view = { ...this.view, ...change };
    this.#ticket++;
    this.#requested.clear();
    this.#pages = new Map();
    await this.ensure(0, PAGE_ROWS);
  }

  /** Fetches the pages that hold rows start … end-1 and are not there yet. */
  async ensure(start: number, end: number): Promise<void> {
    const first = Math.floor(start / PAGE_ROWS);
    const last = Math.floor(Math.max(start, end - 1) / PAGE_ROWS);
    const wanted: number[] = [];
    for (let page = first; page <= last; page++) if (!this.#requested.has(page)) wanted.push(page);
    await Promise.all(wanted.map((page) => this.#fetch(page)));
  }

  exportCsv(signal?: AbortSignal, onProgress?: (progress: Progress) => void): Promise<Blob> {
    return dataWorker.call('exportCsv', { datasetId: this.datasetId, view: this.view }, { signal, onProgress });
  }

  async #fetch(page: number): Promise<void> {
    const ticket = this.#ticket;
    this.#requested.add(page);
    this.isLoading = true;
    try {
      const { datasetId, view } = this;
      const answer = await dataWorker.call('tablePage', { datasetId, view, start: page * PAGE_ROWS, count: PAGE_ROWS });
      if (ticket !== this.#ticket) return;
      this.totalRows = answer.totalRows;
      this.#keep(page, answer.rows);
      this.error = null;
    } catch (error) {
      if (ticket !== this.#ticket) return;
      this.#requested.delete(page);
      this.error = error;
    } finally {
      if (ticket === this.#ticket) this.isLoading = false;
    }
  }

  #keep(page: number, rows: readonly TableRow[]): void {
    const pages = new Map(this.#pages).set(page, rows);
    for (const old of pages.keys()) {
      if (pages.size <= MAX_PAGES) break;
      pages.delete(old);
      this.#requested.delete(old);
    }
    this.#pages = pages;
  }
}

/** A data set's profile, computed once in the worker and stored. */
export class ProfileView {
  profile = $state.raw<DatasetProfile | null>(null);
  progress = $state.raw<Progress | null>(null);
  error = $state.raw<unknown>(null);
  #controller: AbortController | null = null;

  constructor(readonly datasetId: string) {}

  /** Loads the profile for a target; a call that is under way for another one is dropped. */
  async load(target: string | null): Promise<void> {
    this.#controller?.abort();
    const controller = new AbortController();
    this.#controller = controller;
    this.error = null;
    try {
      const profile = await dataWorker.call(
        'profile',
        { datasetId: this.datasetId, target },
        { signal: controller.signal, onProgress: (progress) => (this.progress = progress) },
      );
      if (this.#controller === controller) this.profile = profile;
    } catch (error) {
      if (!(error instanceof Cancelled) && this.#controller === controller) this.error = error;
    } finally {
      if (this.#controller === controller) this.progress = null;
    }
  }

  cancel(): void {
    this.#controller?.abort();
  }
}
