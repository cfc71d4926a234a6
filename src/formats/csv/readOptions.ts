import type { CsvDialect, ImportPlan } from '../../core/dataset/importOptions.ts';

/** How a delimited text in UTF-8 is cut into rows. */
export interface ReadOptions extends Pick<CsvDialect, 'delimiter' | 'quote' | 'comment' | 'skipLines' | 'hasHeader'> {
  /** How many columns a row has; null: not known yet. */
  readonly columnCount: number | null;
}

export function readOptions({ dialect, columns }: Pick<ImportPlan, 'dialect' | 'columns'>): ReadOptions {
  return { ...dialect, columnCount: columns.length };
}
