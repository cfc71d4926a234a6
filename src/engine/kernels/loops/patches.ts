import type { backend_util } from '@tensorflow/tfjs-core';

/** Images `first` to `first + count` of a batch. */
export interface ImageRange {
  readonly first: number;
  readonly count: number;
}

/**
 * Lays out, for each place of the filter, the inputs under it (im2col), so that a convolution is a matrix product.
 * `patches` is [count · outHeight · outWidth, filterHeight · filterWidth · channels], `x` is the whole batch
 * [batch, inHeight, inWidth, channels]; padding becomes 0. No dilation.
 */
export function fillPatches(
  patches: Float32Array,
  x: Float32Array,
  info: backend_util.Conv2DInfo,
  range: ImageRange,
): void {
  let to = 0;
  forEachRun(info, range, (from, length) => {
    if (from === OUTSIDE) patches.fill(0, to, to + length);
    else for (let i = 0; i < length; i++) patches[to + i] = x[from + i] ?? 0;
    to += length;
  });
}

/** The reverse: adds each patch back to where its values came from in `dx`, which starts as zeros (col2im). */
export function addPatches(
  dx: Float32Array,
  patches: Float32Array,
  info: backend_util.Conv2DInfo,
  range: ImageRange,
): void {
  let from = 0;
  forEachRun(info, range, (to, length) => {
    if (to !== OUTSIDE) for (let i = 0; i < length; i++) dx[to + i] = (dx[to + i] ?? 0) + (patches[from + i] ?? 0);
    from += length;
  });
}

const OUTSIDE = -1;

/** Visits patches as runs of neighbouring values: where a run starts in the batch (or `OUTSIDE`), and its length. */
function forEachRun(
  info: backend_util.Conv2DInfo,
  { first, count }: ImageRange,
  visit: (start: number, length: number) => void,
): void {
  const { inHeight, inWidth, inChannels, filterHeight, filterWidth, outHeight, outWidth } = info;
  for (let image = first; image < first + count; image++) {
    for (let outRow = 0; outRow < outHeight; outRow++) {
      const top = outRow * info.strideHeight - info.padInfo.top;
      for (let outColumn = 0; outColumn < outWidth; outColumn++) {
        const left = outColumn * info.strideWidth - info.padInfo.left;
        const missingLeft = Math.min(Math.max(-left, 0), filterWidth);
        const missingRight = Math.min(Math.max(left + filterWidth - inWidth, 0), filterWidth - missingLeft);
        const inside = filterWidth - missingLeft - missingRight;
        for (let row = top; row < top + filterHeight; row++) {
          if (row < 0 || row >= inHeight) {
            visit(OUTSIDE, filterWidth * inChannels);
            continue;
          }
          if (missingLeft > 0) visit(OUTSIDE, missingLeft * inChannels);
          if (inside > 0) {
            visit(((image * inHeight + row) * inWidth + left + missingLeft) * inChannels, inside * inChannels);
          }
          if (missingRight > 0) visit(OUTSIDE, missingRight * inChannels);
        }
      }
    }
  }
}
