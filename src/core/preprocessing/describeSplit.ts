import { cellAt, findColumn, type CellValue, type Table } from '../dataset/table.ts';
import { SPLIT_PARTS, type FittedTarget, type SplitPart } from './preparation.ts';
import { classIndices, numericTarget } from './targets.ts';

/** Rows per class and part, in class order; with labels, the rows that have each; empty for numbers. */
export function countClasses(
  target: FittedTarget,
  table: Table,
  assignment: Uint8Array,
): Readonly<Record<SplitPart, readonly number[]>> {
  if (target.kind === 'numbers') return byPart(() => []);
  const classified = target.kind === 'features' ? target.label : target.kind === 'classes' ? target : null;
  if (target.kind === 'features' && !classified) return byPart(() => []);
  if (classified) {
    const column = findColumn(table, classified.column);
    const indices = column ? classIndices(column, classified.classes) : new Int32Array(0);
    const counts = byPart(() => classified.classes.map(() => 0));
    assignment.forEach((code, row) => increment(counts, code, indices[row] ?? -1));
    return counts;
  }
  if (target.kind !== 'labels') return byPart(() => []);
  const counts = byPart(() => target.columns.map(() => 0));
  target.columns.forEach((name, label) => {
    const column = findColumn(table, name);
    if (!column) return;
    assignment.forEach((code, row) => {
      if (numericTarget(column, row) === 1) increment(counts, code, label);
    });
  });
  return counts;
}

/** How many groups each part has. */
export function countGroups(column: string, table: Table, assignment: Uint8Array): Readonly<Record<SplitPart, number>> {
  const groups = byPart(() => new Set<CellValue>());
  const found = findColumn(table, column);
  if (found) {
    assignment.forEach((code, row) => {
      const part = SPLIT_PARTS[code];
      if (part) groups[part].add(cellAt(found, row));
    });
  }
  return { train: groups.train.size, validation: groups.validation.size, test: groups.test.size };
}

function byPart<T>(make: () => T): Record<SplitPart, T> {
  return { train: make(), validation: make(), test: make() };
}

function increment(counts: Record<SplitPart, number[]>, code: number, index: number): void {
  const part = SPLIT_PARTS[code];
  if (part && index >= 0) counts[part][index] = (counts[part][index] ?? 0) + 1;
}
