import {
  asClasses,
  correlationRatio,
  cramersV,
  crossTabulate,
  findTelltale,
  type ClassedColumn,
} from './association.ts';
import type { ColumnProfile, DatasetProfile, ProfileWarning } from './profile.ts';
import type { Column } from './table.ts';

const MOSTLY_MISSING = 0.5;
const HIGH_CARDINALITY = 50;
/** An association with the target from here on is hardly ever honest. */
const NEAR_COPY_OF_TARGET = 0.98;
/** Two features may go together closely; from here on one of them is the other in another unit. */
const NEAR_COPY_OF_FEATURE = 0.9995;
/** Classes with fewer rows than this on average fit anything. */
const MIN_ROWS_PER_CLASS = 5;
/** Two classes: the rarer has less than 10 %; more classes: less in proportion. */
const IMBALANCE = 0.2;

/** The target's values, made ready to compare other columns with. */
export interface TargetValues {
  readonly column: Column;
  readonly classed: ClassedColumn | null;
}

export function readTarget(column: Column): TargetValues {
  return { column, classed: asClasses(column) };
}

/** What one column's values say by themselves. */
export function warnOfColumn(profile: ColumnProfile, column: Column): ProfileWarning[] {
  const { name, type, distinct, missing } = profile;
  const rowCount = column.data.values.length;
  if (distinct === 0) return [{ kind: 'empty', column: name }];
  if (distinct === 1) return [{ kind: 'constant', column: name }];
  const warnings: ProfileWarning[] = [];
  if (type === 'identifier' || countsUp(column)) warnings.push({ kind: 'identifier', column: name });
  if (missing >= MOSTLY_MISSING * rowCount) {
    warnings.push({ kind: 'mostlyMissing', column: name, share: missing / rowCount });
  }
  if (type === 'category' && distinct > HIGH_CARDINALITY) {
    warnings.push({ kind: 'highCardinality', column: name, distinct });
  }
  return warnings;
}

/** How a column's values give the target's away. Two numeric columns are compared by `warnOfCopies`. */
export function warnOfAssociation(
  column: Column,
  { column: target, classed: targetClassed }: TargetValues,
): ProfileWarning[] {
  if (column.name === target.name) return [];
  const names = { column: column.name, other: target.name };
  const classed = asClasses(column);
  const hasRows = (each: ClassedColumn): boolean => each.codes.length >= each.classes.length * MIN_ROWS_PER_CLASS;
  let correlation = NaN;
  if (classed && targetClassed) {
    if (!hasRows(classed) || !hasRows(targetClassed)) return [];
    const table = crossTabulate(classed, targetClassed);
    correlation = cramersV(table);
    const telltale = correlation >= NEAR_COPY_OF_TARGET ? null : findTelltale(table);
    if (telltale) return [{ kind: 'telltale', ...names, ...telltale }];
  } else if (targetClassed && column.data.kind === 'numeric') {
    if (hasRows(targetClassed)) correlation = correlationRatio(targetClassed, column.data.values);
  } else if (classed && target.data.kind === 'numeric') {
    if (hasRows(classed)) correlation = correlationRatio(classed, target.data.values);
  }
  return correlation >= NEAR_COPY_OF_TARGET ? [{ kind: 'nearCopy', ...names, correlation }] : [];
}

/** Numeric columns that go along with the target, or with an earlier column, all but exactly. */
export function warnOfCopies(
  { columns, matrix }: DatasetProfile['correlations'],
  target: string | null,
): Extract<ProfileWarning, { kind: 'nearCopy' }>[] {
  return columns.flatMap((column, i) => {
    if (column === target) return [];
    const copied = columns.findIndex((other, j) => {
      const correlation = Math.abs(matrix[i * columns.length + j] ?? NaN);
      return other === target ? correlation >= NEAR_COPY_OF_TARGET : j < i && correlation >= NEAR_COPY_OF_FEATURE;
    });
    const other = columns[copied];
    if (other === undefined) return [];
    return [{ kind: 'nearCopy' as const, column, other, correlation: matrix[i * columns.length + copied] ?? NaN }];
  });
}

/** Whether the target's rarest class is rare. */
export function warnOfImbalance({ column, classed }: TargetValues): ProfileWarning[] {
  if (!classed || classed.classes.length < 2) return [];
  const counts = classed.classes.map(() => 0);
  for (const code of classed.codes) if (code >= 0) counts[code] = (counts[code] ?? 0) + 1;
  const total = counts.reduce((sum, count) => sum + count, 0);
  const least = counts.reduce((smallest, count) => Math.min(smallest, count), Infinity);
  const share = least / total;
  if (share >= IMBALANCE / counts.length) return [];
  return [{ kind: 'imbalance', column: column.name, rarest: classed.classes[counts.indexOf(least)] ?? '', share }];
}

function countsUp({ type, data }: Column): boolean {
  if (type !== 'integer' || data.kind !== 'numeric') return false;
  const { values } = data;
  return values.length > 2 && values.every((value, row) => row === 0 || value === (values[row - 1] ?? NaN) + 1);
}
