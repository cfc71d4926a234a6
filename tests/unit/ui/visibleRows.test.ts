import fc from 'fast-check';
import { expect, test } from 'vitest';
import { scrollToRow, visibleRows } from '../../../src/ui/kit/visibleRows.ts';

const ROW = 28;
const VIEW = 500;

test('shows only what is in view and a margin', () => {
  expect(visibleRows(1000, ROW, 2800, VIEW, 8)).toEqual({ start: 92, end: 126, offsetPx: 92 * ROW, heightPx: 28_000 });
});

test('a short table is whole', () => {
  expect(visibleRows(3, ROW, 0, VIEW)).toEqual({ start: 0, end: 3, offsetPx: 0, heightPx: 84 });
});

test('any row of any table can be scrolled into view, within a height that browsers bear', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 5_000_000 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (count, at, from) => {
        const row = Math.min(count - 1, Math.floor(at * count));
        const { heightPx } = visibleRows(count, ROW, 0, VIEW);
        expect(heightPx).toBeLessThanOrEqual(12_000_000);
        const scrollTop = scrollToRow(row, count, ROW, from * Math.max(0, heightPx - VIEW), VIEW);
        const { start, end, offsetPx } = visibleRows(count, ROW, scrollTop, VIEW, 0);
        expect(start).toBeLessThanOrEqual(row);
        expect(end).toBeGreaterThan(row);
        // Where it is drawn is within the view, but for rounding.
        const top = offsetPx + (row - start) * ROW - scrollTop;
        expect(top).toBeGreaterThan(-0.01);
        expect(top + ROW).toBeLessThan(VIEW + 0.01);
      },
    ),
  );
});

test('the last row ends at the bottom of the content', () => {
  for (const count of [100, 2_000_000]) {
    const { heightPx } = visibleRows(count, ROW, 0, VIEW);
    const { end, start, offsetPx } = visibleRows(count, ROW, heightPx - VIEW, VIEW);
    expect(end).toBe(count);
    expect(offsetPx + (end - start) * ROW).toBeCloseTo(heightPx, 3);
  }
});
