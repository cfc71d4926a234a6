import fc from 'fast-check';
import { expect, test } from 'vitest';
import { settingsDiff } from '../../../../src/core/training/settingsDiff.ts';

test('names each leaf that differs, and what one lacks', () => {
  const a = { batchSize: 32, optimizer: { name: 'adam', beta1: 0.9 } };
  const b = { batchSize: 64, optimizer: { name: 'sgd', momentum: 0 } };
  expect(settingsDiff([a, b])).toEqual([
    { path: 'batchSize', values: ['32', '64'] },
    { path: 'optimizer.name', values: ['"adam"', '"sgd"'] },
    { path: 'optimizer.beta1', values: ['0.9', null] },
    { path: 'optimizer.momentum', values: [null, '0'] },
  ]);
});

test('equal settings differ in nothing', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(settingsDiff([value, structuredClone(value)])).toEqual([]);
    }),
  );
});
