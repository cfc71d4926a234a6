/** What travels with a downloaded image model as one ES module: from a decoded picture to the network's input, and back from its outputs. */
import type { FittedPipeline } from '../preprocessing/preparation.ts';
import type { RgbaPicture } from './fitImage.ts';
import { fitTile } from './fitTile.ts';
import { tileGrid } from './tileGrid.ts';

export { decodeOutputs } from '../preprocessing/applyPipeline.ts';
export { mergeTiles } from './mergeTiles.ts';

/**
 * The network's input for one picture, [height, width, channels] in [0, 1]; where the model cuts pictures into tiles, for all of them,
 * [tiles, height, width, channels]: what the network gives for them is to go through `mergeTiles`.
 */
export function encodeImage(pipeline: FittedPipeline, picture: RgbaPicture): Float32Array {
  const { sample } = pipeline;
  if (sample?.kind !== 'image') throw new TypeError('the model does not take pictures');
  const size = sample.height * sample.width * sample.channels;
  const boxes = tileGrid(sample, picture);
  const input = new Float32Array(boxes.length * size);
  boxes.forEach((box, tile) => {
    fitTile(picture, sample, box).forEach((value, i) => (input[tile * size + i] = value / 255));
  });
  return input;
}
