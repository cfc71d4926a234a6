import { findDuplicates, perceptualHash, type PictureHash, type PictureMarks } from '../../core/images/duplicates.ts';
import { decodePixels } from '../../formats/image/decodeImage.ts';
import type { DataContract } from '../../protocol/dataContract.ts';
import type { CallContext } from '../../protocol/serve.ts';
import { Cancelled } from '../../shared/appError.ts';
import { getDataset } from '../../storage/datasets.ts';
import { readImages, readThumbnails } from '../../storage/images.ts';

/** Files that are in memory at the same time. */
const AT_ONCE = 16;
/** Comparing goes on for this long before a cancel is looked for. */
const SLICE_MS = 30;

/** The marks of the pictures that were looked at last: other thresholds ask for them again. */
let kept: { readonly imagesId: string; readonly marks: PictureMarks } | null = null;

/** See `DataContract.findDuplicates`. Pictures are hashed from their thumbnails, files compared by SHA-256. @throws Cancelled */
export async function findDuplicatePictures(
  { datasetId, maxDistance }: DataContract['findDuplicates']['input'],
  { signal, progress }: CallContext<DataContract['findDuplicates']['progress']>,
): Promise<DataContract['findDuplicates']['output']> {
  const { imagesId = datasetId, rowCount } = await getDataset(datasetId);
  const startedMs = performance.now();
  const report = (done: number): void => {
    const remainingMs = done > 0 ? ((performance.now() - startedMs) / done) * (rowCount - done) : null;
    progress({ done, total: rowCount, unit: 'rows', remainingMs });
  };
  const marks =
    kept?.imagesId === imagesId ? kept.marks : await markPictures(imagesId, rowCount, { signal, progress: report });
  kept = { imagesId, marks };
  const work = findDuplicates(marks, maxDistance);
  for (;;) {
    const untilMs = performance.now() + SLICE_MS;
    while (performance.now() < untilMs) {
      const step = work.next();
      if (step.done) return step.value;
    }
    await new Promise((resolve) => setTimeout(resolve));
    if (signal.aborted) throw new Cancelled();
  }
}

async function markPictures(
  imagesId: string,
  rowCount: number,
  { signal, progress }: { signal: AbortSignal; progress: (done: number) => void },
): Promise<PictureMarks> {
  const hashes: PictureHash[] = [];
  const contents: string[] = [];
  for (let start = 0; start < rowCount; start += AT_ONCE) {
    if (signal.aborted) throw new Cancelled();
    const rows = Array.from({ length: Math.min(AT_ONCE, rowCount - start) }, (_, i) => start + i);
    const files = await readImages(imagesId, rows);
    const thumbnails = await readThumbnails(imagesId, rows);
    contents.push(...(await Promise.all(files.map((file, i) => contentOf(file, start + i)))));
    hashes.push(...(await Promise.all(thumbnails.map(hashOf))));
    progress(start + rows.length);
  }
  return { hashes, contents };
}

async function contentOf(file: Uint8Array<ArrayBuffer> | null, row: number): Promise<string> {
  if (!file) return `none/${row}`;
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', file));
  return digest.reduce((text, byte) => text + byte.toString(16).padStart(2, '0'), '');
}

async function hashOf(thumbnail: Uint8Array<ArrayBuffer> | null): Promise<PictureHash> {
  return thumbnail ? perceptualHash(await decodePixels(thumbnail)) : [0, 0];
}
