/** Side of the square that a pixel's error is the mean over: single pixels are noise. */
const SIDE = 3;

/**
 * Where a sample was not made again: squared errors of a row by feature, [features], of a window by step and channel,
 * [time, channels]; of a picture by pixel, the mean over its colours and over the 3 × 3 pixels around it (those there are), [height, width].
 * @param input - one sample
 * @param outputs - of the same shape, from `at` on
 */
export function errorMap(
  input: ArrayLike<number>,
  outputs: ArrayLike<number>,
  at: number,
  shape: readonly number[],
): Float32Array {
  const squared = new Float32Array(input.length);
  for (let i = 0; i < squared.length; i++) squared[i] = ((input[i] ?? NaN) - (outputs[at + i] ?? NaN)) ** 2;
  if (shape.length !== 3) return squared;
  const [height = 1, width = 1, channels = 1] = shape;
  const pixels = new Float32Array(height * width);
  for (let i = 0; i < squared.length; i++) {
    const pixel = Math.floor(i / channels);
    pixels[pixel] = (pixels[pixel] ?? 0) + (squared[i] ?? 0) / channels;
  }
  return meansAround(pixels, height, width);
}

/** Means over squares, cut off at the borders. */
function meansAround(pixels: Float32Array, height: number, width: number): Float32Array {
  const reach = (SIDE - 1) / 2;
  const means = new Float32Array(pixels.length);
  for (let y = 0; y < height; y++) {
    const [top, bottom] = [Math.max(0, y - reach), Math.min(height - 1, y + reach)];
    for (let x = 0; x < width; x++) {
      const [left, right] = [Math.max(0, x - reach), Math.min(width - 1, x + reach)];
      let sum = 0;
      for (let row = top; row <= bottom; row++) {
        for (let column = left; column <= right; column++) sum += pixels[row * width + column] ?? 0;
      }
      means[y * width + x] = sum / ((bottom - top + 1) * (right - left + 1));
    }
  }
  return means;
}

export function largestOf(values: Float32Array): number {
  return values.reduce((largest, value) => Math.max(largest, value), 0);
}
