import type { ColumnType } from './table.ts';

export interface NumericSummary {
  readonly kind: 'numeric';
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly standardDeviation: number;
  /** at 1, 5, 25, 50, 75, 95, 99 % */
  readonly quantiles: readonly number[];
  /** `edges` has one more entry than `counts`. */
  readonly histogram: { readonly edges: readonly number[]; readonly counts: readonly number[] };
}

export interface CategoricalSummary {
  readonly kind: 'categorical';
  /** Most frequent first, at most 20. */
  readonly top: readonly { readonly value: string; readonly count: number }[];
}

export interface ColumnProfile {
  readonly name: string;
  readonly type: ColumnType;
  readonly missing: number;
  /** Exact up to 100,000, then that number and `isDistinctExact` false. */
  readonly distinct: number;
  readonly isDistinctExact: boolean;
  readonly summary: NumericSummary | CategoricalSummary | null;
}

export type ProfileWarning =
  | { readonly kind: 'constant'; readonly column: string }
  | { readonly kind: 'empty'; readonly column: string }
  | { readonly kind: 'identifier'; readonly column: string }
  | { readonly kind: 'mostlyMissing'; readonly column: string; readonly share: number }
  | { readonly kind: 'highCardinality'; readonly column: string; readonly distinct: number }
  /** A feature that all but gives the target (or another column) away. */
  | { readonly kind: 'nearCopy'; readonly column: string; readonly other: string; readonly correlation: number }
  /** Where `column` is `value` (in `rows` rows), `other` is `outcome` in a `share` of almost all: a sign of a value written down after the fact. */
  | {
      readonly kind: 'telltale';
      readonly column: string;
      readonly value: string;
      readonly other: string;
      readonly outcome: string;
      readonly rows: number;
      readonly share: number;
    }
  | { readonly kind: 'imbalance'; readonly column: string; readonly rarest: string; readonly share: number }
  | { readonly kind: 'duplicateRows'; readonly count: number };

export interface DatasetProfile {
  readonly version: 1;
  readonly rowCount: number;
  /** The column whose near-copies, telltales and imbalance the warnings are about; null: none. */
  readonly target: string | null;
  readonly columns: readonly ColumnProfile[];
  /** Pearson between numeric columns, pairwise complete, row-major [n, n]; NaN where undefined (stored as null in JSON). */
  readonly correlations: { readonly columns: readonly string[]; readonly matrix: readonly number[] };
  readonly warnings: readonly ProfileWarning[];
}
