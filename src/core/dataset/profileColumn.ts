import { DISTINCT_LIMIT } from './columnFacts.ts';
import { histogramOf } from './histogram.ts';
import type { CategoricalSummary, ColumnProfile, NumericSummary } from './profile.ts';
import { quantileOf, sortPresent } from './quantile.ts';
import type { Column } from './table.ts';

export const PROFILE_QUANTILES = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99] as const;
const MAX_TOP = 20;

/** One column, described from all of its values. */
export function profileColumn(column: Column): ColumnProfile {
  const { name, type, data } = column;
  if (data.kind === 'numeric') return profileNumbers(column, data.values);
  const { counts, missing, isExact } =
    data.kind === 'coded' ? countCodes(column, data.values) : countTexts(data.values);
  return {
    name,
    type,
    missing,
    distinct: counts.size,
    isDistinctExact: isExact,
    summary: counts.size === 0 ? null : summarizeWords(counts),
  };
}

function profileNumbers({ name, type }: Column, values: Float64Array): ColumnProfile {
  const sorted = sortPresent(values);
  return {
    name,
    type,
    missing: values.length - sorted.length,
    distinct: sorted.reduce((count, value, i) => count + Number(i === 0 || value !== sorted[i - 1]), 0),
    isDistinctExact: true,
    summary: sorted.length === 0 ? null : summarizeNumbers(sorted, type === 'integer'),
  };
}

function summarizeNumbers(sorted: Float64Array, isInteger: boolean): NumericSummary {
  const count = sorted.length;
  const rough = sorted.reduce((sum, value) => sum + value, 0) / count;
  const mean = rough + sorted.reduce((sum, value) => sum + (value - rough), 0) / count;
  const squares = sorted.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return {
    kind: 'numeric',
    min: sorted[0] ?? NaN,
    max: sorted[count - 1] ?? NaN,
    mean,
    standardDeviation: count > 1 ? Math.sqrt(squares / (count - 1)) : 0,
    quantiles: PROFILE_QUANTILES.map((share) => quantileOf(sorted, share)),
    histogram: histogramOf(sorted, isInteger),
  };
}

function summarizeWords(counts: ReadonlyMap<string, number>): CategoricalSummary {
  const ranked = [...counts].sort(([a, countA], [b, countB]) => countB - countA || (a < b ? -1 : 1));
  return { kind: 'categorical', top: ranked.slice(0, MAX_TOP).map(([value, count]) => ({ value, count })) };
}

interface WordCounts {
  readonly counts: ReadonlyMap<string, number>;
  readonly missing: number;
  readonly isExact: boolean;
}

function countCodes({ categories = [] }: Column, codes: Int32Array): WordCounts {
  const byCode = new Uint32Array(categories.length);
  let missing = 0;
  for (const code of codes) {
    if (code < 0) missing++;
    else byCode[code] = (byCode[code] ?? 0) + 1;
  }
  const counts = new Map<string, number>();
  categories.forEach((word, code) => {
    const count = byCode[code] ?? 0;
    if (count > 0) counts.set(word, count);
  });
  return { counts, missing, isExact: true };
}

/** Counts the first `DISTINCT_LIMIT` different texts, each over all rows. */
function countTexts(texts: readonly (string | null)[]): WordCounts {
  const counts = new Map<string, number>();
  let missing = 0;
  let isExact = true;
  for (const text of texts) {
    if (text === null) {
      missing++;
      continue;
    }
    const count = counts.get(text) ?? 0;
    if (count > 0 || counts.size < DISTINCT_LIMIT) counts.set(text, count + 1);
    else isExact = false;
  }
  return { counts, missing, isExact };
}
