import { augmentImage } from '../../core/images/augmentImage.ts';
import { fitImage } from '../../core/images/fitImage.ts';
import { fitMask } from '../../core/images/fitMask.ts';
import { decodePixels } from '../../formats/image/decodeImage.ts';
import type { DataContract, SeenImage } from '../../protocol/dataContract.ts';
import { createRandom, deriveSeed } from '../../shared/random.ts';
import { getDataset } from '../../storage/datasets.ts';
import { readCompanions, readImages } from '../../storage/images.ts';

/** Some stored pictures as a network would see them: as they are, as training would change them, and their companions. */
export async function previewImages({
  datasetId,
  rows,
  sample,
  changes,
}: DataContract['previewImages']['input']): Promise<DataContract['previewImages']['output']> {
  const { imagesId, companions } = await getDataset(datasetId);
  if (imagesId === undefined) return [];
  const { height, width, channels, augmentation } = sample;
  const files = await readImages(imagesId, rows);
  const paired = companions ? await readCompanions(imagesId, rows) : [];
  const show = (pixels: Uint8Array): SeenImage => ({ height, width, channels, pixels });
  return Promise.all(
    files.flatMap((file, i) => {
      if (!file) return [];
      return decodePixels(file).then(async (picture) => {
        const fitted = fitImage(picture, sample);
        const changed = Array.from({ length: changes }, (_, draw) => {
          const values = new Float32Array(fitted.length);
          const random = createRandom(deriveSeed(draw + 1, `preview/${rows[i] ?? 0}`));
          augmentImage(fitted, sample, augmentation, random, values, 0);
          return show(Uint8Array.from(values, (value) => Math.round(255 * value)));
        });
        const other = paired[i] ? await decodePixels(paired[i]) : null;
        const companion =
          other &&
          (companions?.role === 'mask'
            ? { ...show(fitMask(other, sample)), channels: 1 as const }
            : show(fitImage(other, sample)));
        return { fitted: show(fitted), changed, companion };
      });
    }),
  );
}
