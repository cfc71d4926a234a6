import type { ImportPreview } from '../../core/dataset/importOptions.ts';
import { columnKind } from '../../core/dataset/table.ts';

const NUMBER_BYTES = 8;
const CODE_BYTES = 4;
const BYTES_PER_CHARACTER = 2;

/** About how many bytes the table will take up when stored, judged by its preview. */
export function estimateStoredBytes({ plan, rawRows, estimatedRows }: ImportPreview): number {
  const bytesPerRow = plan.columns.reduce((sum, { include, type }, column) => {
    if (!include) return sum;
    switch (columnKind(type)) {
      case 'numeric':
        return sum + NUMBER_BYTES;
      case 'coded':
        return sum + CODE_BYTES;
      case 'text': {
        const length = rawRows.reduce((total, cells) => total + (cells[column]?.length ?? 0), 0);
        return sum + (BYTES_PER_CHARACTER * length) / Math.max(1, rawRows.length);
      }
    }
  }, 0);
  return Math.round(bytesPerRow * estimatedRows);
}
