import { deflateSync } from 'fflate';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { packSeries, unpackSeries, type SeriesIndex } from '../../../../src/core/codes/packSeries.ts';

/** Written and read again. */
function through(index: SeriesIndex): SeriesIndex | null {
  return unpackSeries(packSeries(index), index.rowNumbers.length, index.times !== null);
}

const time = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer({ min: -1e15, max: 1e15 }),
  // As a file has them: with few decimals.
  fc.integer({ min: -1e9, max: 1e9 }).map((thousandths) => thousandths / 1000),
);

test('row numbers and times of any kind come back to the last bit', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.integer({ min: 1, max: 1e9 }), time), { maxLength: 40 }), (rows) => {
      // Files cannot tell -0 from 0.
      const times = Float64Array.from(rows, ([, at]) => at + 0);
      const index = { rowNumbers: Float64Array.from(rows, ([row]) => row), times };
      const read = through(index);
      expect(read?.rowNumbers).toEqual(index.rowNumbers);
      expect([...(read?.times ?? [])].map((at) => at + 0)).toEqual([...times]);
      expect(through({ ...index, times: null })).toEqual({ ...index, times: null });
    }),
  );
});

test.each([
  ['every 20 seconds from a date on', (i: number) => Date.UTC(2024, 0, 1) + 20_000 * i],
  ['every 0.1 ms', (i: number) => Number((i * 1e-4).toFixed(4))],
])('a regular recording, %s, takes a hundredth of a byte a row', (_, timeOf) => {
  const count = 20_000;
  const packed = packSeries({
    rowNumbers: Float64Array.from({ length: count }, (_, i) => i + 1),
    times: Float64Array.from({ length: count }, (_, i) => timeOf(i)),
  });
  const bytes = deflateSync(Uint8Array.of(...packed.rowNumbers, ...packed.times), { level: 9 }).length;
  expect(bytes).toBeLessThan(count / 100);
});

test('what is cut off, or too long, is no index', () => {
  const index = { rowNumbers: Float64Array.of(1, 500, 7), times: Float64Array.of(0.5, 1e12, Math.PI) };
  const packed = packSeries(index);
  expect(packed.decimals).toBeNull();
  const cut = { ...packed, rowNumbers: packed.rowNumbers.slice(0, -1) };
  expect(unpackSeries(cut, 3, true)).toBeNull();
  expect(unpackSeries(packed, 2, true)).toBeNull();
  expect(unpackSeries({ ...packed, times: packed.times.slice(8) }, 3, true)).toBeNull();
});
