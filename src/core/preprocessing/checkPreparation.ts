import { AppError, type ErrorCode, type ErrorDetails } from '../../shared/appError.ts';
import type { Problem } from '../../shared/result.ts';
import type { ColumnSchema } from '../dataset/table.ts';
import type { ImageSample } from '../images/imageSample.ts';
import { IMAGE_COLUMNS } from '../images/suggestImageSample.ts';
import { saysParts, strangeWords } from './givenParts.ts';
import { isLearnt, type ColumnPreparation, type PreparationSpec, type Task } from './preparation.ts';

const FRACTION_TOLERANCE = 1e-6;

/** Something that stands in the way of a preparation; `error` is what to tell the user. */
export interface PreparationProblem extends Problem {
  readonly error: AppError;
}

/** A problem at a place of the preparation, with its error from the closed table. */
export function preparationProblem<C extends ErrorCode>(
  path: string,
  code: C,
  details: ErrorDetails[C],
): PreparationProblem {
  const error = new AppError(code, details);
  return { path, message: error.message, error };
}

/** What to throw where a preparation cannot go on: the first problem's error. */
export function toError(problems: readonly PreparationProblem[]): Error {
  return problems[0]?.error ?? new Error('no problem to tell of');
}

/** Everything about a preparation that can be seen to be wrong without looking at values; empty where it is sound. */
export function checkPreparation(spec: PreparationSpec, columns: readonly ColumnSchema[]): PreparationProblem[] {
  return [
    ...checkColumns(spec, columns),
    ...checkTargets(spec, columns),
    ...checkSplit(spec, columns),
    ...checkSample(spec, columns),
  ];
}

function checkColumns(spec: PreparationSpec, columns: readonly ColumnSchema[]): PreparationProblem[] {
  // A text is all that its network takes.
  if (spec.sample?.kind === 'text') return [];
  const schemas = new Map(columns.map((column) => [column.name, column]));
  const problems: PreparationProblem[] = [];
  for (const [name, preparation] of Object.entries(spec.columns)) {
    const path = `columns.${name}`;
    const schema = schemas.get(name);
    if (preparation.role !== 'feature' && preparation.role !== 'target') continue;
    if (!schema) problems.push(preparationProblem(path, 'data.columnMissing', { column: name }));
    else if (preparation.role === 'feature' && !(spec.sample?.kind === 'image' && spec.sample.column === name)) {
      problems.push(...checkFeature(path, schema, preparation));
    }
  }
  const { sample } = spec;
  const hasHistory = sample?.kind === 'window' && (sample.label === 'forecast' || sample.label === 'horizon');
  if (!hasHistory && !Object.values(spec.columns).some(({ role }) => role === 'feature')) {
    problems.push(preparationProblem('columns', 'data.noFeatures', {}));
  }
  return problems;
}

function checkFeature(
  path: string,
  { name, type }: ColumnSchema,
  { imputation }: ColumnPreparation,
): PreparationProblem[] {
  if (type === 'text' || type === 'identifier' || type === 'image')
    return [preparationProblem(path, 'data.textFeature', { column: name })];
  const needsNumbers = imputation.kind === 'mean' || imputation.kind === 'median';
  const isUnsuited =
    type === 'category' ? needsNumbers : imputation.kind === 'constant' && !Number.isFinite(Number(imputation.value));
  return isUnsuited
    ? [
        preparationProblem(`${path}.imputation`, 'data.imputationUnsuited', {
          column: name,
          type,
          imputation: imputation.kind,
        }),
      ]
    : [];
}

function checkTargets(
  { task, columns: prepared, sample, companion }: PreparationSpec,
  columns: readonly ColumnSchema[],
): PreparationProblem[] {
  // Computed, not read.
  if (sample?.kind === 'window' && sample.label === 'remainingLife') return [];
  const targets = columns.filter(({ name }) => prepared[name]?.role === 'target');
  if (task === 'translation' && (sample?.kind !== 'image' || !companion)) {
    return [preparationProblem('task', 'data.noPairs', {})];
  }
  const isLabel = !isLearnt({ task });
  if (targets.length === 0) return isLabel ? [] : [preparationProblem('columns', 'data.targetMissing', {})];
  if (targets.length > 1 && (isLabel || task === 'binary' || task === 'multiclass')) {
    return [preparationProblem('columns', 'data.tooManyTargets', { task, targets: targets.length })];
  }
  return targets
    .filter((target) => !suitsTask(target, task))
    .map(({ name, type }) =>
      preparationProblem(`columns.${name}`, 'data.targetUnsuited', { column: name, type, task }),
    );
}

/** Whether a column's type can be the target of a task at all; how many classes it has is seen when the pipeline is fitted. */
export function suitsTask({ type }: Pick<ColumnSchema, 'type'>, task: Task): boolean {
  switch (task) {
    case 'regression':
      return type === 'number' || type === 'integer';
    case 'multilabel':
      return type === 'boolean';
    case 'binary':
    case 'multiclass':
    case 'reconstruction':
    case 'generation':
    case 'translation':
      return type !== 'datetime';
  }
}

