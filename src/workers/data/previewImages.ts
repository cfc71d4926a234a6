import { augmentImage } from '../../core/images/augmentImage.ts';
import { fitImage, type RgbaPicture } from '../../core/images/fitImage.ts';
import { fitMask } from '../../core/images/fitMask.ts';
import { fitTile } from '../../core/images/fitTile.ts';
import { overviewOf } from '../../core/images/overview.ts';
import { middleTile, tileGrid } from '../../core/images/tileGrid.ts';
import { NO_AUGMENTATION, type ImageSample } from '../../core/images/imageSample.ts';
import { drawMixture } from '../../core/training/mixup.ts';
import { decodePixels } from '../../formats/image/decodeImage.ts';
import type { DataContract, SeenImage } from '../../protocol/dataContract.ts';
import { createRandom, deriveSeed } from '../../shared/random.ts';
import { getDataset } from '../../storage/datasets.ts';
import { readCompanions, readImages } from '../../storage/images.ts';

/**
 * Some stored pictures as a network would see them: as they are, as training would change them (mixed with each other, too, where that
 * is asked for), and their companions. Of pictures that are cut into tiles it is the tile in their middle.
 */
export async function previewImages({
  datasetId,
  rows,
  sample,
  changes,
}: DataContract['previewImages']['input']): Promise<DataContract['previewImages']['output']> {
  const { imagesId, companions } = await getDataset(datasetId);
  if (imagesId === undefined) return [];
  const files = await readImages(imagesId, rows);
  const paired = companions ? await readCompanions(imagesId, rows) : [];
  const { height, width, channels } = sample;
  const show = (pixels: Uint8Array): SeenImage => ({ height, width, channels, pixels });
  const pictures = await Promise.all(
    files.flatMap((file, i) => {
      if (!file) return [];
      return decodePixels(file).then(async (picture) => {
        const boxes = tileGrid(sample, picture);
        const middle = boxes[middleTile(boxes, picture)] ?? { left: 0, top: 0, ...sizeOf(picture) };
        // Companions do not teach where pictures are cut: they are not looked at.
        const other = paired[i] && !sample.tiling ? await decodePixels(paired[i]) : null;
        const companion =
          other &&
          (companions?.role === 'mask'
            ? { ...show(fitMask(other, sample)), channels: 1 as const }
            : show(fitImage(other, sample)));
        const whole = sample.tiling && i === 0 ? { ...sizeOf(picture), overview: overviewOf(picture, sample) } : null;
        return { row: rows[i] ?? 0, fitted: fitTile(picture, sample, middle), companion, whole };
      });
    }),
  );
  const drawn = Array.from({ length: changes }, (_, draw) => changeAll(pictures, sample, draw + 1));
  return pictures.map(({ fitted, companion, whole }, i) => ({
    fitted: show(fitted),
    changed: drawn.map((values) => show(Uint8Array.from(values[i] ?? [], (value) => Math.round(255 * value)))),
    companion,
    whole,
  }));
}

function sizeOf({ width, height }: RgbaPicture): { readonly width: number; readonly height: number } {
  return { width, height };
}

/** Every picture as one draw of training changes it, as values in [0, 1]. */
function changeAll(
  pictures: readonly { readonly row: number; readonly fitted: Uint8Array }[],
  sample: ImageSample,
  draw: number,
): readonly Float32Array[] {
  const augmentation = { ...NO_AUGMENTATION, ...sample.augmentation };
  const changed = pictures.map(({ row, fitted }) => {
    const values = new Float32Array(fitted.length);
    augmentImage(fitted, sample, augmentation, createRandom(deriveSeed(draw, `preview/${row}`)), values, 0);
    return values;
  });
  if (augmentation.mixup === 0) return changed;
  const { partners, shares } = drawMixture(changed.length, augmentation.mixup, draw, 0);
  return changed.map((own, i) => {
    const share = shares[i] ?? 1;
    const other = changed[partners[i] ?? i] ?? own;
    return own.map((value, at) => share * value + (1 - share) * (other[at] ?? 0));
  });
}
