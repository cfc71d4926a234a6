import { greyToRgba, IMAGE_SETS, type ImageSetName } from '../../core/samples/imageSets.ts';
import { encodePng } from '../../formats/image/decodeImage.ts';
import type { DataContract, ImportOutcome, PickedFile } from '../../protocol/dataContract.ts';
import type { CallContext } from '../../protocol/serve.ts';
import { importImages } from './importImages.ts';

/** Draws a synthetic set of pictures from its seed and stores it as an import of PNG files in folders; it is labelled synthetic. */
export async function createImageSample(
  { sample, seed, name }: { sample: ImageSetName; seed: number; name: string },
  context: CallContext<DataContract['createSample']['progress']>,
): Promise<ImportOutcome> {
  const { side, pictures, companions } = IMAGE_SETS[sample](seed);
  const numbers = new Map<string, number>();
  const files = await Promise.all(
    pictures.flatMap(({ label, pixels, companion }) => {
      const number = (numbers.get(label) ?? 0) + 1;
      numbers.set(label, number);
      const end = `${label}/${label}-${String(number).padStart(3, '0')}.png`;
      const store = async (path: string, grey: Uint8Array): Promise<PickedFile> => {
        const bytes = await encodePng({ width: side, height: side, data: greyToRgba(grey) });
        return { path, file: new File([bytes], path) };
      };
      if (!companions || !companion) return [store(`${sample}/${end}`, pixels)];
      return [
        store(`${sample}/${companions.pictures}/${end}`, pixels),
        store(`${sample}/${companions.folder}/${end}`, companion),
      ];
    }),
  );
  return importImages({ files, name, pairing: 'recognise' }, context, 'synthetic');
}
