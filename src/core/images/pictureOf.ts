/** Pixels as they are shown and written: 0 … 255, [height, width, channels]. */
export interface Picture {
  readonly height: number;
  readonly width: number;
  readonly channels: 1 | 3;
  readonly pixels: Uint8Array;
}

/** A network's values of a picture, [height, width, channels] in [0, 1], as a picture. */
export function pictureOf(values: Float32Array, shape: readonly number[]): Picture {
  const [height = 1, width = 1, channels = 1] = shape;
  const pixels = Uint8Array.from(values, (value) => Math.round(255 * Math.min(1, Math.max(0, value))));
  return { height, width, channels: channels === 1 ? 1 : 3, pixels };
}
