import { baseName, classesOfPaths } from '../images/classOfPath.ts';
import type { ColumnSchema } from './table.ts';

/** What the columns are called that say which file a row came from, and what the file's folder or name says of it. */
export const RECORDING_COLUMN = 'recording';
export const CLASS_COLUMN = 'class';

/** A file's place in a set of recordings. */
export interface Recording {
  /** Its name without its ending; with its folder where two files have the same name. */
  readonly name: string;
  /** Null where neither folders nor names tell files apart. */
  readonly className: string | null;
}

/**
 * Names and classes of files that hold one recording each. The class is the folder's name; of files that are in no folders of their own it is
 * the file's name without a number at its end: `ball_01.csv` and `ball_02.csv` are both `ball`.
 */
export function describeRecordings(paths: readonly string[]): Recording[] {
  const stems = paths.map((path) => withoutEnding(baseName(path)));
  const isUnique = new Set(stems).size === stems.length;
  const names = isUnique ? stems : paths.map(withoutEnding);
  const folders = classesOfPaths(paths);
  const byFolder = distinct(folders) >= 2 && folders.every((folder) => folder !== null);
  const classes = byFolder ? folders : stems.map(withoutNumber);
  const tellsApart = distinct(classes) >= 2;
  return names.map((name, i) => ({ name, className: tellsApart ? (classes[i] ?? null) : null }));
}

function withoutEnding(path: string): string {
  return path.replace(/(\.[A-Za-z][A-Za-z0-9]{0,7}){1,2}$/, '');
}

function withoutNumber(stem: string): string {
  return stem.replace(/[\s_.(-]+\d+\)?$/, '') || stem;
}

function distinct(words: readonly (string | null)[]): number {
  return new Set(words).size;
}

/** Of rows that are a sequence each: which row a value is of, where in it, and what it is. */
export const SEQUENCE_COLUMN = 'sequence';
export const STEP_COLUMN = 'step';
export const VALUE_COLUMN = 'value';
const MIN_STEPS = 10;

type ColumnName = Pick<ColumnSchema, 'name' | 'type'>;

/** Columns first … end-1 of a table. */
export interface ColumnRun {
  readonly first: number;
  readonly end: number;
}

/**
 * The longest run of columns of numbers that are counted by their names (`t0`, `t1`, …; `1`, `2`, …): a row's values over time. Null where there are
 * fewer than ten.
 */
export function findStepColumns(columns: readonly ColumnName[]): ColumnRun | null {
  let best: ColumnRun | null = null;
  let first = 0;
  for (let i = 1; i <= columns.length; i++) {
    if (follows(columns[i - 1], columns[i])) continue;
    if (i - first >= Math.max(MIN_STEPS, best ? best.end - best.first + 1 : 0)) best = { first, end: i };
    first = i;
  }
  return best;
}

function follows(before: ColumnName | undefined, here: ColumnName | undefined): boolean {
  const [a, b] = [counted(before), counted(here)];
  return a !== null && b !== null && a.stem === b.stem && a.count + 1 === b.count;
}

function counted(column: ColumnName | undefined): { stem: string; count: number } | null {
  const match = /^(.*?)(\d+)$/.exec(column?.name ?? '');
  const isNumber = column?.type === 'number' || column?.type === 'integer';
  return match && isNumber ? { stem: match[1] ?? '', count: Number(match[2]) } : null;
}
