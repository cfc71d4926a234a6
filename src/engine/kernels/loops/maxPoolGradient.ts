import type { backend_util } from '@tensorflow/tfjs-core';

/**
 * Gives each window's gradient `dy` to the first of its largest inputs, whatever their sign. Adds to `dx`, which starts
 * as zeros. `x` and `dx` are [batch, inHeight, inWidth, channels], `dy` is [batch, outHeight, outWidth, channels].
 */
export function addMaxPoolGradient(
  dx: Float32Array,
  x: Float32Array,
  dy: Float32Array,
  info: backend_util.Conv2DInfo,
): void {
  const { batchSize, inHeight, inWidth, inChannels, outHeight, outWidth, dilationHeight, dilationWidth } = info;
  let at = 0;
  for (let image = 0; image < batchSize; image++) {
    for (let outRow = 0; outRow < outHeight; outRow++) {
      const top = outRow * info.strideHeight - info.padInfo.top;
      for (let outColumn = 0; outColumn < outWidth; outColumn++) {
        const left = outColumn * info.strideWidth - info.padInfo.left;
        for (let channel = 0; channel < inChannels; channel++, at++) {
          let largest = -Infinity;
          let position = -1;
          for (let row = top; row < top + info.effectiveFilterHeight; row += dilationHeight) {
            if (row < 0 || row >= inHeight) continue;
            for (let column = left; column < left + info.effectiveFilterWidth; column += dilationWidth) {
              if (column < 0 || column >= inWidth) continue;
              const index = ((image * inHeight + row) * inWidth + column) * inChannels + channel;
              const value = x[index] ?? 0;
              if (position >= 0 && value <= largest) continue;
              largest = value;
              position = index;
            }
          }
          if (position >= 0) dx[position] = (dx[position] ?? 0) + (dy[at] ?? 0);
        }
      }
    }
  }
}
