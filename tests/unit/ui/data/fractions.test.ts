import fc from 'fast-check';
import { expect, test } from 'vitest';
import { linkFractions, shareTraining } from '../../../../src/ui/data/fractions.ts';
import { SPLIT_PARTS } from '../../../../src/core/preprocessing/preparation.ts';

const START = { train: 0.7, validation: 0.2, test: 0.1 };

test('validation and test take from training', () => {
  expect(linkFractions(START, 'validation', 0.3)).toEqual({ train: 0.6, validation: 0.3, test: 0.1 });
  expect(linkFractions(START, 'test', 0)).toEqual({ train: 0.8, validation: 0.2, test: 0 });
});

test('training gives to the others in their proportion, and shares alike where they had nothing', () => {
  expect(linkFractions(START, 'train', 0.4)).toEqual({ train: 0.4, validation: 0.4, test: 0.2 });
  expect(linkFractions({ train: 1, validation: 0, test: 0 }, 'train', 0.8)).toEqual({
    train: 0.8,
    validation: 0.1,
    test: 0.1,
  });
});

test('after any series of changes the shares are valid and sum to 1', () => {
  const change = fc.record({
    part: fc.constantFrom(...SPLIT_PARTS),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
  });
  fc.assert(
    fc.property(fc.array(change, { maxLength: 20 }), (changes) => {
      const end = changes.reduce((from, { part, share }) => linkFractions(from, part, share), START);
      expect(end.train + end.validation + end.test).toBeCloseTo(1, 6);
      expect(end.train).toBeGreaterThanOrEqual(0.01 - 1e-9);
      for (const part of SPLIT_PARTS) expect(end[part]).toBeGreaterThanOrEqual(0);
    }),
  );
});

test('validation is a share of the rows that train', () => {
  expect(shareTraining({ train: 0.7, validation: 0.1, test: 0.2 }, 0.25)).toEqual({
    train: 0.6,
    validation: 0.2,
    test: 0.2,
  });
  expect(shareTraining({ train: 0.7, validation: 0.1, test: 0.2 }, 0)).toEqual({
    train: 0.8,
    validation: 0,
    test: 0.2,
  });
});
