import fc from 'fast-check';
import {
  columnKind,
  type CellValue,
  type Column,
  type ColumnType,
  type Table,
} from '../../../../src/core/dataset/table.ts';
import { defaultColumnPreparation } from '../../../../src/core/preprocessing/suggestPreparation.ts';
import type {
  ColumnPreparation,
  PreparationSpec,
  SplitSpec,
  Task,
} from '../../../../src/core/preprocessing/preparation.ts';

/** A column from its cells as people write them. */
export function column(name: string, type: ColumnType, cells: readonly CellValue[]): Column {
  switch (columnKind(type)) {
    case 'numeric': {
      const values = Float64Array.from(cells, (cell) => (cell === null ? NaN : Number(cell)));
      return { name, type, data: { kind: 'numeric', values } };
    }
    case 'coded': {
      const words =
        type === 'boolean' ? ['no', 'yes'] : [...new Set(cells.filter((cell) => cell !== null).map(String))];
      const values = Int32Array.from(cells, (cell) => (cell === null ? -1 : words.indexOf(String(cell))));
      return { name, type, categories: words, data: { kind: 'coded', values } };
    }
    case 'text':
      return { name, type, data: { kind: 'text', values: cells.map((cell) => (cell === null ? null : String(cell))) } };
  }
}

export function table(...columns: readonly Column[]): Table {
  return { rowCount: columns[0]?.data.values.length ?? 0, columns };
}

export const RANDOM_SPLIT: SplitSpec = { kind: 'random', seed: 1, train: 0.6, validation: 0.2, test: 0.2 };

/** The last column is the target, the others features, each as given or as its type's default. */
export function specFor(
  { columns }: Table,
  task: Task,
  split: SplitSpec = RANDOM_SPLIT,
  changes: Readonly<Record<string, Partial<ColumnPreparation>>> = {},
): PreparationSpec {
  const prepared = columns.map(({ name, type }, i) => {
    const role = i === columns.length - 1 ? ('target' as const) : ('feature' as const);
    return [name, { ...defaultColumnPreparation(type, role), ...changes[name] }] as const;
  });
  return { version: 1, task, columns: Object.fromEntries(prepared), split, standardizeTarget: true };
}

const number = fc.option(
  fc.integer({ min: -1e9, max: 1e9 }).map((value) => value / 1000),
  { freq: 6 },
);
const time = fc.option(fc.integer({ min: -1e12, max: 4e12 }), { freq: 6 });
const word = fc.option(fc.constantFrom('red', 'green', 'blue', '1', '10', ''), { freq: 6 });
const flag = fc.option(fc.constantFrom('no', 'yes'), { freq: 6 });

const preparation = fc.record({
  missingIndicator: fc.boolean(),
  clipping: fc.oneof(
    fc.constant({ kind: 'none' as const }),
    fc.constant({ kind: 'quantile' as const, low: 0.05, high: 0.9 }),
    fc.constant({ kind: 'iqr' as const, factor: 1.5 }),
  ),
  logTransform: fc.boolean(),
  scaling: fc.constantFrom(
    'standard' as const,
    'minMax' as const,
    'robust' as const,
    'quantile' as const,
    'none' as const,
  ),
  encoding: fc.constantFrom('oneHot' as const, 'ordinal' as const),
  unseen: fc.constantFrom('zeros' as const, 'other' as const),
  dateParts: fc.subarray(['year', 'month', 'dayOfMonth', 'dayOfWeek', 'hour', 'minute', 'elapsed'] as const, {
    minLength: 1,
  }),
});

/** A table of every kind of feature with gaps, a number to predict, and any way to prepare it. */
export const preparedTable = fc
  .array(fc.tuple(number, time, word, flag, fc.integer({ min: -100, max: 100 })), { minLength: 8, maxLength: 40 })
  .chain((rows) =>
    fc.record({
      table: fc.constant(
        table(
          column(
            'size',
            'number',
            rows.map((row) => row[0]),
          ),
          column(
            'at',
            'datetime',
            rows.map((row) => row[1]),
          ),
          column(
            'colour',
            'category',
            rows.map((row) => row[2]),
          ),
          column(
            'sold',
            'boolean',
            rows.map((row) => row[3]),
          ),
          column(
            'price',
            'integer',
            rows.map((row) => row[4]),
          ),
        ),
      ),
      changes: fc.record({ size: preparation, at: preparation, colour: preparation, sold: preparation }),
      seed: fc.integer(),
    }),
  );
