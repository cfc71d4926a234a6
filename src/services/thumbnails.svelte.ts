/* eslint-disable svelte/prefer-svelte-reactivity -- the map of addresses is replaced as a whole; what was asked for is nobody's to see */
import { dataWorker } from './workers.ts';

/** Small pictures that are kept at hand; more than any screen shows. */
const MAX_KEPT = 1500;

/** The small pictures of a data set, fetched as they come into view. Whoever makes one closes it. */
export class Thumbnails {
  error = $state.raw<unknown>(null);
  #addresses = $state.raw<ReadonlyMap<number, string>>(new Map());
  readonly #asked = new Set<number>();
  #isClosed = false;

  /** @param imagesId - `DatasetRecord.imagesId` */
  constructor(readonly imagesId: string) {}

  /** An address to show a row's picture from; undefined while it is on its way, or where there is none. */
  addressOf(row: number): string | undefined {
    return this.#addresses.get(row);
  }

  /** Fetches the pictures of these rows that are not there yet. */
  async ensure(rows: readonly number[]): Promise<void> {
    const wanted = rows.filter((row) => !this.#asked.has(row));
    if (wanted.length === 0) return;
    for (const row of wanted) this.#asked.add(row);
    try {
      const blobs = await dataWorker.call('thumbnails', { imagesId: this.imagesId, rows: wanted });
      if (this.#isClosed) return;
      const addresses = new Map(this.#addresses);
      wanted.forEach((row, i) => {
        const blob = blobs[i];
        if (blob) addresses.set(row, URL.createObjectURL(blob));
      });
      for (const [row, address] of addresses) {
        if (addresses.size <= MAX_KEPT) break;
        addresses.delete(row);
        this.#asked.delete(row);
        URL.revokeObjectURL(address);
      }
      this.#addresses = addresses;
      this.error = null;
    } catch (error) {
      for (const row of wanted) this.#asked.delete(row);
      this.error = error;
    }
  }

  close(): void {
    this.#isClosed = true;
    for (const address of this.#addresses.values()) URL.revokeObjectURL(address);
    this.#addresses = new Map();
  }
}
