import { expect, test } from 'vitest';
import { Formatters } from '../../../src/messages/formatters.ts';
import { chooseLocale } from '../../../src/messages/locale.ts';

const en = new Formatters('en');
const zh = new Formatters('zh');

test.each([
  [0, '0'],
  [12_345, '12,345'],
  [0.123456, '0.1235'],
  [123.456, '123.5'],
  [12_345.6, '12,346'],
  [-0.5, '-0.5'],
  [1.5e-7, '1.5E-7'],
  [3e12, '3E12'],
  [Number.NaN, 'NaN'],
  [Number.POSITIVE_INFINITY, '∞'],
  [Number.NEGATIVE_INFINITY, '−∞'],
])('number %d', (value, text) => {
  expect(en.number(value)).toBe(text);
});

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1 kB'],
  [1_234_567, '1.2 MB'],
  [5e15, '5,000 TB'],
])('bytes %d', (bytes, text) => {
  expect(en.bytes(bytes)).toBe(text);
});

test.each([
  [480, '480 ms', '480毫秒'],
  [3210, '3.2 sec', '3.2秒'],
  [59_600, '1 min', '1分钟'],
  [252_000, '4 min 12 sec', '4分钟 12秒'],
  [7_500_000, '2 hr 5 min', '2小时 5分钟'],
])('duration %d', (ms, english, chinese) => {
  expect(en.duration(ms)).toBe(english);
  expect(zh.duration(ms)).toBe(chinese);
});

test('percent and times of the past', () => {
  expect(en.percent(0.1234)).toBe('12.3%');
  expect(en.ago(0, 3 * 60_000)).toBe('3 minutes ago');
  expect(zh.ago(0, 26 * 3_600_000)).toBe('昨天');
  expect(en.ago(Date.UTC(2026, 0, 5, 12), Date.UTC(2026, 1, 5))).toBe('Jan 5, 2026');
});

test.each([
  [['zh-TW', 'en'], 'zh'],
  [['de', 'zh-CN'], 'zh'],
  [['de-AT', 'en-GB'], 'en'],
  [['fr'], 'en'],
  [[], 'en'],
])('of %j the studio speaks %s', (languages, locale) => {
  expect(chooseLocale(languages)).toBe(locale);
});
