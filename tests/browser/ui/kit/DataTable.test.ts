import { expect, test, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import DataTable from '../../../../src/ui/kit/DataTable.svelte';
import type { TableColumn } from '../../../../src/ui/kit/table.ts';
import { expectAccessible } from '../axe.ts';
import { render } from '../render.ts';

interface Row {
  readonly index: number;
}

const ROWS = 1_000_000;
const columns: readonly TableColumn<Row>[] = [
  { id: 'index', label: 'Row', text: ({ index }) => String(index), align: 'end' },
  { id: 'double', label: 'Double', text: ({ index }) => String(2 * index), align: 'end' },
];
const rowAt = (index: number): Row => ({ index });

function parts(target: HTMLElement) {
  const grid = target.querySelector<HTMLElement>('[role=grid]');
  if (!grid) throw new Error('no grid');
  const cursor = (): string | undefined =>
    document.getElementById(grid.getAttribute('aria-activedescendant') ?? '')?.textContent.trim();
  return { grid, cursor, drawn: () => grid.querySelectorAll('[role=gridcell]').length };
}

test('a million rows are a handful of elements, and the last one is reached by a key', async () => {
  const onrange = vi.fn();
  const target = await render(DataTable, {
    label: 'Rows',
    columns,
    rowCount: ROWS,
    rowAt,
    onrange,
    height: '400px',
  });
  const { grid, cursor, drawn } = parts(target);
  expect(drawn()).toBeLessThan(100);
  expect(grid.getAttribute('aria-rowcount')).toBe(String(ROWS + 1));
  grid.focus();
  await userEvent.keyboard('{Control>}{End}{/Control}');
  await expect.poll(cursor).toBe(String(2 * (ROWS - 1)));
  expect(drawn()).toBeLessThan(100);
  expect(onrange).toHaveBeenLastCalledWith(expect.any(Number), ROWS);
  await userEvent.keyboard('{ArrowUp}{ArrowLeft}');
  await expect.poll(cursor).toBe(String(ROWS - 2));
  await userEvent.keyboard('{Control>}{Home}{/Control}');
  await expect.poll(cursor).toBe('0');
});

test('a click and Enter open a row; a head asks for its order', async () => {
  const onrow = vi.fn();
  const onsort = vi.fn();
  const target = await render(DataTable, {
    label: 'Rows',
    columns,
    rowCount: 50,
    rowAt,
    onrow,
    onsort,
    height: '400px',
  });
  const { grid } = parts(target);
  await userEvent.click(target.querySelectorAll('[role=gridcell]').item(2));
  expect(onrow).toHaveBeenLastCalledWith({ index: 1 }, 1);
  grid.focus();
  await userEvent.keyboard('{ArrowDown}{ArrowDown}{Enter}');
  expect(onrow).toHaveBeenLastCalledWith({ index: 2 }, 2);
  await userEvent.click(target.querySelectorAll('[role=columnheader] button').item(1));
  expect(onsort).toHaveBeenCalledWith({ column: 'double', descending: false });
});

test('rows on their way are shown as such', async () => {
  const target = await render(DataTable, {
    label: 'Rows',
    columns,
    rowCount: 3,
    rowAt: () => undefined,
    height: '200px',
  });
  expect(target.querySelectorAll('.waiting')).toHaveLength(6);
  await expectAccessible(target);
});

test('is accessible with rows and without', async () => {
  const full = await render(DataTable, {
    label: 'Rows',
    columns,
    rowCount: 20,
    rowAt,
    onsort: () => {},
    height: '300px',
  });
  await expectAccessible(full);
  const empty = await render(DataTable, { label: 'None', columns, rowCount: 0, rowAt, height: '300px' });
  expect(empty.textContent).toContain('No rows');
  await expectAccessible(empty);
});
