import { augmentImage } from '../../core/images/augmentImage.ts';
import { fitImage } from '../../core/images/fitImage.ts';
import { decodePixels } from '../../formats/image/decodeImage.ts';
import type { DataContract, SeenImage } from '../../protocol/dataContract.ts';
import { createRandom, deriveSeed } from '../../shared/random.ts';
import { getDataset } from '../../storage/datasets.ts';
import { readImages } from '../../storage/images.ts';

/** Some stored pictures as a network would see them: as they are, and as training would change them. */
export async function previewImages({
  datasetId,
  rows,
  sample,
  changes,
}: DataContract['previewImages']['input']): Promise<DataContract['previewImages']['output']> {
  const { imagesId } = await getDataset(datasetId);
  if (imagesId === undefined) return [];
  const { height, width, channels, augmentation } = sample;
  const files = await readImages(imagesId, rows);
  return Promise.all(
    files.flatMap((file, i) => {
      if (!file) return [];
      return decodePixels(file).then((picture) => {
        const fitted = fitImage(picture, sample);
        const show = (pixels: Uint8Array): SeenImage => ({ height, width, channels, pixels });
        const changed = Array.from({ length: changes }, (_, draw) => {
          const values = new Float32Array(fitted.length);
          const random = createRandom(deriveSeed(draw + 1, `preview/${rows[i] ?? 0}`));
          augmentImage(fitted, sample, augmentation, random, values, 0);
          return show(Uint8Array.from(values, (value) => Math.round(255 * value)));
        });
        return { fitted: show(fitted), changed };
      });
    }),
  );
}
