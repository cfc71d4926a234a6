import type { ImportDoubt, ImportProblem } from '../../core/dataset/importOptions.ts';
import type { Formatters } from '../../messages/formatters.ts';
import type { DataMessages } from '../../messages/en/data.ts';

const MAX_VALUE_LENGTH = 60;

/** What is wrong with a row or cell, in words. */
export function describeProblem(problem: ImportProblem, { import: t, types }: DataMessages, f: Formatters): string {
  switch (problem.kind) {
    case 'tooFewCells':
    case 'tooManyCells':
      return t.reasons[problem.kind](f.integer(problem.found), f.integer(problem.expected));
    case 'quote':
      return t.reasons[problem.detail];
    case 'invalidCell':
      return t.reasons.invalidCell(problem.column, shorten(problem.value), types[problem.expected]);
    case 'undecodable':
      return t.reasons.undecodable;
  }
}

/** What looks odd about a file, in words. */
export function describeDoubt(doubt: ImportDoubt, { doubtful }: DataMessages['import']): string {
  switch (doubt.kind) {
    case 'valuesInHeader':
      return doubtful.valuesInHeader(shorten(doubt.values));
    case 'noValues':
      return doubtful.noValues(shorten(doubt.column));
    case 'numbersAsWords':
    case 'datesAsWords':
      return doubtful[doubt.kind](shorten(doubt.column), shorten(doubt.example));
  }
}

/** A file's name without its ending, to call its data by. */
export function nameOfFile(fileName: string): string {
  return fileName.replace(/\.[^.]+$/, '') || fileName;
}

function shorten(value: string): string {
  return value.length > MAX_VALUE_LENGTH ? `${value.slice(0, MAX_VALUE_LENGTH)}…` : value;
}
