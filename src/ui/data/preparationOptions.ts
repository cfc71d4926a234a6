import type { ColumnSchema, ColumnType } from '../../core/dataset/table.ts';
import type { ColumnRole, Clipping, Imputation } from '../../core/preprocessing/preparation.ts';

/** What of a preparation concerns a type of column. */
export interface Concerns {
  readonly clipping: boolean;
  readonly log: boolean;
  readonly scaling: boolean;
  readonly encoding: boolean;
  readonly dateParts: boolean;
  /** Gaps can be filled, and single features come of it: not of a picture or a text, which is a sample by itself. */
  readonly cells: boolean;
}

export function concernsOf(type: ColumnType): Concerns {
  const isNumber = type === 'number' || type === 'integer';
  return {
    clipping: isNumber,
    log: isNumber,
    scaling: isNumber || type === 'datetime',
    encoding: type === 'category',
    dateParts: type === 'datetime',
    cells: type !== 'image' && type !== 'text',
  };
}

/** How gaps in a column of a type can be filled. */
export function imputationsOf(type: ColumnType): readonly Imputation['kind'][] {
  return type === 'category'
    ? ['mostFrequent', 'constant', 'dropRow']
    : ['mean', 'median', 'mostFrequent', 'constant', 'dropRow'];
}

/** An imputation of a kind; a constant begins with 0, or with the first word there is. */
export function imputationOf(kind: Imputation['kind'], column: ColumnSchema): Imputation {
  if (kind !== 'constant') return { kind };
  return { kind, value: column.type === 'category' ? (column.categories?.[0] ?? '') : 0 };
}

export const CLIPPINGS = ['none', 'quantile', 'iqr'] as const satisfies readonly Clipping['kind'][];

/** A clipping of a kind, with the limits that are usual. */
export function clippingOf(kind: Clipping['kind']): Clipping {
  switch (kind) {
    case 'none':
      return { kind };
    case 'quantile':
      return { kind, low: 0.01, high: 0.99 };
    case 'iqr':
      return { kind, factor: 1.5 };
  }
}

/** Why a column of a type cannot have a role; null where it can. */
export function roleObstacle(role: ColumnRole, type: ColumnType): 'text' | 'datetime' | 'time' | null {
  if (role === 'feature' && (type === 'text' || type === 'identifier')) return 'text';
  if (role === 'target' && type === 'datetime') return 'datetime';
  if (role === 'time' && type !== 'datetime' && type !== 'number' && type !== 'integer') return 'time';
  return null;
}
