import fc from 'fast-check';
import { expect, test } from 'vitest';
import { planBackTest } from '../../../../src/core/evaluation/backTest.ts';
import type { PreparationSpec, SplitSpec, WindowSample } from '../../../../src/core/preprocessing/preparation.ts';
import { column, specFor, table } from '../preprocessing/tables.ts';

const SAMPLE: WindowSample = {
  kind: 'window',
  unit: 'machine',
  time: null,
  length: 4,
  stride: 3,
  horizon: 2,
  label: 'forecast',
  cap: null,
  maxGap: null,
  season: null,
};
const BLOCKS: SplitSpec = { kind: 'blocks', train: 0.5, validation: 0.25, test: 0.25 };

/** Machines of some rows each, one after the other. */
function machines(lengths: readonly number[]) {
  const names = lengths.flatMap((length, machine) => Array<string>(length).fill(`m${machine}`));
  return table(
    column('machine', 'category', names),
    column(
      'y',
      'number',
      names.map((_, row) => row),
    ),
  );
}

function specOf(rows: ReturnType<typeof machines>, sample: Partial<WindowSample> = {}): PreparationSpec {
  return { ...specFor(rows, 'regression', BLOCKS), sample: { ...SAMPLE, ...sample } };
}

test('every forecast of the test rows belongs to one origin, and none begins before its own', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 40, max: 90 }), { minLength: 1, maxLength: 3 }),
      fc.integer({ min: 2, max: 5 }),
      (lengths, count) => {
        const rows = machines(lengths);
        const origins = planBackTest(specOf(rows), rows, count);
        expect(origins).toHaveLength(count);
        const begins: number[] = [];
        for (const { dealt, knownParts, row } of origins) {
          const own = Array.from(dealt.windows?.ends ?? [], (end) => end + 1);
          begins.push(...own);
          const [first = 0] = own;
          expect(row).toBe(first);
          for (const begin of own) {
            expect(dealt.rowParts[begin]).toBe(2);
            // What the window holds was known or lies behind the origin; what it foretells was not.
            expect(knownParts[begin]).toBe(3);
          }
          const lastKnown = Math.max(...Array.from(knownParts, (part, each) => (part < 3 ? each : -1)));
          expect(knownParts[lastKnown + 1] ?? 3).toBe(3);
        }
        expect(new Set(begins).size).toBe(begins.length);
        // Of each machine all test rows but those without a whole horizon ahead.
        const test = origins[0]?.dealt.rowParts.reduce((sum, part) => sum + Number(part === 2), 0) ?? 0;
        expect(begins).toHaveLength(test - lengths.length * (SAMPLE.horizon - 1));
      },
    ),
  );
});

test('what is known is dealt oldest first, and grows from origin to origin', () => {
  const rows = machines([80]);
  const known = planBackTest(specOf(rows), rows, 4).map(({ knownParts }) => Array.from(knownParts));
  expect(known.map((parts) => parts.filter((part) => part === 0).length)).toEqual([40, 43, 47, 50]);
  expect(known.map((parts) => parts.filter((part) => part === 1).length)).toEqual([20, 22, 23, 25]);
  for (const parts of known) expect(parts).toEqual(parts.toSorted((a, b) => a - b));
});

test('says what stands in the way', () => {
  const rows = machines([80]);
  const random = {
    ...specOf(rows),
    split: { kind: 'random', seed: 1, train: 0.5, validation: 0.25, test: 0.25 },
  } as const;
  expect(() => planBackTest(random, rows, 3)).toThrow('backTest.needsTime');
  expect(() => planBackTest(specOf(rows, { horizon: 8 }), rows, 12)).toThrow('backTest.tooShort');
});
