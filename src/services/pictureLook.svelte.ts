import { readCompanions, readImages } from '../storage/images.ts';

/** One picture of a data set in full, and its companion, as addresses to show them from. Whoever makes one closes it. */
export class PictureLook {
  row = $state<number | null>(null);
  picture = $state<string | null>(null);
  companion = $state<string | null>(null);
  error = $state.raw<unknown>(null);
  #ticket = 0;

  /** @param imagesId - `DatasetRecord.imagesId` */
  constructor(readonly imagesId: string) {}

  /** Shows a row's picture; null shows none. The one before it stays until the next is there. */
  async show(row: number | null): Promise<void> {
    const ticket = ++this.#ticket;
    if (row === this.row) return;
    try {
      const rows = row === null ? [] : [row];
      const [picture = null] = await readImages(this.imagesId, rows);
      const [companion = null] = await readCompanions(this.imagesId, rows);
      if (ticket !== this.#ticket) return;
      this.#release();
      this.row = row;
      this.picture = picture && URL.createObjectURL(new Blob([picture]));
      this.companion = companion && URL.createObjectURL(new Blob([companion]));
      this.error = null;
    } catch (error) {
      if (ticket === this.#ticket) this.error = error;
    }
  }

  close(): void {
    this.#ticket++;
    this.#release();
  }

  #release(): void {
    for (const address of [this.picture, this.companion]) if (address) URL.revokeObjectURL(address);
    this.picture = null;
    this.companion = null;
  }
}
