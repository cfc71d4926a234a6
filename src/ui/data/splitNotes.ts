import { SPLIT_PARTS, type SplitFractions, type SplitPart } from '../../core/preprocessing/preparation.ts';
import type { PreparationSummary } from '../../protocol/dataContract.ts';

/** Rates over fewer rows than this are rough. */
const FEW_ROWS = 10;

/** Something about a split that the user should know. */
export type SplitNote =
  | { readonly kind: 'none'; readonly part: SplitPart }
  | { readonly kind: 'noClass'; readonly part: SplitPart; readonly name: string }
  | { readonly kind: 'few'; readonly part: SplitPart; readonly name: string; readonly rows: number };

/** Parts without rows, and classes with no or few rows in a part. A part that was given no share on purpose is left in peace. */
export function splitNotes({ sizes, classes, balance }: PreparationSummary, fractions: SplitFractions): SplitNote[] {
  return SPLIT_PARTS.filter((part) => fractions[part] > 0).flatMap((part): SplitNote[] => {
    if (sizes[part] === 0) return [{ kind: 'none', part }];
    return classes.flatMap((name, index): SplitNote[] => {
      const rows = balance[part][index] ?? 0;
      if (rows === 0) return [{ kind: 'noClass', part, name }];
      return rows < FEW_ROWS ? [{ kind: 'few', part, name, rows }] : [];
    });
  });
}
