import type { backend_util } from '@tensorflow/tfjs-core';

/**
 * The gradient of a depthwise convolution with respect to its input. Adds to `dx` [batch, inHeight, inWidth, channels],
 * which starts as zeros; `dy` is [batch, outHeight, outWidth, channels · multiplier], `filter` is
 * [filterHeight, filterWidth, channels, multiplier].
 */
export function addDepthwiseInputGradient(
  dx: Float32Array,
  dy: Float32Array,
  filter: Float32Array,
  info: backend_util.Conv2DInfo,
): void {
  const multiplier = info.outChannels / info.inChannels;
  forEachTap(info, (input, output, tap) => {
    for (let channel = 0; channel < info.inChannels; channel++) {
      let sum = 0;
      for (let k = channel * multiplier; k < (channel + 1) * multiplier; k++) {
        sum += (dy[output + k] ?? 0) * (filter[tap + k] ?? 0);
      }
      dx[input + channel] = (dx[input + channel] ?? 0) + sum;
    }
  });
}

/** The same with respect to the filter. Adds to `dFilter`, which starts as zeros. */
export function addDepthwiseFilterGradient(
  dFilter: Float32Array,
  x: Float32Array,
  dy: Float32Array,
  info: backend_util.Conv2DInfo,
): void {
  const multiplier = info.outChannels / info.inChannels;
  forEachTap(info, (input, output, tap) => {
    for (let channel = 0; channel < info.inChannels; channel++) {
      const value = x[input + channel] ?? 0;
      for (let k = channel * multiplier; k < (channel + 1) * multiplier; k++) {
        dFilter[tap + k] = (dFilter[tap + k] ?? 0) + value * (dy[output + k] ?? 0);
      }
    }
  });
}

/** Visits each pair of an output pixel and a filter tap inside the image, by where their channels start. */
function forEachTap(info: backend_util.Conv2DInfo, visit: (input: number, output: number, tap: number) => void): void {
  const { batchSize, inHeight, inWidth, inChannels, outHeight, outWidth, outChannels } = info;
  for (let image = 0; image < batchSize; image++) {
    for (let outRow = 0; outRow < outHeight; outRow++) {
      for (let outColumn = 0; outColumn < outWidth; outColumn++) {
        const output = ((image * outHeight + outRow) * outWidth + outColumn) * outChannels;
        for (let tapRow = 0; tapRow < info.filterHeight; tapRow++) {
          const row = outRow * info.strideHeight - info.padInfo.top + tapRow * info.dilationHeight;
          if (row < 0 || row >= inHeight) continue;
          for (let tapColumn = 0; tapColumn < info.filterWidth; tapColumn++) {
            const column = outColumn * info.strideWidth - info.padInfo.left + tapColumn * info.dilationWidth;
            if (column < 0 || column >= inWidth) continue;
            const input = ((image * inHeight + row) * inWidth + column) * inChannels;
            visit(input, output, (tapRow * info.filterWidth + tapColumn) * outChannels);
          }
        }
      }
    }
  }
}
