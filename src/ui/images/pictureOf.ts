import type { SeenImage } from '../../protocol/dataContract.ts';

/** A network's values of a picture, [height, width, channels] in [0, 1], as a picture. */
export function pictureOf(values: Float32Array, shape: readonly number[]): SeenImage {
  const [height = 1, width = 1, channels = 1] = shape;
  const pixels = Uint8Array.from(values, (value) => Math.round(255 * Math.min(1, Math.max(0, value))));
  return { height, width, channels: channels === 1 ? 1 : 3, pixels };
}
