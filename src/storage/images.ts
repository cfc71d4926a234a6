import { AppError } from '../shared/appError.ts';
import { read } from './database.ts';
import type { StoredImage } from './records.ts';

/** The original files of some rows, in their order; null for a row that has none. */
export function readImages(
  imagesId: string,
  rows: readonly number[],
): Promise<readonly (Uint8Array<ArrayBuffer> | null)[]> {
  return readFrom('images', imagesId, rows);
}

/** The small pictures of some rows, JPEG, in their order; null for a row that has none. */
export function readThumbnails(
  imagesId: string,
  rows: readonly number[],
): Promise<readonly (Uint8Array<ArrayBuffer> | null)[]> {
  return readFrom('thumbnails', imagesId, rows);
}

/** The companions of some rows' pictures, as their files are, in their order; null for a row that has none. */
export function readCompanions(
  imagesId: string,
  rows: readonly number[],
): Promise<readonly (Uint8Array<ArrayBuffer> | null)[]> {
  return readFrom('companions', imagesId, rows);
}

/**
 * Makes sure that pictures have companions, without reading them.
 * @throws AppError `images.noTarget` with the first row that has none
 */
export async function requireCompanions(imagesId: string, rows: readonly number[]): Promise<void> {
  const keys = await read(['companions'], (transaction) =>
    transaction.objectStore('companions').getAllKeys(IDBKeyRange.bound([imagesId, 0], [imagesId, Infinity])),
  );
  const paired = new Set(keys.map(([, row]) => row));
  const missing = rows.find((row) => !paired.has(row));
  if (missing !== undefined) throw new AppError('images.noTarget', { row: missing });
}

async function readFrom(
  store: 'images' | 'thumbnails' | 'companions',
  imagesId: string,
  rows: readonly number[],
): Promise<readonly (Uint8Array<ArrayBuffer> | null)[]> {
  return read([store], (transaction) =>
    Promise.all(
      rows.map(async (row) => {
        const stored: StoredImage | undefined = await transaction.objectStore(store).get([imagesId, row]);
        return stored ?? null;
      }),
    ),
  );
}
