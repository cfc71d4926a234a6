/** The present values, ascending; NaN left out. */
export function sortPresent(values: Float64Array): Float64Array {
  // Native typed-array sort puts NaN last, so the present values come first.
  const sorted = values.slice().sort();
  let end = sorted.length;
  while (end > 0 && Number.isNaN(sorted[end - 1])) end--;
  return sorted.subarray(0, end);
}

/**
 * The `share` quantile, share in [0, 1], of ascending values by linear interpolation between order statistics
 * (Hyndman & Fan 1996, type 7: NumPy's default). NaN where there are no values.
 */
export function quantileOf(sorted: ArrayLike<number>, share: number): number {
  const position = share * (sorted.length - 1);
  const below = Math.floor(position);
  const low = sorted[below] ?? NaN;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] ?? NaN;
  const weight = position - below;
  // From the nearer end, as NumPy does, so that rounding never oversteps it.
  return weight < 0.5 ? low + (high - low) * weight : high - (high - low) * (1 - weight);
}
