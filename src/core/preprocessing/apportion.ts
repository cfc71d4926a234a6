/**
 * Whole numbers that sum to `total`, as near to `fractions` of it as can be (largest remainder); a fraction above zero gets one at
 * least where there are enough. The fractions sum to 1.
 */
export function apportion(total: number, fractions: readonly number[]): number[] {
  const [sizes = []] = apportionWithCarry([total], fractions);
  return sizes;
}

/**
 * Apportions several totals, each to within rounding of `fractions`, and so that their sums come out right too: what one total's
 * rounding took from a part, the next one's gives back. Part 0 gets one of every total, so that training sees each class; a part that
 * would come out empty over all totals takes a row from the fullest.
 */
export function apportionWithCarry(totals: readonly number[], fractions: readonly number[]): number[][] {
  const carry = fractions.map(() => 0);
  const sizes = totals.map((total) => {
    const exact = fractions.map((fraction) => fraction * total);
    // A product such as 0.7 · 10 may fall just short of the whole number that it stands for.
    const size = exact.map((value) => Math.floor(value + 1e-9));
    const priority = exact.map((value, part) => {
      const isFirstForTraining = part === 0 && value > 0 && size[part] === 0;
      return isFirstForTraining ? Infinity : value - (size[part] ?? 0) + (carry[part] ?? 0);
    });
    const rest = total - size.reduce((sum, value) => sum + value, 0);
    const eligible = fractions.map((_, part) => part).filter((part) => (fractions[part] ?? 0) > 0);
    eligible.sort((a, b) => (priority[b] ?? 0) - (priority[a] ?? 0) || a - b);
    for (const part of eligible.slice(0, rest)) size[part] = (size[part] ?? 0) + 1;
    exact.forEach((value, part) => (carry[part] = (carry[part] ?? 0) + value - (size[part] ?? 0)));
    return size;
  });
  fractions.forEach((fraction, part) => {
    if (fraction > 0 && sizes.every((size) => size[part] === 0)) takeFromLargest(sizes, part);
  });
  return sizes;
}

/**
 * Moves one row to `part` from the part that has most, out of its largest size, of equal ones that of the smallest total: the only
 * row of a class rather than the one that training sees of two. Nothing where no part can spare one.
 */
function takeFromLargest(sizes: readonly number[][], part: number): void {
  const countOf = (each: number): number => sizes.reduce((sum, size) => sum + (size[each] ?? 0), 0);
  const donor = indexOfLargest((sizes[0] ?? []).map((_, each) => countOf(each)));
  if (countOf(donor) < 2) return;
  const totalOf = (size: readonly number[]): number => size.reduce((sum, value) => sum + value, 0);
  const [size] = sizes.toSorted((a, b) => (b[donor] ?? 0) - (a[donor] ?? 0) || totalOf(a) - totalOf(b));
  if (!size) return;
  size[donor] = (size[donor] ?? 0) - 1;
  size[part] = (size[part] ?? 0) + 1;
}

/** Of equal ones the last: training, the first part, gives last. */
function indexOfLargest(values: readonly number[]): number {
  return values.reduce((best, value, index) => (value >= (values[best] ?? -Infinity) ? index : best), 0);
}
