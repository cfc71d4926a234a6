import { describe, expect, test } from 'vitest';
import type { CellValue } from '../../../../src/core/dataset/table.ts';
import { checkPreparation } from '../../../../src/core/preprocessing/checkPreparation.ts';
import { fitPipeline } from '../../../../src/core/preprocessing/fitPipeline.ts';
import { splitRows } from '../../../../src/core/preprocessing/splitRows.ts';
import { suggestPreparation } from '../../../../src/core/preprocessing/suggestPreparation.ts';
import { generateSample, SAMPLES } from '../../../../src/core/samples/samples.ts';
import { createRandom } from '../../../../src/shared/random.ts';
import { column, table } from './tables.ts';

const ROWS = 200;
const random = createRandom(1);
const draw = (make: (row: number) => CellValue): CellValue[] => Array.from({ length: ROWS }, (_, row) => make(row));
const noise = draw(() => random.normal());

describe('the target', () => {
  test('is the column with a telling name', () => {
    const data = table(
      column(
        'UDI',
        'integer',
        draw((row) => row + 1),
      ),
      column('torque', 'number', noise),
      column(
        'Machine failure',
        'boolean',
        draw((row) => (row % 30 === 0 ? 'yes' : 'no')),
      ),
      column(
        'TWF',
        'boolean',
        draw((row) => (row % 60 === 0 ? 'yes' : 'no')),
      ),
    );
    const spec = suggestPreparation(data, null);
    expect(spec.task).toBe('binary');
    expect(Object.entries(spec.columns).map(([name, { role }]) => [name, role])).toEqual([
      ['UDI', 'ignore'],
      ['torque', 'feature'],
      ['Machine failure', 'target'],
      ['TWF', 'feature'],
    ]);
    expect(spec.split).toMatchObject({ kind: 'stratified', train: 0.7, validation: 0.15, test: 0.15 });
  });

  test('is else the last column that can be predicted', () => {
    const data = table(
      column('a', 'number', noise),
      column(
        'b',
        'integer',
        draw((row) => row * 7),
      ),
      column(
        'remark',
        'text',
        draw((row) => `remark ${row}`),
      ),
      column(
        'same',
        'integer',
        draw(() => 1),
      ),
    );
    expect(suggestPreparation(data, null).columns['b']?.role).toBe('target');
    expect(suggestPreparation(data, 'a').columns['a']?.role).toBe('target');
    expect(() => suggestPreparation(data, 'c')).toThrow(expect.objectContaining({ code: 'data.columnMissing' }));
  });

  test('is none where nothing can be predicted, and the check says so', () => {
    const data = table(
      column(
        'remark',
        'text',
        draw((row) => `remark ${row}`),
      ),
    );
    const codes = checkPreparation(suggestPreparation(data, null), data.columns).map(({ error }) => error.code);
    expect(codes).toEqual(['data.noFeatures', 'data.targetMissing']);
  });

  test.each([
    ['boolean', 'y', (row: number) => (row % 2 ? 'yes' : 'no'), 'binary'],
    ['category', 'y', (row: number) => 'abc'[row % 3] ?? '', 'multiclass'],
    ['integer', 'y', (row: number) => row % 2, 'binary'],
    ['integer', 'type of glass', (row: number) => row % 6, 'multiclass'],
    ['integer', 'quality', (row: number) => row % 6, 'regression'],
    ['integer', 'y', (row: number) => row % 60, 'regression'],
    ['number', 'y', (row: number) => row / 7, 'regression'],
  ] as const)('of type %s, called %s', (type, name, make, task) => {
    expect(suggestPreparation(table(column('x', 'number', noise), column(name, type, draw(make))), name).task).toBe(
      task,
    );
  });
});

describe('the split', () => {
  const features = column('x', 'number', noise);
  const target = column('y', 'number', noise);

  test('is by time where each row is a moment', () => {
    const at = column(
      'at',
      'datetime',
      draw((row) => row * 3_600_000),
    );
    const spec = suggestPreparation(table(at, features, target), 'y');
    expect(spec.split).toMatchObject({ kind: 'time', column: 'at' });
    expect(spec.columns['at']?.role).toBe('time');
  });

  test('is by group where a column names things that come again', () => {
    const engine = column(
      'engine_no',
      'integer',
      draw((row) => Math.floor(row / 10)),
    );
    const spec = suggestPreparation(table(engine, features, target), 'y');
    expect(spec.split).toMatchObject({ kind: 'group', column: 'engine_no' });
    expect(spec.columns['engine_no']?.role).toBe('group');
  });

  test('is at random for numbers, and a date with many rows a day is a feature', () => {
    const day = column(
      'day',
      'datetime',
      draw((row) => (row % 20) * 86_400_000),
    );
    const spec = suggestPreparation(table(day, features, target), 'y');
    expect(spec.split.kind).toBe('random');
    expect(spec.columns['day']).toMatchObject({ role: 'feature', dateParts: ['dayOfWeek'] });
  });
});

test('identifiers, text, constants and endless categories are left out; gaps are filled and marked', () => {
  const data = table(
    column(
      'serial',
      'identifier',
      draw((row) => `S${row}`),
    ),
    column(
      'same',
      'category',
      draw(() => 'x'),
    ),
    column(
      'many',
      'category',
      draw((row) => `m${row % 150}`),
    ),
    column(
      'gaps',
      'number',
      draw((row) => (row % 5 ? row : null)),
    ),
    column(
      'colour',
      'category',
      draw((row) => ['red', 'blue', null][row % 3] ?? null),
    ),
    column('y', 'number', noise),
  );
  const { columns } = suggestPreparation(data, 'y');
  expect([columns['serial']?.role, columns['same']?.role, columns['many']?.role]).toEqual([
    'ignore',
    'ignore',
    'ignore',
  ]);
  expect(columns['gaps']).toMatchObject({ role: 'feature', imputation: { kind: 'median' }, missingIndicator: true });
  expect(columns['colour']).toMatchObject({
    imputation: { kind: 'mostFrequent' },
    encoding: 'oneHot',
    missingIndicator: true,
  });
});

test.each([
  ['machineFailure', 'binary', 'failure'],
  ['processYield', 'regression', 'yield (%)'],
  ['steelGrades', 'multiclass', 'grade'],
] as const)('the sample %s is ready to train as suggested', (name, task, target) => {
  expect(SAMPLES).toHaveProperty(name);
  const data = generateSample(name, 2026);
  const spec = suggestPreparation(data, null);
  expect(spec.task).toBe(task);
  expect(spec.columns[target]?.role).toBe('target');
  const fitted = fitPipeline(spec, data, splitRows(spec, data));
  expect(fitted.ok ? fitted.value.columns.length : fitted.problems).toBe(data.columns.length - 1);
});

test('a column that says what rows are for decides the split, and is neither learnt from nor predicted', () => {
  const words = draw((row) => (row % 5 === 0 ? 'test' : 'train'));
  const { split, columns } = suggestPreparation(
    table(column('x', 'number', noise), column('part', 'category', words)),
    null,
  );
  expect(split).toMatchObject({ kind: 'given', column: 'part' });
  expect([columns['x']?.role, columns['part']?.role]).toEqual(['target', 'ignore']);
});
