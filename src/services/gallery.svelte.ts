import type { PictureLabels } from '../core/images/pictureLabels.ts';
import { findImageColumn } from '../core/images/suggestImageSample.ts';
import { isLearnt, SPLIT_PARTS, type PreparationSpec, type SplitPart } from '../core/preprocessing/preparation.ts';
import { readTable } from '../storage/datasets.ts';
import type { DatasetRecord } from '../storage/records.ts';
import { Thumbnails } from './thumbnails.svelte.ts';
import { dataWorker } from './workers.ts';

/** Which pictures are shown; what is undefined does not matter. */
export interface PictureFilter {
  /** Null: those without a class. */
  readonly label?: string | null | undefined;
  /** Null: those in no part of the split. */
  readonly part?: SplitPart | null | undefined;
  /** The class that the chosen run predicts; null: another one than the picture's. */
  readonly predicted?: string | null | undefined;
}

/** What a filter looks at. */
interface Shown {
  readonly dataset: DatasetRecord;
  readonly labels: PictureLabels;
  readonly preparation: PreparationSpec | null;
  readonly predictions: ReadonlyMap<number, string> | null;
}

/**
 * The pictures of a data set, filtered. What is shown stays as it is while pictures are labelled, until a filter is set again: nothing
 * runs away from under a hand. Whoever makes one closes it.
 */
export class Gallery {
  readonly thumbnails: Thumbnails;
  /** Rows of the data set, in its order. */
  rows = $state.raw<Uint32Array>(new Uint32Array(0));
  isLoading = $state(true);
  error = $state.raw<unknown>(null);
  /** The labels that the filter has looked at. */
  filteredLabels = $state.raw<PictureLabels | null>(null);
  #paths = $state.raw<readonly (string | null)[]>([]);
  /** For each row the index of its part in `SPLIT_PARTS`; 255: none. */
  #parts = $state.raw<Uint8Array>(new Uint8Array(0));
  #ticket = 0;

  constructor(imagesId: string) {
    this.thumbnails = new Thumbnails(imagesId);
  }

  pathOf(row: number): string {
    return this.#paths[row] ?? '';
  }

  partOf(row: number): SplitPart | null {
    return SPLIT_PARTS[this.#parts[row] ?? 255] ?? null;
  }

  async show(filter: PictureFilter, shown: Shown): Promise<void> {
    if (!(await this.reload(shown))) return;
    this.rows = Uint32Array.from({ length: this.#paths.length }, (_, row) => row).filter((row) =>
      meets(filter, shown, this.#parts[row] ?? 255, row),
    );
    this.filteredLabels = shown.labels;
  }

  /** Reads the pictures' names, and the parts that they are in now. False where that failed, or was asked for again meanwhile. */
  async reload(shown: Shown): Promise<boolean> {
    const ticket = ++this.#ticket;
    this.isLoading = true;
    try {
      const paths = this.#paths.length > 0 ? this.#paths : await readPaths(shown.dataset);
      const parts = await readParts(shown);
      if (ticket !== this.#ticket) return false;
      this.#paths = paths;
      this.#parts = parts;
      this.error = null;
      return true;
    } catch (error) {
      if (ticket === this.#ticket) this.error = error;
      return false;
    } finally {
      if (ticket === this.#ticket) this.isLoading = false;
    }
  }

  close(): void {
    this.#ticket++;
    this.thumbnails.close();
  }
}

function meets(
  { label, part, predicted }: PictureFilter,
  { labels, predictions }: Shown,
  at: number,
  row: number,
): boolean {
  const own = labels.classes[labels.codes[row] ?? -1] ?? null;
  if (label !== undefined && own !== label) return false;
  if (part !== undefined && (SPLIT_PARTS[at] ?? null) !== part) return false;
  if (predicted === undefined) return true;
  const said = predictions?.get(row);
  return said !== undefined && (predicted === null ? own !== null && said !== own : said === predicted);
}

async function readPaths(dataset: DatasetRecord): Promise<readonly (string | null)[]> {
  const name = findImageColumn(dataset)?.name;
  if (name === undefined) return [];
  const { columns } = await readTable(dataset.id, { columns: [name] });
  const data = columns[0]?.data;
  return data?.kind === 'text' ? data.values : [];
}

/** Where the split cannot be made yet, for want of labels say, no picture is in a part. */
async function readParts({ dataset, preparation }: Shown): Promise<Uint8Array> {
  const parts = new Uint8Array(dataset.rowCount).fill(255);
  const hasTarget = Object.values(preparation?.columns ?? {}).some(({ role }) => role === 'target');
  if (!preparation || (isLearnt(preparation) && !hasTarget)) return parts;
  for (const [index, part] of SPLIT_PARTS.entries()) {
    const rows = await dataWorker.call('partRows', { datasetId: dataset.id, preparation, part });
    for (const row of rows) parts[row] = index;
  }
  return parts;
}
