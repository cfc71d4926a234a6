import { expect, test } from 'vitest';
import { numberText, parseNumber, stepNumber } from '../../../src/ui/kit/parseNumber.ts';

test.each([
  ['0.5', 0.5],
  ['0,5', 0.5],
  [' 1e-3 ', 0.001],
  ['−2', -2],
  ['.25', 0.25],
  ['1.', 1],
])('reads %j as %d', (text, value) => {
  expect(parseNumber(text, {})).toEqual({ ok: true, value });
});

test.each([
  ['', {}, 'needed'],
  ['abc', {}, 'notNumber'],
  ['1,234.5', {}, 'notNumber'],
  ['1,234,567', {}, 'notNumber'],
  ['1e999', {}, 'notNumber'],
  ['Infinity', {}, 'notNumber'],
  ['0x10', {}, 'notNumber'],
  ['1.5', { isInteger: true }, 'notWhole'],
  ['-1', { min: 0 }, 'belowMin'],
  ['2', { max: 1 }, 'aboveMax'],
] as const)('refuses %j under %j as %s', (text, rules, problem) => {
  expect(parseNumber(text, rules)).toEqual({ ok: false, problem });
});

test('an optional field may be empty', () => {
  expect(parseNumber(' ', { isOptional: true })).toEqual({ ok: true, value: null });
});

test('steps stay on their grid', () => {
  let value = 0;
  for (let step = 0; step < 3; step++) value = stepNumber(value, 0.1, 1);
  expect(value).toBe(0.3);
  expect(stepNumber(0.3, 0.1, -1)).toBe(0.2);
});

test.each([
  [0.1 + 0.2, '0.3'],
  [1e-7, '1e-7'],
  [123456789.25, '123456789.25'],
  [-4, '-4'],
])('shows %d as %s', (value, text) => {
  expect(numberText(value)).toBe(text);
});
