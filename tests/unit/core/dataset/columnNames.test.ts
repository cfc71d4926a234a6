import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { makeColumnNames } from '../../../../src/core/dataset/columnNames.ts';

describe('makeColumnNames', () => {
  test('numbers what is repeated and places what is empty', () => {
    expect(makeColumnNames(['a', '', ' a ', 'b\n c', 'a', 'a (2)', '  '])).toEqual([
      'a',
      'Column 2',
      'a (3)',
      'b c',
      'a (4)',
      'a (2)',
      'Column 7',
    ]);
  });

  test('no two names are alike, and none is empty', () => {
    const names = fc.array(fc.string({ unit: fc.constantFrom('a', ' ', '(2)', ' (2)', 'Column 1'), maxLength: 4 }));
    fc.assert(
      fc.property(names, (header) => {
        const made = makeColumnNames(header);
        expect(new Set(made).size).toBe(header.length);
        expect(made).not.toContain('');
      }),
    );
  });
});
