import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SYNTHETIC_COLUMN, SYNTHETIC_PREFIX, syntheticRows } from '../../../../src/core/dataset/synthetic.ts';
import { cellAt, isMissing, type Table } from '../../../../src/core/dataset/table.ts';
import { apportion, apportionWithCarry } from '../../../../src/core/preprocessing/apportion.ts';
import { checkPreparation } from '../../../../src/core/preprocessing/checkPreparation.ts';
import { countClasses, countGroups } from '../../../../src/core/preprocessing/describeSplit.ts';
import { SPLIT_EXCLUDED, type SplitFractions, type SplitSpec } from '../../../../src/core/preprocessing/preparation.ts';
import { countParts, rowsOfPart } from '../../../../src/core/preprocessing/splitParts.ts';
import { splitRows } from '../../../../src/core/preprocessing/splitRows.ts';
import { column, specFor, table } from './tables.ts';

const fractions = fc
  .tuple(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 0, max: 10 }), fc.integer({ min: 0, max: 10 }))
  .map(([train, validation, rest]): SplitFractions => {
    const sum = train + validation + rest;
    return { train: train / sum, validation: validation / sum, test: rest / sum };
  });

/** x, a group, a time with ties, and a class, all with gaps. */
const tables = fc
  .array(
    fc.tuple(
      fc.option(fc.integer({ min: 0, max: 9 }), { freq: 9 }),
      fc.option(fc.constantFrom('g1', 'g2', 'g3', 'g4', 'g5'), { freq: 9 }),
      fc.option(fc.integer({ min: 0, max: 12 }), { freq: 9 }),
      fc.option(fc.constantFrom('a', 'b', 'c'), { freq: 9 }),
    ),
    { maxLength: 60 },
  )
  .map((rows) =>
    table(
      column(
        'x',
        'integer',
        rows.map((row) => row[0]),
      ),
      column(
        'group',
        'category',
        rows.map((row) => row[1]),
      ),
      column(
        'time',
        'integer',
        rows.map((row) => row[2]),
      ),
      column(
        'y',
        'category',
        rows.map((row) => row[3]),
      ),
    ),
  );

const splits = fc
  .tuple(fractions, fc.integer(), fc.constantFrom('random', 'stratified', 'group', 'time'))
  .map(([parts, seed, kind]): SplitSpec => {
    if (kind === 'time') return { ...parts, kind, column: 'time' };
    if (kind === 'group') return { ...parts, kind, seed, column: 'group' };
    return kind === 'random' ? { ...parts, kind, seed } : { ...parts, kind: 'stratified', seed };
  });

function split(data: Table, spec: SplitSpec): Uint8Array {
  const roles = { group: { role: 'group' }, time: { role: 'time' }, x: { imputation: { kind: 'dropRow' } } } as const;
  return splitRows(specFor(data, 'multiclass', spec, roles), data);
}

function cells(data: Table, name: string): readonly unknown[] {
  const found = data.columns.find((each) => each.name === name);
  return found ? Array.from({ length: data.rowCount }, (_, row) => cellAt(found, row)) : [];
}

describe('any split', () => {
  test('leaves out exactly the rows without target, without a required value, or without their time', () => {
    fc.assert(
      fc.property(tables, splits, (data, spec) => {
        const assignment = split(data, spec);
        const needed = data.columns.filter(
          ({ name }) => name === 'x' || name === 'y' || (name === 'time' && spec.kind === 'time'),
        );
        assignment.forEach((part, row) => {
          expect(part === 3).toBe(needed.some((each) => isMissing(each, row)));
          expect(part).toBeLessThanOrEqual(3);
        });
        const sizes = countParts(assignment);
        expect(sizes.train + sizes.validation + sizes.test + sizes.excluded).toBe(data.rowCount);
        expect(rowsOfPart(assignment, 'test').length).toBe(sizes.test);
      }),
    );
  });

  test('is the same each time', () => {
    fc.assert(
      fc.property(tables, splits, (data, spec) => {
        expect(split(data, spec)).toEqual(split(data, spec));
      }),
    );
  });

  test('gives every part with a fraction something, where there is enough, and nothing to the others', () => {
    fc.assert(
      fc.property(tables, splits, (data, spec) => {
        const assignment = split(data, spec);
        const unit = spec.kind === 'group' ? 'group' : spec.kind === 'time' ? 'time' : null;
        const usable = [...assignment.keys()].filter((row) => assignment[row] !== 3);
        const values = unit ? cells(data, unit) : usable;
        const units = unit ? new Set(usable.map((row) => values[row])).size : usable.length;
        const wanted = [spec.train, spec.validation, spec.test];
        wanted.forEach((fraction, part) => {
          const size = usable.filter((row) => assignment[row] === part).length;
          if (fraction === 0) expect(size).toBe(0);
          else if (units >= wanted.filter((each) => each > 0).length) expect(size).toBeGreaterThan(0);
        });
      }),
    );
  });
});

