import { SYNTHETIC_COLUMN } from '../dataset/synthetic.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import { sortWords } from '../dataset/sortWords.ts';
import { cellAt, requireColumn, type Column, type Table } from '../dataset/table.ts';
import { datePartPeriod } from './applyPipeline.ts';
import { checkPreparation, preparationProblem, type PreparationProblem } from './checkPreparation.ts';
import { fitColumn } from './fitColumn.ts';
import type {
  ColumnRole,
  FeatureDescription,
  FittedColumn,
  FittedPipeline,
  FittedSample,
  PreparationSpec,
  SampleSpec,
  TextSample,
} from './preparation.ts';
import { entersAsHistory, longestStepIn, sampleColumns, seriesOf } from './sampleColumns.ts';
import { rowsOfPart } from './splitParts.ts';
import { fitTarget } from './targets.ts';
import { FIRST_WORD, tokenize } from './tokens.ts';

/** What the target is fitted on: one row per sample, with the target columns and the parts of the split. */
export interface JudgedSamples {
  readonly spec: PreparationSpec;
  readonly table: Table;
  readonly assignment: Uint8Array;
}

/**
 * Learns everything that turns this table's rows into tensors, from its training rows only (see `fitTarget` for class names).
 * `assignment` is `splitRows`'s; the table needs the columns that the preparation uses. All problems are reported at once.
 * @param judged - where samples are not rows: what there is to learn of each
 */
export function fitPipeline(
  spec: PreparationSpec,
  table: Table,
  assignment: Uint8Array,
  judged: JudgedSamples = { spec, table, assignment },
): Result<FittedPipeline, PreparationProblem> {
  const problems = checkPreparation(spec, table.columns);
  if (problems.length > 0) return fail(...problems);
  const { sample } = spec;
  const trainRows = rowsOfPart(assignment, 'train');
  if (trainRows.length === 0) return fail(preparationProblem('split', 'data.noRows', { split: 'train' }));

  const columns: FittedColumn[] = [];
  for (const column of table.columns) {
    const preparation = spec.columns[column.name];
    if (!preparation || !entersNetwork(preparation.role, sample)) continue;
    const fitted = fitColumn(column, preparation, trainRows);
    if (fitted.ok) columns.push(fitted.value);
    else problems.push(...fitted.problems);
  }
  const target = fitTarget(judged.spec, judged.table, judged.assignment, rowsOfPart(judged.assignment, 'train'));
  if (!target.ok) problems.push(...target.problems);
  if (!target.ok || problems.length > 0) return fail(...problems);
  const features = columns.flatMap(describeFeatures);
  if (features.length === 0 && (!sample || sample.kind === 'window')) {
    return fail(preparationProblem('columns', 'data.noFeatures', {}));
  }
  const fitted = sample && fitSample(sample, table, trainRows);
  const pipeline = { version: 1, task: spec.task, columns, features, target: target.value } as const;
  return ok(fitted ? { ...pipeline, sample: fitted } : pipeline);
}

function entersNetwork(role: ColumnRole, sample: SampleSpec | undefined): boolean {
  if (sample && sample.kind !== 'window') return false;
  return role === 'feature' || (role === 'target' && sample !== undefined && entersAsHistory(sample));
}

function fitSample(sample: SampleSpec, table: Table, trainRows: Uint32Array): FittedSample {
  switch (sample.kind) {
    case 'window': {
      // The usual step is a fact of how the data was recorded, not of what it says.
      return { ...sample, longestStep: longestStepIn(sample, seriesOf(sample, table)) };
    }
    case 'image': {
      const { augmentation: _, ...fitted } = sample;
      return fitted;
    }
    case 'text':
      return { ...sample, words: fitWords(sample, requireColumn(table, sample.column), trainRows) };
  }
}

/** The commonest words of the training rows, the commonest first, equals sorted. */
function fitWords(sample: TextSample, column: Column, rows: Uint32Array): string[] {
  const counts = new Map<string, number>();
  for (const row of rows) {
    for (const word of tokenize(String(cellAt(column, row) ?? ''), sample.unit)) {
      counts.set(word, (counts.get(word) ?? 0) + 1);
    }
  }
  return sortWords(counts.keys())
    .sort((a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0))
    .slice(0, sample.vocabularySize - FIRST_WORD);
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
  if ('column' in spec.split) used.add(spec.split.column);
  if (spec.excludeColumn !== undefined) used.add(spec.excludeColumn);
  used.add(SYNTHETIC_COLUMN);
  for (const name of sampleColumns(spec.sample)) used.add(name);
  return table.columns.map(({ name }) => name).filter((name) => used.has(name));
}
