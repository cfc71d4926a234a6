import type { CellValue, RawRow } from '../dataset/table.ts';
import { columnEncoders, type ColumnEncoder } from './applyPipeline.ts';
import type { FittedColumn, FittedPipeline, FittedScaling } from './preparation.ts';

const MS_PER_DAY = 86_400_000;

/**
 * The way back from features to a row's cells, as far as there is one: numbers in their unit (what was clipped stays at the limit),
 * the likeliest category, dates where the time elapsed is among their parts. Null where a value was missing, or cannot be told.
 * @param features - [rows, features]
 * @param at - where the row begins
 */
export function restoreRow(pipeline: FittedPipeline, features: ArrayLike<number>, at = 0): RawRow {
  return Object.fromEntries(
    columnEncoders(pipeline).map((encoder) => [encoder.column.name, restoreCell(encoder, features, at)]),
  );
}

/** Columns of a pipeline that `restoreRow` has nothing to tell of. */
export function lostColumns(pipeline: FittedPipeline): readonly string[] {
  return pipeline.columns
    .filter(({ type, dateParts }) => type === 'datetime' && !dateParts.includes('elapsed'))
    .map(({ name }) => name);
}

/** For each feature the way from its prepared value to its column's unit; as it is where it is no number's. */
export function featureUnits(pipeline: FittedPipeline): readonly ((value: number) => number)[] {
  const units: ((value: number) => number)[] = pipeline.features.map(() => (value) => value);
  for (const { column, offset } of columnEncoders(pipeline)) {
    if (column.type === 'number' || column.type === 'integer') units[offset] = (value) => restoreNumber(column, value);
  }
  return units;
}

function restoreCell({ column, offset, width }: ColumnEncoder, features: ArrayLike<number>, at: number): CellValue {
  const valueAt = (feature: number): number => features[at + offset + feature] ?? NaN;
  const values = width - (column.missingIndicator ? 1 : 0);
  if (column.missingIndicator && valueAt(values) >= 0.5) return null;
  switch (column.type) {
    case 'category':
      return restoreCategory(
        column,
        Array.from({ length: values }, (_, i) => valueAt(i)),
      );
    case 'boolean':
      return column.categories[Number(valueAt(0) >= 0.5)] ?? null;
    case 'datetime':
      return restoreDate(column, valueAt);
    case 'integer':
      return Math.round(restoreNumber(column, valueAt(0)));
    case 'number':
    case 'text':
    case 'identifier':
    case 'image':
      return restoreNumber(column, valueAt(0));
  }
}

function restoreCategory({ encoding, categories }: FittedColumn, values: readonly number[]): string | null {
  const index = encoding === 'ordinal' ? Math.round(values[0] ?? -1) : values.indexOf(Math.max(...values));
  return categories[index] ?? null;
}

/** Milliseconds since 1970-01-01 UTC. */
function restoreDate(
  { dateParts, dateScalings, dateOrigin }: FittedColumn,
  valueAt: (feature: number) => number,
): number | null {
  let feature = 0;
  for (const [i, part] of dateParts.entries()) {
    if (part === 'elapsed') {
      const scaling = dateScalings[i];
      const days = scaling ? unscale(scaling, valueAt(feature)) : valueAt(feature);
      return Math.round(dateOrigin + days * MS_PER_DAY);
    }
    feature += part === 'year' ? 1 : 2;
  }
  return null;
}

/** Scaling and logarithm undone. */
function restoreNumber(column: FittedColumn, value: number): number {
  const unscaled = unscale(column, value);
  return column.logTransform ? Math.sign(unscaled) * Math.expm1(Math.abs(unscaled)) : unscaled;
}

function unscale({ affine, quantiles }: FittedScaling, value: number): number {
  if (affine !== null) return value * affine.scale + affine.center;
  if (quantiles === null) return value;
  const last = quantiles.length - 1;
  const rank = Math.min(1, Math.max(0, value)) * last;
  const below = Math.floor(rank);
  const [low, high] = [quantiles[below] ?? NaN, quantiles[Math.min(last, below + 1)] ?? NaN];
  return low + (rank - below) * (high - low);
}