test('a random split has the sizes of its fractions, and another seed gives other rows', () => {
  const data = table(column('x', 'integer', [...Array(1000).keys()]), column('y', 'integer', [...Array(1000).keys()]));
  const parts = { train: 0.7, validation: 0.15, test: 0.15 };
  const first = splitRows(specFor(data, 'regression', { ...parts, kind: 'random', seed: 1 }), data);
  const second = splitRows(specFor(data, 'regression', { ...parts, kind: 'random', seed: 2 }), data);
  expect(countParts(first)).toEqual({ train: 700, validation: 150, test: 150, excluded: 0 });
  expect(first).not.toEqual(second);
  // Test rows come from everywhere, not from one end.
  const mean = rowsOfPart(first, 'test').reduce((sum, row) => sum + row, 0) / 150;
  expect(Math.abs(mean - 499.5)).toBeLessThan(80);
});

test('a part that would be empty takes the only row of a class, not the one that training sees of two', () => {
  const data = table(column('x', 'integer', [0, 1, 2]), column('y', 'category', ['a', 'a', 'b']));
  const third = 1 / 3;
  const split = { kind: 'stratified', seed: 0, train: third, validation: third, test: third } as const;
  const assignment = splitRows(specFor(data, 'multiclass', split), data);
  expect([assignment[0], assignment[1]]).toContain(0);
  expect([...assignment].sort()).toEqual([0, 1, 2]);
});

test('a stratified split gives each class its fractions to within a row, and training at least one of two', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 80 }), { minLength: 2, maxLength: 6 }),
      fractions,
      fc.integer(),
      (counts, parts, seed) => {
        const words = counts.flatMap((count, k) => Array<string>(count).fill(`class ${k}`));
        const data = table(column('x', 'integer', [...words.keys()]), column('y', 'category', words));
        const spec = specFor(data, 'multiclass', { ...parts, kind: 'stratified', seed });
        const assignment = splitRows(spec, data);
        const target = { kind: 'classes' as const, column: 'y', classes: counts.map((_, k) => `class ${k}`) };
        const balance = countClasses(target, data, assignment);
        counts.forEach((count, k) => {
          // The only row of a class may be the one that fills a part that had none.
          if (count > 1) expect(balance.train[k]).toBeGreaterThan(0);
          const sizes = [balance.train[k] ?? 0, balance.validation[k] ?? 0, balance.test[k] ?? 0];
          expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(count);
          // One row for rounding, one more where a part would have been empty.
          [parts.train, parts.validation, parts.test].forEach((fraction, part) => {
            expect(Math.abs((sizes[part] ?? NaN) - fraction * count)).toBeLessThan(2 + 1e-9);
          });
        });
      },
    ),
  );
});

test('stratifying numbers keeps their range in every part', () => {
  const data = table(column('x', 'integer', [...Array(100).keys()]), column('y', 'number', [...Array(100).keys()]));
  const spec = specFor(data, 'regression', { kind: 'stratified', seed: 3, train: 0.6, validation: 0.2, test: 0.2 });
  const tens = [...rowsOfPart(splitRows(spec, data), 'test')].map((row) => Math.floor(row / 10));
  expect(tens).toEqual([0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9]);
});

test('groups never cross', () => {
  fc.assert(
    fc.property(tables, fractions, fc.integer(), (data, parts, seed) => {
      const assignment = split(data, { ...parts, kind: 'group', seed, column: 'group' });
      const partByGroup = new Map<unknown, number>();
      cells(data, 'group').forEach((group, row) => {
        const part = assignment[row] ?? 3;
        if (part === 3) return;
        expect(partByGroup.get(group) ?? part).toBe(part);
        partByGroup.set(group, part);
      });
      const counted = countGroups('group', data, assignment);
      expect(counted.train + counted.validation + counted.test).toBe(partByGroup.size);
    }),
  );
});

test('many groups of like size come near the fractions', () => {
  const groups = Array.from({ length: 2000 }, (_, row) => `g${row % 100}`);
  const data = table(
    column('group', 'category', groups),
    column('x', 'integer', [...groups.keys()]),
    column('y', 'integer', [...groups.keys()]),
  );
  const spec: SplitSpec = { kind: 'group', seed: 5, column: 'group', train: 0.7, validation: 0.15, test: 0.15 };
  const assignment = splitRows(specFor(data, 'regression', spec, { group: { role: 'group' } }), data);
  expect(countParts(assignment)).toEqual({ train: 1400, validation: 300, test: 300, excluded: 0 });
  expect(countGroups('group', data, assignment)).toEqual({ train: 70, validation: 15, test: 15 });
});

test('time: no row of a later part is older than, or as old as, one of an earlier part', () => {
  fc.assert(
    fc.property(tables, fractions, (data, parts) => {
      const assignment = split(data, { ...parts, kind: 'time', column: 'time' });
      const times = cells(data, 'time').map(Number);
      const of = (part: number): number[] => times.filter((_, row) => assignment[row] === part);
      expect(Math.max(-1, ...of(0))).toBeLessThan(Math.min(Infinity, ...of(1), ...of(2)));
      expect(Math.max(-1, ...of(1))).toBeLessThan(Math.min(Infinity, ...of(2)));
    }),
  );
});

