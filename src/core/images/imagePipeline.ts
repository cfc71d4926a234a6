/** What travels with a downloaded image model as one ES module: from a decoded picture to the network's input, and back from its outputs. */
import type { FittedPipeline } from '../preprocessing/preparation.ts';
import { fitImage, type RgbaPicture } from './fitImage.ts';

export { decodeOutputs } from '../preprocessing/applyPipeline.ts';

/** The network's input for one picture, [height, width, channels] in [0, 1]. */
export function encodeImage(pipeline: FittedPipeline, picture: RgbaPicture): Float32Array {
  const { sample } = pipeline;
  if (sample?.kind !== 'image') throw new TypeError('the model does not take pictures');
  return Float32Array.from(fitImage(picture, sample), (value) => value / 255);
}
