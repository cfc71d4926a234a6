/**
 * The array itself, or a copy where it is a part of something larger (a view on the WASM heap, a transfer buffer) or shared between threads:
 * storing a view stores all that is behind it, and shared memory cannot be stored.
 */
export function compactArray<T extends Float64Array | Float32Array | Int32Array | Uint32Array>(array: T): T;
export function compactArray(
  array: Float64Array | Float32Array | Int32Array | Uint32Array,
): Float64Array | Float32Array | Int32Array | Uint32Array {
  const isWhole = array.buffer instanceof ArrayBuffer && array.byteLength === array.buffer.byteLength;
  return isWhole ? array : array.slice();
}