test('time: cuts fall as near to the fractions as equal times allow', () => {
  const times = [1, 2, 3, 4, 5, 6, 7, 7, 7, 10];
  const data = table(column('time', 'datetime', times), column('x', 'integer', times), column('y', 'integer', times));
  const spec: SplitSpec = { kind: 'time', column: 'time', train: 0.7, validation: 0.1, test: 0.2 };
  const assignment = splitRows(specFor(data, 'regression', spec, { time: { role: 'time' } }), data);
  expect([...assignment]).toEqual([0, 0, 0, 0, 0, 0, 1, 1, 1, 2]);
});

describe('apportioning', () => {
  test('sums to the total, each share within one of its fraction but for the row that every part gets', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e6 }), fractions, (total, { train, validation, test: rest }) => {
        const shares = [train, validation, rest];
        const sizes = apportion(total, shares);
        expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(total);
        if (total > 100) {
          sizes.forEach((size, part) => expect(Math.abs(size - (shares[part] ?? NaN) * total)).toBeLessThan(1));
        }
      }),
    );
  });

  test('what rounding takes from one class, the next gives back', () => {
    const sizes = apportionWithCarry(Array<number>(100).fill(5), [0.7, 0.15, 0.15]);
    const totals = [0, 1, 2].map((part) => sizes.reduce((sum, size) => sum + (size[part] ?? 0), 0));
    expect(totals).toEqual([350, 75, 75]);
  });

  test('classes of one row all train, but for one that fills each empty part', () => {
    const sizes = apportionWithCarry([1, 1, 1, 1], [0.6, 0.2, 0.2]);
    const totals = [0, 1, 2].map((part) => sizes.reduce((sum, size) => sum + (size[part] ?? 0), 0));
    expect(totals).toEqual([2, 1, 1]);
  });
});

describe('rows that a network made', () => {
  test('train, and are in no other part, however rows are dealt; the others are dealt as if they were not there', () => {
    fc.assert(
      fc.property(tables, splits, fc.infiniteStream(fc.boolean()), (data, spec, marks) => {
        const isMade = Array.from({ length: data.rowCount }, () => marks.next().value === true);
        const mark = column(
          SYNTHETIC_COLUMN,
          'text',
          isMade.map((made) => (made ? 'yes' : 'no')),
        );
        const parts = split(table(mark, ...data.columns), spec);
        isMade.forEach((made, row) => made && expect([0, SPLIT_EXCLUDED]).toContain(parts[row]));
        const real = isMade.flatMap((made, row) => (made ? [] : [row]));
        const alone = split(
          table(
            ...data.columns.map((each) =>
              column(
                each.name,
                each.type,
                real.map((row) => cellAt(each, row)),
              ),
            ),
          ),
          spec,
        );
        expect(real.map((row) => parts[row])).toEqual([...alone]);
      }),
    );
  });

  test('are known by the names of their files too', () => {
    const files = column('file', 'image', ['a/1.png', `b/${SYNTHETIC_PREFIX}00001.png`, `${SYNTHETIC_PREFIX}b/2.png`]);
    expect([...(syntheticRows(table(files)) ?? [])]).toEqual([0, 1, 0]);
    expect(syntheticRows(table(column('x', 'number', [1, 2])))).toBeNull();
  });
});

describe('parts that a column gives', () => {
  const given = { train: 0.6, validation: 0.2, test: 0.2, kind: 'given', seed: 1, column: 'part' } as const;
  const withParts = (words: readonly (string | null)[]): Table =>
    table(
      column('part', 'category', words),
      column('x', 'integer', [...words.keys()]),
      column('y', 'integer', [...words.keys()]),
    );

  test('are taken, in either language; a row without a word is in none', () => {
    const data = withParts(['Train', '训练集', 'dev', '验证', 'testing', '测试', null]);
    expect([...splitRows(specFor(data, 'regression', given), data)]).toEqual([0, 0, 1, 1, 2, 2, 3]);
  });

  test('without validation rows, training gives its share of them, and test stays as it is', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('train', 'test'), { minLength: 1, maxLength: 60 }),
        fc.nat(),
        (words, seed) => {
          const data = withParts(words);
          const parts = splitRows(specFor(data, 'regression', { ...given, seed }), data);
          expect([...parts].map((part) => part === 2)).toEqual(words.map((word) => word === 'test'));
          const learnt = words.filter((word) => word === 'train').length;
          expect(countParts(parts).validation).toBe(apportion(learnt, [0.75, 0.25])[1]);
        },
      ),
    );
  });

  test('must be all that the column says', () => {
    const told = (words: readonly string[]): string[] =>
      checkPreparation(specFor(withParts(words), 'regression', given), withParts(words).columns).map(
        ({ message }) => message,
      );
    expect(told(['train', 'test'])).toEqual([]);
    expect(told(['train', 'spare'])).toEqual([expect.stringContaining('data.splitWords')]);
    expect(told(['test', 'validation'])).toEqual([expect.stringContaining('data.splitWords')]);
  });
});
