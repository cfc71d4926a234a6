import { describe, expect, test } from 'vitest';
import { asClasses, correlationRatio, cramersV, crossTabulate } from '../../../../src/core/dataset/association.ts';
import { CorrelationSums } from '../../../../src/core/dataset/correlation.ts';
import { RowHashes } from '../../../../src/core/dataset/duplicateRows.ts';
import { profileColumn } from '../../../../src/core/dataset/profileColumn.ts';
import { profileTable, type ColumnSource } from '../../../../src/core/dataset/profileTable.ts';
import { requireColumn, type CellValue, type Table } from '../../../../src/core/dataset/table.ts';
import { createRandom } from '../../../../src/shared/random.ts';
import fixtures from '../../../conformance/preprocessing/fixtures.json' with { type: 'json' };
import { column, table } from '../preprocessing/tables.ts';

/** A table in memory, its rows in runs of 64. */
function sourceOf(data: Table): ColumnSource {
  return {
    rowCount: data.rowCount,
    columns: data.columns,
    readColumn: (name) => Promise.resolve(requireColumn(data, name)),
    async *readNumbers(names) {
      for (let start = 0; start < data.rowCount; start += 64) {
        yield await Promise.resolve(
          names.map((name) => {
            const found = requireColumn(data, name);
            return found.data.kind === 'numeric' ? found.data.values.slice(start, start + 64) : new Float64Array(0);
          }),
        );
      }
    },
  };
}

function profileOf(data: Table, target: string | null = null) {
  return profileTable(sourceOf(data), target, () => undefined);
}

describe.each(fixtures.profile.map((fixture) => [fixture.name, fixture] as const))(
  'a column of numbers: %s',
  (_, fixture) => {
    const profile = profileColumn(column('x', fixture.isInteger ? 'integer' : 'number', fixture.values));
    const { summary } = profile;
    if (summary?.kind !== 'numeric') throw new Error('not numeric');

    test('has the values that numpy and pandas give', () => {
      expect([profile.distinct, profile.missing]).toEqual([fixture.distinct, fixture.missing]);
      expect([summary.min, summary.max]).toEqual([fixture.min, fixture.max]);
      expect(summary.mean).toBeCloseTo(fixture.mean, 10);
      expect(summary.standardDeviation).toBeCloseTo(fixture.standardDeviation, 10);
      summary.quantiles.forEach((value, i) => expect(value).toBeCloseTo(fixture.quantiles[i] ?? NaN, 10));
    });

    test('has a histogram over all of its values', () => {
      const { edges, counts } = summary.histogram;
      expect(edges.length).toBe(counts.length + 1);
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(fixture.values.length - fixture.missing);
      const expected = fixture.histogram;
      if (expected === null) return;
      expect(counts).toEqual(expected.counts);
      edges.forEach((edge, i) => expect(edge).toBeCloseTo(expected.edges[i] ?? NaN, 10));
    });
  },
);

test('few whole numbers get a bin each, many get whole bins', () => {
  const histogram = (values: readonly number[]) => {
    const { summary } = profileColumn(column('x', 'integer', values));
    return summary?.kind === 'numeric' ? summary.histogram : null;
  };
  expect(histogram([3, 3, 5, 4, 5, 5])).toEqual({ edges: [2.5, 3.5, 4.5, 5.5], counts: [2, 1, 3] });
  const wide = histogram([...Array(1000).keys()]);
  expect(wide?.counts.length).toBeLessThanOrEqual(60);
  expect(wide?.edges.every((edge) => Number.isInteger(edge + 0.5))).toBe(true);
  expect(wide?.counts.reduce((sum, count) => sum + count, 0)).toBe(1000);
});

test('words are counted, the most frequent first', () => {
  expect(profileColumn(column('x', 'category', ['b', 'a', null, 'b', 'c', 'a', 'b']))).toEqual({
    name: 'x',
    type: 'category',
    missing: 1,
    distinct: 3,
    isDistinctExact: true,
    summary: {
      kind: 'categorical',
      top: [
        { value: 'b', count: 3 },
        { value: 'a', count: 2 },
        { value: 'c', count: 1 },
      ],
    },
  });
});

test('different texts are counted to a hundred thousand, and then it says so', () => {
  const texts = Array.from({ length: 100_002 }, (_, row) => `text ${row}`);
  const { distinct, isDistinctExact } = profileColumn(column('x', 'text', texts));
  expect([distinct, isDistinctExact]).toEqual([100_000, false]);
  expect(profileColumn(column('x', 'text', texts.slice(2)))).toMatchObject({
    distinct: 100_000,
    isDistinctExact: true,
  });
});

test('correlations are those of pandas, over any runs of rows', () => {
  const columns = fixtures.correlation.columns.map((values) => Float64Array.from(values, (value) => value ?? NaN));
  const spreads = columns.map((values) => {
    const { summary } = profileColumn({ name: 'x', type: 'number', data: { kind: 'numeric', values } });
    if (summary?.kind !== 'numeric') throw new Error('not numeric');
    return summary;
  });
  for (const run of [400, 7]) {
    const sums = new CorrelationSums(spreads);
    for (let start = 0; start < 400; start += run) sums.add(columns.map((values) => values.slice(start, start + run)));
    sums.matrix().forEach((value, i) => {
      const expected = fixtures.correlation.matrix[i] ?? null;
      if (expected === null) expect(value).toBeNaN();
      else expect(value).toBeCloseTo(expected, 9);
    });
  }
});

