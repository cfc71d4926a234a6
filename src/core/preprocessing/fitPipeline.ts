import { fail, ok, type Result } from '../../shared/result.ts';
import type { Table } from '../dataset/table.ts';
import { datePartPeriod } from './applyPipeline.ts';
import { checkPreparation, preparationProblem, type PreparationProblem } from './checkPreparation.ts';
import { fitColumn } from './fitColumn.ts';
import type { FeatureDescription, FittedColumn, FittedPipeline, FittedSample, PreparationSpec } from './preparation.ts';
import { rowsOfPart } from './splitParts.ts';
import { fitTarget } from './targets.ts';

/**
 * Learns everything that turns this table's rows into tensors, from its training rows only (see `fitTarget` for class names).
 * `assignment` is `splitRows`'s; the table needs the columns that the preparation uses. All problems are reported at once.
 */
export function fitPipeline(
  spec: PreparationSpec,
  table: Table,
  assignment: Uint8Array,
): Result<FittedPipeline, PreparationProblem> {
  const problems = checkPreparation(spec, table.columns);
  if (problems.length > 0) return fail(...problems);
  const trainRows = rowsOfPart(assignment, 'train');
  if (trainRows.length === 0) return fail(preparationProblem('split', 'data.noRows', { split: 'train' }));

  const columns: FittedColumn[] = [];
  for (const column of table.columns) {
    const preparation = spec.columns[column.name];
    if (preparation?.role !== 'feature' || spec.sample?.kind === 'image') continue;
    const fitted = fitColumn(column, preparation, trainRows);
    if (fitted.ok) columns.push(fitted.value);
    else problems.push(...fitted.problems);
  }
  const target = fitTarget(spec, table, assignment, trainRows);
  if (!target.ok) problems.push(...target.problems);
  if (!target.ok || problems.length > 0) return fail(...problems);
  const features = columns.flatMap(describeFeatures);
  if (features.length === 0 && !spec.sample) return fail(preparationProblem('columns', 'data.noFeatures', {}));
  const sample = fitSample(spec);
  return ok({ version: 1, task: spec.task, columns, features, target: target.value, ...(sample ? { sample } : {}) });
}

function fitSample({ sample }: PreparationSpec): FittedSample | null {
  switch (sample?.kind) {
    case undefined:
      return null;
    case 'image': {
      const { augmentation: _, ...fitted } = sample;
      return fitted;
    }
  }
}

/** The features of a fitted column, in the order in which `writeFeatures` writes them. */
export function describeFeatures(column: FittedColumn): FeatureDescription[] {
  const names = valueNames(column);
  if (column.missingIndicator) names.push(`${column.name} is missing`);
  return names.map((name) => ({ name, column: column.name }));
}

function valueNames({ name, type, encoding, categories, unseen, dateParts }: FittedColumn): string[] {
  if (type === 'datetime') {
    return dateParts.flatMap((part) =>
      datePartPeriod(part) === null ? [`${name} ${part}`] : [`${name} ${part} (sin)`, `${name} ${part} (cos)`],
    );
  }
  if (type !== 'category' || encoding === 'ordinal') return [name];
  const names = categories.map((word) => `${name}=${word}`);
  return unseen === 'other' ? [...names, `${name} is unseen`] : names;
}

/** The columns of the table that splitting, fitting and transforming under this preparation read. */
export function usedColumns(
  spec: PreparationSpec,
  table: { readonly columns: readonly { readonly name: string }[] },
): string[] {
  const used = new Set(
    Object.entries(spec.columns)
      .filter(([, { role }]) => role === 'feature' || role === 'target')
      .map(([name]) => name),
  );
  if (spec.split.kind === 'group' || spec.split.kind === 'time') used.add(spec.split.column);
  return table.columns.map(({ name }) => name).filter((name) => used.has(name));
}
