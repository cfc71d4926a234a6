import { expect, test } from 'vitest';
import {
  classOfKey,
  EXCLUDE_KEY,
  keyOfClass,
  NEW_CLASS_KEY,
  NO_CLASS_KEY,
} from '../../../../src/ui/images/classKeys.ts';

test('every class up to the 33rd has a key of its own, and none that does something else', () => {
  const keys = Array.from({ length: 33 }, (_, i) => keyOfClass(i) ?? '');
  expect(new Set(keys).size).toBe(33);
  for (const taken of [NO_CLASS_KEY, EXCLUDE_KEY, NEW_CLASS_KEY, '']) expect(keys).not.toContain(taken);
  expect(keyOfClass(33)).toBeNull();
  keys.forEach((key, i) => {
    expect(classOfKey(key, 40)).toBe(i);
    expect(classOfKey(key.toUpperCase(), 40)).toBe(i);
  });
});

test('a key of a class that is not there stands for none', () => {
  expect(classOfKey('3', 2)).toBeNull();
  expect(classOfKey('Enter', 40)).toBeNull();
});
