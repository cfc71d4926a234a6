import type { ImportPreview } from '../core/dataset/importOptions.ts';
import { columnKind } from '../core/dataset/table.ts';

const NUMBER_BYTES = 8;
const CODE_BYTES = 4;
/** What a browser's storage adds to every string beside its characters. */
const STRING_OVERHEAD_BYTES = 4;

/** About how much room the included columns of a previewed file will take: rows as estimated, words as long as those in view. */
export function estimateStoredBytes({ plan, rawRows, estimatedRows }: ImportPreview): number {
  const bytesPerRow = plan.columns.reduce((sum, column, index) => {
    if (!column.include) return sum;
    switch (columnKind(column.type)) {
      case 'numeric':
        return sum + NUMBER_BYTES;
      case 'coded':
        return sum + CODE_BYTES;
      case 'text': {
        const characters = rawRows.reduce((total, row) => total + (row[index]?.length ?? 0), 0);
        return sum + STRING_OVERHEAD_BYTES + characters / Math.max(1, rawRows.length);
      }
    }
  }, 0);
  return Math.round(bytesPerRow * estimatedRows);
}
