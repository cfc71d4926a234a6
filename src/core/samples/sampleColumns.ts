import type { Column } from '../dataset/table.ts';

/** A measured column, rounded to the instrument's resolution; NaN stays missing. */
export function measured(name: string, values: Float64Array, decimals: number): Column {
  const scale = 10 ** decimals;
  const rounded = values.map((value) => Math.round(value * scale) / scale);
  return { name, type: decimals === 0 ? 'integer' : 'number', data: { kind: 'numeric', values: rounded } };
}

/** A column of words: `codes` index into `categories`. */
export function coded(
  name: string,
  type: 'category' | 'boolean',
  categories: readonly string[],
  codes: Int32Array,
): Column {
  return { name, type, categories, data: { kind: 'coded', values: codes } };
}

/** 1 / (1 + e⁻ˣ) */
export function logistic(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

/** An index drawn with the given weights, which sum to 1, from a uniform draw in [0, 1). */
export function pickByShare(shares: readonly number[], uniform: number): number {
  let below = 0;
  for (const [index, share] of shares.entries()) {
    below += share;
    if (uniform < below) return index;
  }
  return shares.length - 1;
}
