import { expect, test } from 'vitest';
import { errors as en } from '../../../src/messages/en/errors.ts';
import { errors as zh } from '../../../src/messages/zh/errors.ts';
import { Formatters } from '../../../src/messages/formatters.ts';

test('a full disk is told with both sizes, in the sizes of the language', () => {
  const details = { neededBytes: 2_000_000, availableBytes: 500_000 };
  for (const [errors, locale] of [
    [en, 'en'],
    [zh, 'zh'],
  ] as const) {
    const { what } = errors['storage.quota'](details, new Formatters(locale));
    expect(what).toContain(new Formatters(locale).bytes(details.neededBytes));
    expect(what).toContain(new Formatters(locale).bytes(details.availableBytes));
  }
});

test('a cell that does not fit is told with its row, column and value', () => {
  const details = { column: '温度', value: 'n/a', row: 1234, expected: 'a number' };
  for (const errors of [en, zh]) {
    const { what, next } = errors['data.invalidValue'](details, new Formatters('en'));
    for (const fact of ['温度', 'n/a', '1,234', 'a number']) expect(what).toContain(fact);
    expect(next).not.toBe('');
  }
});
