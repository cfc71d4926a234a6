import type { DataContract } from '../../protocol/dataContract.ts';
import { readThumbnails } from '../../storage/images.ts';

/** Small pictures of some rows of a stored data set. */
export async function thumbnails({
  imagesId,
  rows,
}: DataContract['thumbnails']['input']): Promise<readonly (Blob | null)[]> {
  const stored = await readThumbnails(imagesId, rows);
  return stored.map((bytes) => bytes && new Blob([bytes], { type: 'image/jpeg' }));
}
