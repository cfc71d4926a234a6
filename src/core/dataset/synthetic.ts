import type { Table } from './table.ts';

/** A column that says of each row whether a network made it. */
export const SYNTHETIC_COLUMN = 'lathe_synthetic';
/** What names of pictures begin with that a network made. */
export const SYNTHETIC_PREFIX = 'lathe-synthetic-';

/**
 * Which rows were made by a network, by the column or the picture's file name that say so; null where none is.
 * They train, but judge nothing: a model that is good on what another one made up is not known to be good.
 */
export function syntheticRows({ columns, rowCount }: Table): Uint8Array | null {
  const marks = new Uint8Array(rowCount);
  let any = false;
  for (const { name, type, data, categories } of columns) {
    const isMark = name === SYNTHETIC_COLUMN;
    if (!isMark && type !== 'image') continue;
    for (let row = 0; row < rowCount; row++) {
      const isSynthetic = isMark ? isYes(data, categories, row) : isSyntheticFile(data, row);
      if (!isSynthetic) continue;
      marks[row] = 1;
      any = true;
    }
  }
  return any ? marks : null;
}

function isYes(
  data: Table['columns'][number]['data'],
  categories: readonly string[] | undefined,
  row: number,
): boolean {
  switch (data.kind) {
    case 'numeric':
      return data.values[row] === 1;
    case 'coded':
      return ['yes', 'true', '1'].includes((categories?.[data.values[row] ?? -1] ?? '').toLowerCase());
    case 'text':
      return data.values[row] === 'yes';
  }
}

function isSyntheticFile(data: Table['columns'][number]['data'], row: number): boolean {
  const path = data.kind === 'text' ? data.values[row] : null;
  return path?.slice(path.lastIndexOf('/') + 1).startsWith(SYNTHETIC_PREFIX) ?? false;
}