test('Cramér’s V and the correlation ratio are those of scipy and numpy', () => {
  const { cramersV: v, correlationRatio: ratio } = fixtures.association;
  const classed = (values: readonly CellValue[]) => {
    const found = asClasses(column('x', 'integer', values));
    if (!found) throw new Error('no classes');
    return found;
  };
  expect(cramersV(crossTabulate(classed(v.a), classed(v.b)))).toBeCloseTo(v.value, 10);
  expect(correlationRatio(classed(ratio.classes), Float64Array.from(ratio.values))).toBeCloseTo(ratio.value, 10);
});

describe('warnings', () => {
  const ROWS = 400;
  const random = createRandom(3);
  const draw = (make: (row: number) => CellValue): CellValue[] => Array.from({ length: ROWS }, (_, row) => make(row));
  const target = column(
    'y',
    'boolean',
    draw((row) => (row % 25 === 0 ? 'yes' : 'no')),
  );
  const noise = column(
    'noise',
    'number',
    draw(() => random.normal()),
  );

  test('of single columns', async () => {
    const { warnings } = await profileOf(
      table(
        noise,
        column(
          'same',
          'number',
          draw(() => 4),
        ),
        column(
          'nothing',
          'number',
          draw(() => null),
        ),
        column(
          'serial',
          'identifier',
          draw((row) => `S${row}`),
        ),
        column(
          'row',
          'integer',
          draw((row) => row + 1),
        ),
        column(
          'gaps',
          'number',
          draw((row) => (row % 4 ? null : row * random.uniform())),
        ),
        column(
          'many',
          'category',
          draw((row) => `m${row % 80}`),
        ),
      ),
    );
    expect(warnings).toEqual([
      { kind: 'constant', column: 'same' },
      { kind: 'empty', column: 'nothing' },
      { kind: 'identifier', column: 'serial' },
      { kind: 'identifier', column: 'row' },
      { kind: 'mostlyMissing', column: 'gaps', share: 0.75 },
      { kind: 'highCardinality', column: 'many', distinct: 80 },
    ]);
  });

  test('of what gives a class away, by copy or by a telltale value, and of a rare class', async () => {
    const copy = column(
      'copy',
      'category',
      draw((row) => (row % 25 === 0 ? 'bad' : 'good')),
    );
    const level = column(
      'level',
      'number',
      draw((row) => (row % 25 === 0 ? 9 : 1) + random.uniform() / 100),
    );
    const cause = column(
      'cause',
      'integer',
      draw((row) => (row % 25 === 0 && row < 300 ? 1 : 0)),
    );
    const { warnings } = await profileOf(table(noise, copy, level, cause, target), 'y');
    expect(warnings).toEqual([
      { kind: 'nearCopy', column: 'copy', other: 'y', correlation: 1 },
      { kind: 'nearCopy', column: 'level', other: 'y', correlation: expect.closeTo(1, 4) },
      { kind: 'telltale', column: 'cause', value: '1', other: 'y', outcome: 'yes', rows: 12, share: 1 },
      { kind: 'imbalance', column: 'y', rarest: 'yes', share: 0.04 },
    ]);
  });

  test('of numbers that copy the target or one another', async () => {
    const y = column(
      'y',
      'number',
      draw(() => random.normal()),
    );
    const other = column(
      'other',
      'number',
      draw(() => random.normal()),
    );
    const scale = (name: string, of: typeof y, by: number, jitter: number) =>
      column(
        name,
        'number',
        draw((row) => Number(of.data.values[row]) * by + jitter * random.normal()),
      );
    const { warnings } = await profileOf(
      table(other, scale('fahrenheit', other, 1.8, 0), scale('leak', y, -3, 0.1), scale('honest', y, 1, 1), y),
      'y',
    );
    expect(
      warnings.map((warning) => (warning.kind === 'nearCopy' ? [warning.column, warning.other] : warning)),
    ).toEqual([
      ['fahrenheit', 'other'],
      ['leak', 'y'],
    ]);
  });

  test('of rows that are there twice', async () => {
    const { warnings } = await profileOf(
      table(
        column('a', 'number', [1, 2, 1, null, null, 1, -0, 0]),
        column('b', 'text', ['x', 'y', 'x', 'x', 'x', null, '', '']),
      ),
    );
    expect(warnings).toContainEqual({ kind: 'duplicateRows', count: 3 });
  });
});

// With 32-bit hashes some ten pairs would be expected.
test('three hundred thousand different values have no false twins', () => {
  const values = Float64Array.from({ length: 300_000 }, (_, row) => row / 7);
  const hashes = new RowHashes(values.length);
  hashes.add({ name: 'x', type: 'number', data: { kind: 'numeric', values } });
  expect(hashes.countDuplicates()).toBe(0);
  const texts = new RowHashes(values.length);
  texts.add({ name: 'x', type: 'text', data: { kind: 'text', values: Array.from(values, String) } });
  expect(texts.countDuplicates()).toBe(0);
});

test('progress grows from column to column, and what it throws ends the work', async () => {
  const data = table(
    column('a', 'number', [1, 2, 3]),
    column('b', 'number', [3, 1, 2]),
    column('c', 'text', ['x', 'y', 'z']),
  );
  const shares: number[] = [];
  await profileTable(sourceOf(data), null, (share) => shares.push(share));
  expect(shares).toEqual([...shares].sort((a, b) => a - b));
  expect(shares.length).toBe(4);
  expect(shares.at(-1)).toBe(1);
  const stop = new Error('stop');
  await expect(
    profileTable(sourceOf(data), null, () => {
      throw stop;
    }),
  ).rejects.toBe(stop);
});

test('a table without rows has a profile', async () => {
  const profile = await profileOf(table(column('a', 'number', []), column('b', 'category', [])), 'b');
  expect(profile).toMatchObject({
    rowCount: 0,
    warnings: [
      { kind: 'empty', column: 'a' },
      { kind: 'empty', column: 'b' },
    ],
  });
});
