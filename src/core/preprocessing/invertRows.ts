import type { CellValue, RawRow } from '../dataset/table.ts';
import { columnEncoders, type ColumnEncoder } from './applyPipeline.ts';
import type { FittedPipeline, FittedScaling } from './preparation.ts';

const MS_PER_DAY = 86_400_000;

/** Columns whose values the features still tell: all but date-times without their elapsed time. */
export function invertibleColumns(pipeline: FittedPipeline): readonly string[] {
  return columnEncoders(pipeline).flatMap(({ column }) =>
    column.type === 'datetime' && !column.dateParts.includes('elapsed') ? [] : [column.name],
  );
}

/**
 * The row that features would be prepared from, column by column: scaling and logarithm undone, the likeliest category,
 * missing where the indicator says so. What was clipped stays so. Columns that are not invertible are left out.
 * @param features - prepared rows, [rows, features]
 */
export function invertRow(pipeline: FittedPipeline, features: ArrayLike<number>, row: number): RawRow {
  const start = row * pipeline.features.length;
  const wanted = new Set(invertibleColumns(pipeline));
  const cells: [string, CellValue][] = [];
  for (const encoder of columnEncoders(pipeline)) {
    const { name } = encoder.column;
    if (wanted.has(name)) cells.push([name, invertCell(encoder, features, start + encoder.offset)]);
  }
  return Object.fromEntries(cells);
}

function invertCell({ column, width }: ColumnEncoder, features: ArrayLike<number>, at: number): CellValue {
  const value = features[at] ?? NaN;
  if (column.missingIndicator && (features[at + width - 1] ?? 0) >= 0.5) return null;
  switch (column.type) {
    case 'category':
      return invertCategory(column.categories, column.encoding === 'ordinal', features, at);
    case 'boolean':
      return column.categories[value >= 0.5 ? 1 : 0] ?? value >= 0.5;
    case 'datetime': {
      const elapsed = elapsedOffset(column.dateParts);
      const scaling = column.dateScalings[column.dateParts.indexOf('elapsed')];
      const days = unscale(scaling ?? { affine: null, quantiles: null }, features[at + elapsed] ?? NaN);
      return Math.round(column.dateOrigin + days * MS_PER_DAY);
    }
    case 'number':
    case 'integer':
    case 'text':
    case 'identifier':
    case 'image': {
      const scaled = unscale(column, value);
      const plain = column.logTransform ? Math.sign(scaled) * Math.expm1(Math.abs(scaled)) : scaled;
      return column.type === 'integer' ? Math.round(plain) : plain;
    }
  }
}

function invertCategory(
  categories: readonly string[],
  isOrdinal: boolean,
  features: ArrayLike<number>,
  at: number,
): CellValue {
  if (isOrdinal) {
    const index = Math.round(features[at] ?? NaN);
    return categories[Math.min(Math.max(index, 0), categories.length - 1)] ?? null;
  }
  let best = 0;
  for (let i = 1; i < categories.length; i++) if ((features[at + i] ?? NaN) > (features[at + best] ?? NaN)) best = i;
  return categories[best] ?? null;
}

/** Cyclic parts take two features, the others one. */
function elapsedOffset(parts: readonly string[]): number {
  return parts.slice(0, parts.indexOf('elapsed')).reduce((offset, part) => offset + (part === 'year' ? 1 : 2), 0);
}

function unscale({ affine, quantiles }: FittedScaling, value: number): number {
  if (affine) return value * affine.scale + affine.center;
  if (!quantiles) return value;
  const last = quantiles.length - 1;
  const place = Math.min(Math.max(value, 0), 1) * last;
  const low = quantiles[Math.floor(place)] ?? NaN;
  const high = quantiles[Math.ceil(place)] ?? NaN;
  return low + (high - low) * (place - Math.floor(place));
}
