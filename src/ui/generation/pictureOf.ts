import type { SeenImage } from '../../protocol/dataContract.ts';

/** A sample [height, width, channels] in [0, 1] as pixels; what lies outside is cut off. */
export function pictureOf(samples: Float32Array, shape: readonly number[], index: number): SeenImage {
  const [height = 1, width = 1, depth = 1] = shape;
  const channels = depth === 1 ? 1 : 3;
  const size = height * width * depth;
  const values = samples.subarray(index * size, (index + 1) * size);
  return {
    height,
    width,
    channels,
    pixels: Uint8Array.from(values, (value) => Math.round(255 * Math.min(1, Math.max(0, value)))),
  };
}
