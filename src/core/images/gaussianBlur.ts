import type { ImageShape } from './imageSample.ts';

/**
 * Blurs a picture in place by a Gaussian, first along rows, then along columns. Beyond an edge the picture is mirrored
 * (… b a | a b …), so that neither its mean nor an even area changes. The kernel ends at three standard deviations.
 * @param values - [height, width, channels]
 * @param sigma - standard deviation in pixels, above 0
 */
export function gaussianBlur(
  values: Float32Array,
  { height, width, channels }: Pick<ImageShape, 'height' | 'width' | 'channels'>,
  sigma: number,
): void {
  const weights = kernel(sigma);
  const row = width * channels;
  for (let y = 0; y < height; y++) {
    for (let channel = 0; channel < channels; channel++) blurLine(values, y * row + channel, channels, width, weights);
  }
  for (let start = 0; start < row; start++) blurLine(values, start, row, height, weights);
}

/** Weights of the places 0, 1, 2, … away; with those on the other side they sum to 1. */
function kernel(sigma: number): Float64Array {
  const weights = Float64Array.from({ length: Math.ceil(3 * sigma) + 1 }, (_, away) =>
    Math.exp(-(away ** 2) / (2 * sigma ** 2)),
  );
  const sum = weights.reduce((total, weight, away) => total + (away === 0 ? weight : 2 * weight), 0);
  return weights.map((weight) => weight / sum);
}

function blurLine(values: Float32Array, start: number, step: number, count: number, weights: Float64Array): void {
  const line = Float64Array.from({ length: count }, (_, i) => values[start + i * step] ?? 0);
  const at = (position: number): number => {
    const turn = ((position % (2 * count)) + 2 * count) % (2 * count);
    return line[turn < count ? turn : 2 * count - 1 - turn] ?? 0;
  };
  for (let i = 0; i < count; i++) {
    let sum = 0;
    for (const [away, weight] of weights.entries()) {
      sum += away === 0 ? weight * at(i) : weight * (at(i - away) + at(i + away));
    }
    values[start + i * step] = sum;
  }
}
