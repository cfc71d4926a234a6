import { findColumn, type Column, type Table } from '../dataset/table.ts';
import type { PreparationSpec } from '../preprocessing/preparation.ts';
import { EXCLUDED_COLUMN, IMAGE_COLUMNS } from './suggestImageSample.ts';

/** What people say of a set of pictures: each one's class, and which are left out. Plain data, never changed in place. */
export interface PictureLabels {
  readonly classes: readonly string[];
  /** For each row an index into `classes`; -1: none. */
  readonly codes: Int32Array;
  /** For each row 1 where it is in no part of the split. */
  readonly excluded: Uint8Array;
}

/** What a data set of pictures says of them. */
export function readLabels(table: Table): PictureLabels {
  const label = findColumn(table, IMAGE_COLUMNS.label);
  const excluded = findColumn(table, EXCLUDED_COLUMN);
  return {
    classes: label?.categories ?? [],
    codes: label?.data.kind === 'coded' ? label.data.values : new Int32Array(table.rowCount).fill(-1),
    excluded: Uint8Array.from({ length: table.rowCount }, (_, row) => Number(excluded?.data.values[row] === 1)),
  };
}

/** The columns that keep labels; that of exclusion only where something is, or was, excluded. */
export function labelColumns({ classes, codes, excluded }: PictureLabels, hasExclusion: boolean): readonly Column[] {
  const label: Column = {
    name: IMAGE_COLUMNS.label,
    type: 'category',
    categories: classes,
    data: { kind: 'coded', values: codes },
  };
  if (!hasExclusion && !excluded.includes(1)) return [label];
  const data = { kind: 'coded', values: Int32Array.from(excluded) } as const;
  return [label, { name: EXCLUDED_COLUMN, type: 'boolean', categories: ['no', 'yes'], data }];
}

/** Gives rows a class; -1 takes theirs away. The same labels where nothing changes. */
export function setLabel(labels: PictureLabels, rows: readonly number[], code: number): PictureLabels {
  if (rows.every((row) => labels.codes[row] === code)) return labels;
  const codes = labels.codes.slice();
  for (const row of rows) codes[row] = code;
  return { ...labels, codes };
}

/** Leaves rows out of every part of the split, or takes them in again. The same labels where nothing changes. */
export function setExcluded(labels: PictureLabels, rows: readonly number[], isExcluded: boolean): PictureLabels {
  const value = Number(isExcluded);
  if (rows.every((row) => labels.excluded[row] === value)) return labels;
  const excluded = labels.excluded.slice();
  for (const row of rows) excluded[row] = value;
  return { ...labels, excluded };
}

/** A class of this name, behind the others where it is new. */
export function addClass(labels: PictureLabels, name: string): PictureLabels {
  return labels.classes.includes(name) ? labels : { ...labels, classes: [...labels.classes, name] };
}

/**
 * A preparation after its pictures were labelled anew: what is predicted follows the classes (two, or more), as long as it is the
 * label; all else stays.
 * @param suggested - for the labels as they are now
 */
export function followLabels(before: PreparationSpec, suggested: PreparationSpec): PreparationSpec {
  const { label } = IMAGE_COLUMNS;
  const targets = Object.keys(before.columns).filter((name) => before.columns[name]?.role === 'target');
  const isClassified = before.task === 'binary' || before.task === 'multiclass';
  const follows =
    isClassified && targets.every((name) => name === label) && suggested.columns[label]?.role === 'target';
  const columns = { ...suggested.columns, ...before.columns };
  const excludeColumn = suggested.excludeColumn ?? before.excludeColumn;
  const target = suggested.columns[label];
  return {
    ...before,
    ...(follows ? { task: suggested.task } : {}),
    columns: follows && target ? { ...columns, [label]: target } : columns,
    ...(excludeColumn === undefined ? {} : { excludeColumn }),
  };
}
