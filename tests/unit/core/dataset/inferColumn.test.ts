import { describe, expect, test } from 'vitest';
import { inferColumn } from '../../../../src/core/dataset/inferColumn.ts';
import { NumberReader } from '../../../../src/core/dataset/numberText.ts';

const numbers = new NumberReader({ decimal: '.', thousands: '' });
const infer = (values: readonly string[], name = 'x'): ReturnType<typeof inferColumn> =>
  inferColumn(name, values, numbers);
const count = (length: number, make: (i: number) => string): string[] => Array.from({ length }, (_, i) => make(i));

describe('inferColumn', () => {
  test.each<[string, string[]]>([
    ['number', ['1', '2.5', '-3e4']],
    ['integer', ['12', '7', '-3', '+4']],
    ['integer', count(30, (i) => String(1990 + i))],
    ['boolean', ['Yes', 'no', 'YES']],
    ['boolean', ['1', '0', '0']],
    ['boolean', ['true', 'true']],
    ['boolean', ['是', '否']],
    ['integer', ['0', '0', '0']],
    ['category', ['red', 'green', 'blue']],
    ['category', count(200, (i) => `grade ${i % 5}`)],
    ['category', count(200, (i) => `00${i % 7}`)],
    ['identifier', count(100, (i) => `00${1000 + i}`)],
    ['identifier', count(100, (i) => `M${14860 + i}`)],
    ['identifier', count(100, (i) => String(i + 1))],
    ['identifier', ['9007199254740993', '9007199254740995']],
    ['text', ['a'.repeat(80), 'b'.repeat(90)]],
    ['text', count(100, (i) => `operator remark no. ${i}`)],
    ['text', []],
    ['datetime', ['2024-01-05 10:00', '2024-01-06 11:30']],
    ['datetime', ['1949-01', '1949-02']],
  ])('%s: %j', (type, values) => {
    expect(infer(values).type).toBe(type);
  });

  test('some misfits among many numbers are left to be reported', () => {
    expect(infer([...count(99, (i) => String(i * 1.5)), 'ERR']).type).toBe('number');
    expect(infer(['1.5', 'ERR', '2.5']).type).toBe('category');
  });

  test('an order of day and month that only one reading allows is taken', () => {
    expect(infer(['13/01/2024', '02/02/2024']).dateFormat).toBe('dmy');
    expect(infer(['01/13/2024', '02/02/2024']).dateFormat).toBe('mdy');
    expect(infer(['2024/1/13', '2024/2/2']).dateFormat).toBe('ymd');
  });

  test('where both readings are possible, the one in which time runs steadily is taken', () => {
    expect(infer(['01/02/2024', '02/02/2024', '03/02/2024', '04/02/2024']).dateFormat).toBe('dmy');
    expect(infer(['02/01/2024', '02/02/2024', '02/03/2024', '02/04/2024']).dateFormat).toBe('mdy');
  });

  test('whole numbers are moments only where the name says so', () => {
    expect(infer(['1700000000', '1700000060'], 'timestamp')).toMatchObject({
      type: 'datetime',
      dateFormat: 'epochSeconds',
    });
    expect(infer(['1700000000000', '1700000060000'], 'event_time')).toMatchObject({ dateFormat: 'epochMs' });
    expect(infer(['20240131', '20240201'], 'Date')).toMatchObject({ type: 'datetime', dateFormat: 'ymd' });
    expect(infer(['1700000000', '1700000060'], 'pressure').type).toBe('integer');
  });

  test('unique whole numbers are identifiers where the name says so', () => {
    const values = count(50, (i) => String(5000 + 7 * i));
    expect(infer(values, 'machine_id').type).toBe('identifier');
    expect(infer(values, 'width').type).toBe('integer');
  });
});