/** Most values that one window, forecast or text may have: more is a mistake. */
const MAX_LENGTH = 100_000;

function checkSample({ sample, split, task }: PreparationSpec, columns: readonly ColumnSchema[]): PreparationProblem[] {
  const isRandom = split.kind === 'random' || split.kind === 'stratified';
  if (sample?.kind !== 'window' && split.kind === 'blocks') {
    return [preparationProblem('split', 'data.blocksWithoutWindows', {})];
  }
  switch (sample?.kind) {
    case 'window': {
      const { label, unit, time } = sample;
      const isNumber = label === 'forecast' || label === 'remainingLife';
      const isJudging = !isLearnt({ task });
      const isUnsuited = isNumber
        ? task !== 'regression'
        : isJudging
          ? label === 'each'
          : (label === 'any' && task !== 'binary') || (label === 'each' && task === 'multilabel');
      return [
        ...(isRandom ? [preparationProblem('split', 'data.windowSplit', {})] : []),
        ...(isUnsuited ? [preparationProblem('sample.label', 'data.windowLabel', { label, task })] : []),
        ...checkSizes({ length: sample.length, stride: sample.stride, horizon: sample.horizon }, 1),
        ...checkSizes({ cap: sample.cap ?? 1, season: sample.season ?? 1 }, 1),
        ...(sample.resampling && (time === null || !(sample.resampling.step > 0))
          ? [preparationProblem('sample.resampling', 'data.resampling', {})]
          : []),
        ...[unit, time].flatMap((name, i) => {
          if (name === null) return [];
          const column = columns.find((each) => each.name === name);
          if (!column) return [preparationProblem('sample', 'data.columnMissing', { column: name })];
          return i === 1 && !isOrdered(column)
            ? [preparationProblem('sample.time', 'data.timeUnsuited', { column: name, type: column.type })]
            : [];
        }),
      ];
    }
    case 'text': {
      const column = columns.find(({ name }) => name === sample.column);
      const sizes = checkSizes({ length: sample.length, vocabularySize: sample.vocabularySize }, 1);
      if (!column)
        return [preparationProblem('sample.column', 'data.columnMissing', { column: sample.column }), ...sizes];
      const isText = column.type === 'text' || column.type === 'identifier' || column.type === 'category';
      return isText
        ? sizes
        : [preparationProblem('sample.column', 'data.notText', { column: column.name, type: column.type }), ...sizes];
    }
    case 'image':
      return checkTiling(sample, task, columns);
    case undefined:
      return [];
  }
}

function checkTiling({ tiling }: ImageSample, task: Task, columns: readonly ColumnSchema[]): PreparationProblem[] {
  if (!tiling) return [];
  if (!isLearnt({ task })) return [preparationProblem('sample.tiling', 'data.tilesUnlearnt', { task })];
  const missing = [IMAGE_COLUMNS.width, IMAGE_COLUMNS.height].find(
    (name) => !columns.some((column) => column.name === name && column.type === 'integer'),
  );
  return missing === undefined
    ? checkSizes({ sidePx: tiling.sidePx ?? 1 }, 1)
    : [preparationProblem('sample.tiling', 'data.columnMissing', { column: missing })];
}

function checkSizes(sizes: Readonly<Record<string, number>>, least: number): PreparationProblem[] {
  return Object.entries(sizes)
    .filter(([, size]) => !Number.isInteger(size) || size < least || size > MAX_LENGTH)
    .map(([field]) => preparationProblem(`sample.${field}`, 'data.sampleSize', { field }));
}

function checkSplit({ split }: PreparationSpec, columns: readonly ColumnSchema[]): PreparationProblem[] {
  const problems: PreparationProblem[] = [];
  const fractions = [split.train, split.validation, split.test];
  const sum = fractions.reduce((total, fraction) => total + fraction, 0);
  const isSound =
    split.train > 0 && fractions.every((fraction) => fraction >= 0) && Math.abs(sum - 1) <= FRACTION_TOLERANCE;
  if (!isSound) problems.push(preparationProblem('split', 'data.splitFractions', {}));
  if ('column' in split) {
    const column = columns.find(({ name }) => name === split.column);
    if (!column) {
      problems.push(preparationProblem('split.column', 'data.columnMissing', { column: split.column }));
    } else if (split.kind === 'given' && !saysParts(column)) {
      problems.push(
        preparationProblem('split.column', 'data.splitWords', {
          column: column.name,
          words: strangeWords(column).slice(0, WORDS_NAMED),
        }),
      );
    } else if (split.kind === 'time' && !isOrdered(column)) {
      problems.push(
        preparationProblem('split.column', 'data.timeUnsuited', { column: column.name, type: column.type }),
      );
    }
  }
  return problems;
}

/** So many words of a column are named where they name no parts. */
const WORDS_NAMED = 3;

function isOrdered({ type }: ColumnSchema): boolean {
  return type === 'datetime' || type === 'number' || type === 'integer';
}
