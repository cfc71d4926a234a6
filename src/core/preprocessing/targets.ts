import { fail, ok, type Result } from '../../shared/result.ts';
import { sortWords } from '../dataset/sortWords.ts';
import { cellAt, isMissing, type Column, type Table } from '../dataset/table.ts';
import { preparationProblem, type PreparationProblem } from './checkPreparation.ts';
import { fitStandard } from './fitStatistics.ts';
import { isLearnt, SPLIT_EXCLUDED, type FittedTarget, type PreparationSpec } from './preparation.ts';

/** Past this a "class" is rather a number or a name. */
const MAX_CLASSES = 1000;

/** The columns that are predicted, or hold the label that judges, in table order. */
export function targetColumns(spec: PreparationSpec, table: Table): readonly Column[] {
  return table.columns.filter(({ name }) => spec.columns[name]?.role === 'target');
}

/**
 * Classes are all those that appear in any part, so that a class which training never saw is counted as the mistake it will be;
 * training rows must hold two at least. Centre and scale of a standardised target come from training rows alone.
 */
export function fitTarget(
  spec: PreparationSpec,
  table: Table,
  assignment: Uint8Array,
  trainRows: Uint32Array,
): Result<FittedTarget, PreparationProblem> {
  const targets = targetColumns(spec, table);
  const columns = targets.map(({ name }) => name);
  const [first] = targets;
  if (!isLearnt(spec)) {
    const label = first && {
      column: first.name,
      classes: classesOf(first, assignment),
      normalClass: spec.task === 'reconstruction' ? (spec.normalClass ?? null) : null,
    };
    return label && label.classes.length > MAX_CLASSES
      ? fail(
          preparationProblem(`columns.${first.name}`, 'data.tooManyClasses', {
            column: first.name,
            classes: label.classes.length,
          }),
        )
      : ok({
          kind: 'features',
          label: label ?? null,
          ...(spec.task === 'translation' && spec.companion ? { companion: spec.companion } : {}),
        });
  }
  if (!first) return fail(preparationProblem('columns', 'data.targetMissing', {}));
  if (spec.task === 'multilabel') return ok({ kind: 'labels', columns });
  if (spec.task === 'regression') {
    const fitted = targets.map((target) =>
      spec.standardizeTarget ? fitStandard(numbersAt(target, trainRows)) : { center: 0, scale: 1 },
    );
    return ok({
      kind: 'numbers',
      columns,
      center: fitted.map(({ center }) => center),
      scale: fitted.map(({ scale }) => scale),
    });
  }
  const path = `columns.${first.name}`;
  const classes = classesOf(first, assignment);
  const limit = spec.task === 'binary' ? 2 : MAX_CLASSES;
  if (classes.length > limit) {
    return fail(preparationProblem(path, 'data.tooManyClasses', { column: first.name, classes: classes.length }));
  }
  const indices = classIndices(first, classes);
  const trained = new Set(Array.from(trainRows, (row) => indices[row] ?? -1)).size;
  if (trained < 2)
    return fail(preparationProblem(path, 'data.notEnoughClasses', { column: first.name, classes: trained }));
  return ok({ kind: 'classes', column: first.name, classes });
}

/** The class words of the rows that are in a part, sorted; a boolean's false word comes before its true word. */
export function classesOf(target: Column, assignment: Uint8Array): readonly string[] {
  const { data, categories = [] } = target;
  const seen = new Set<number | string>();
  for (let row = 0; row < assignment.length; row++) {
    if (assignment[row] === SPLIT_EXCLUDED) continue;
    const value = data.values[row];
    if (value !== undefined && value !== null) seen.add(value);
  }
  if (target.type === 'boolean') return categories.filter((_, code) => seen.has(code));
  const words = data.kind === 'coded' ? categories.filter((_, code) => seen.has(code)) : [...seen].map(String);
  return sortWords(words);
}

/** For every row of the table its index in `classes`; -1 where missing or not among them. */
export function classIndices(target: Column, classes: readonly string[]): Int32Array {
  const { data, categories = [] } = target;
  const indexByWord = new Map(classes.map((word, index) => [word, index]));
  if (data.kind === 'coded') {
    const indexByCode = Int32Array.from(categories, (word) => indexByWord.get(word) ?? -1);
    return data.values.map((code) => indexByCode[code] ?? -1);
  }
  const indexByNumber = new Map(classes.map((word, index) => [Number(word), index]));
  const indices = new Int32Array(data.values.length);
  for (let row = 0; row < indices.length; row++) {
    const value = data.values[row] ?? null;
    const index =
      typeof value === 'number' ? indexByNumber.get(value) : value === null ? undefined : indexByWord.get(value);
    indices[row] = index ?? -1;
  }
  return indices;
}

/** Whether a row's targets are all there. */
export function hasTargets(targets: readonly Column[], row: number): boolean {
  return targets.every((target) => !isMissing(target, row));
}

/** A row's target as a number: numbers themselves, booleans 0 or 1; NaN where missing or neither. */
export function numericTarget({ data }: Column, row: number): number {
  const value = data.values[row];
  return typeof value !== 'number' || (data.kind === 'coded' && value < 0) ? NaN : value;
}

/** A row's target as a word; empty where missing. */
export function targetWord(target: Column, row: number): string {
  return String(cellAt(target, row) ?? '');
}

function numbersAt(target: Column, rows: Uint32Array): Float64Array {
  const numbers = new Float64Array(rows.length);
  rows.forEach((row, i) => (numbers[i] = numericTarget(target, row)));
  return numbers;
}
