import type { backend_util } from '@tensorflow/tfjs-core';

/** Images `first` to `first + count` of a batch. */
export interface ImageRange {
  readonly first: number;
  readonly count: number;
}

/**
 * Adds what belongs to each place of the filter to the inputs under it (col2im). `patches` is
 * [count · outHeight · outWidth, filterHeight · filterWidth · channels], `dx` is the whole batch
 * [batch, inHeight, inWidth, channels] and starts as zeros; what falls on padding is dropped. No dilation.
 */
export function addPatches(
  dx: Float32Array,
  patches: Float32Array,
  info: backend_util.Conv2DInfo,
  { first, count }: ImageRange,
): void {
  const { inHeight, inWidth, inChannels, filterHeight, filterWidth, outHeight, outWidth } = info;
  const rowLength = filterWidth * inChannels;
  let from = 0;
  for (let image = first; image < first + count; image++) {
    for (let outRow = 0; outRow < outHeight; outRow++) {
      const top = outRow * info.strideHeight - info.padInfo.top;
      for (let outColumn = 0; outColumn < outWidth; outColumn++) {
        const left = outColumn * info.strideWidth - info.padInfo.left;
        const start = Math.max(0, -left) * inChannels;
        const end = Math.min(filterWidth, inWidth - left) * inChannels;
        for (let row = top; row < top + filterHeight; row++, from += rowLength) {
          if (row < 0 || row >= inHeight) continue;
          const to = ((image * inHeight + row) * inWidth + left) * inChannels;
          for (let i = start; i < end; i++) dx[to + i] = (dx[to + i] ?? 0) + (patches[from + i] ?? 0);
        }
      }
    }
  }
}
