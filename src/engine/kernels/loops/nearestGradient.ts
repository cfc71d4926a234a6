/**
 * The gradient of nearest-neighbour resizing: adds each pixel of `dy` [batch, outHeight, outWidth, channels] to the one
 * of `dx` [batch, inHeight, inWidth, channels] that it was copied from. `dx` starts as zeros.
 */
export function addNearestGradient(
  dx: Float32Array,
  dy: Float32Array,
  inShape: readonly [number, number, number, number],
  outShape: readonly [number, number, number, number],
  alignCorners: boolean,
): void {
  const [batch, inHeight, inWidth, channels] = inShape;
  const [, outHeight, outWidth] = outShape;
  const rows = sources(inHeight, outHeight, alignCorners);
  const columns = sources(inWidth, outWidth, alignCorners);
  let from = 0;
  for (let image = 0; image < batch; image++) {
    for (const row of rows) {
      for (const column of columns) {
        const to = ((image * inHeight + row) * inWidth + column) * channels;
        for (let i = 0; i < channels; i++, from++) dx[to + i] = (dx[to + i] ?? 0) + (dy[from] ?? 0);
      }
    }
  }
}

/** Which pixel each output pixel was copied from, along one axis, as tfjs's forward pass has it. */
function sources(inSize: number, outSize: number, alignCorners: boolean): Int32Array {
  const isAligned = alignCorners && outSize > 1;
  const ratio = isAligned ? (inSize - 1) / (outSize - 1) : inSize / outSize;
  return Int32Array.from({ length: outSize }, (_, i) =>
    Math.min(inSize - 1, alignCorners ? Math.round(i * ratio) : Math.floor(i * ratio)),
  );
}
