/**
 * Adds each row of `values` [rows, width] to the row of `sums` [segments, width] that `segmentIds` [rows] names:
 * the gradient of an embedding. Ids below 0 or past the end are left out, as TensorFlow does.
 */
export function addBySegment(sums: Float32Array, values: Float32Array, segmentIds: Int32Array, width: number): void {
  const segments = sums.length / width;
  for (let row = 0; row < segmentIds.length; row++) {
    const segment = segmentIds[row] ?? -1;
    if (segment < 0 || segment >= segments) continue;
    const from = row * width;
    const to = segment * width;
    for (let i = 0; i < width; i++) sums[to + i] = (sums[to + i] ?? 0) + (values[from + i] ?? 0);
  }
}
