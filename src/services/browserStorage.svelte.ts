import { onStorageChange } from '../storage/changes.ts';
import { readQuota, requestPersistence, type Quota } from '../storage/quota.ts';

/** How long after a write the estimate is asked for: browsers take a moment to count, and writes come in bursts. */
const SETTLE_MS = 2000;
const NEARLY_FULL = 0.9;

/** How full this site's storage is, kept about current. */
export class BrowserStorage {
  quota = $state.raw<Quota | null>(null);
  /** The browser was asked to keep the data, and did not agree. */
  wasRefused = $state(false);
  readonly isNearlyFull = $derived(this.quota !== null && this.quota.usageBytes > this.quota.quotaBytes * NEARLY_FULL);
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #unsubscribe = onStorageChange(() => this.#refreshSoon());

  async refresh(): Promise<void> {
    this.quota = await readQuota();
  }

  async askPersistence(): Promise<void> {
    this.wasRefused = !(await requestPersistence());
    await this.refresh();
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#unsubscribe();
  }

  #refreshSoon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.refresh(), SETTLE_MS);
  }
}
