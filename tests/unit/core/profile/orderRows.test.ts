import fc from 'fast-check';
import { expect, test } from 'vitest';
import { orderRows, viewColumns } from '../../../../src/core/dataset/orderRows.ts';
import { cellAt, requireColumn } from '../../../../src/core/dataset/table.ts';
import type { TableView } from '../../../../src/core/dataset/tableView.ts';
import { column, table } from '../preprocessing/tables.ts';

const data = table(
  column('size', 'number', [3, null, 1, 2, 3]),
  column('grade', 'category', ['10', '9', null, 'x', '9']),
  column('number', 'category', ['10', '9', null, '100', '9']),
  column('note', 'text', ['Tool worn', null, 'ok', 'worn out', '']),
);
const everything: TableView = { filters: [], sort: null, rows: null };

function shown(view: Partial<TableView>): number[] | null {
  const order = orderRows({ ...everything, ...view }, data);
  return order && [...order];
}

test('a plain view keeps the table as it is', () => expect(shown({})).toBeNull());

test.each([
  [{ column: 'size', direction: 'ascending' }, [2, 3, 0, 4, 1]],
  [{ column: 'size', direction: 'descending' }, [0, 4, 3, 2, 1]],
  [{ column: 'grade', direction: 'ascending' }, [0, 1, 4, 3, 2]],
  [{ column: 'number', direction: 'ascending' }, [1, 4, 0, 3, 2]],
  [{ column: 'note', direction: 'descending' }, [3, 2, 0, 4, 1]],
] as const)('sorts by %j, missing values last', (sort, rows) => expect(shown({ sort })).toEqual(rows));

test.each([
  [{ column: 'size', kind: 'range', min: 2, max: null }, [0, 3, 4]],
  [{ column: 'size', kind: 'range', min: null, max: 2 }, [2, 3]],
  [{ column: 'note', kind: 'contains', text: 'WORN' }, [0, 3]],
  [{ column: 'grade', kind: 'oneOf', values: ['9', null] }, [1, 2, 4]],
  [{ column: 'size', kind: 'oneOf', values: ['3'] }, [0, 4]],
  [{ column: 'note', kind: 'missing', isMissing: true }, [1]],
  [{ column: 'note', kind: 'missing', isMissing: false }, [0, 2, 3, 4]],
] as const)('filters by %j', (filter, rows) => expect(shown({ filters: [filter] })).toEqual(rows));

test('chosen rows keep their order, filters and sort go on top', () => {
  const rows = Uint32Array.of(4, 0, 2, 99);
  expect(shown({ rows })).toEqual([4, 0, 2]);
  const view: TableView = {
    rows,
    filters: [{ column: 'size', kind: 'range', min: 2, max: null }],
    sort: { column: 'grade', direction: 'ascending' },
  };
  expect(shown(view)).toEqual([0, 4]);
  expect(viewColumns(view)).toEqual(['size', 'grade']);
});

test('an unknown column is an error', () => {
  const view: TableView = { ...everything, sort: { column: 'nowhere', direction: 'ascending' } };
  expect(() => orderRows(view, data)).toThrow(expect.objectContaining({ code: 'data.columnMissing' }));
});

test('a sorted view has every row once, in order, equal values in table order', () => {
  fc.assert(
    fc.property(fc.array(fc.option(fc.integer({ min: -5, max: 5 }))), fc.boolean(), (values, isAscending) => {
      const numbers = table(column('x', 'integer', values));
      const direction = isAscending ? 'ascending' : 'descending';
      const order = orderRows({ ...everything, sort: { column: 'x', direction } }, numbers) ?? new Uint32Array(0);
      expect([...order].sort((a, b) => a - b)).toEqual([...values.keys()]);
      const x = requireColumn(numbers, 'x');
      order.slice(1).forEach((row, i) => {
        const before = order[i] ?? 0;
        const [left, right] = [cellAt(x, before), cellAt(x, row)];
        if (left === right) expect(before).toBeLessThan(row);
        else if (left === null) expect(right).toBeNull();
        else if (right !== null) expect(left < right).toBe(isAscending);
      });
    }),
  );
});
