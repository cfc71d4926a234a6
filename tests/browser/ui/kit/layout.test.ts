import { createRawSnippet } from 'svelte';
import { expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import FileDrop from '../../../../src/ui/kit/FileDrop.svelte';
import Table from '../../../../src/ui/kit/Table.svelte';
import type { TableColumn } from '../../../../src/ui/kit/table.ts';
import Tabs from '../../../../src/ui/kit/Tabs.svelte';
import { expectAccessible } from '../axe.ts';
import { render } from '../render.ts';

test('tabs are moved through with arrow keys, and show one panel', async () => {
  const onchange = vi.fn();
  const target = await render(Tabs, {
    label: 'Sections',
    value: 'table',
    tabs: [
      { value: 'table', label: 'Table' },
      { value: 'profile', label: 'Profile', badge: '3' },
    ],
    children: createRawSnippet<['table' | 'profile']>((value) => ({ render: () => `<p>This is ${value()}</p>` })),
    onchange,
  });
  await expect.element(page.getByText('This is table')).toBeVisible();
  await page.getByRole('tab', { name: 'Table' }).click();
  await userEvent.keyboard('{ArrowRight}');
  await expect.element(page.getByText('This is profile')).toBeVisible();
  expect(page.getByText('This is table').query()).toBeNull();
  expect(onchange).toHaveBeenLastCalledWith('profile');
  await expectAccessible(target);
});

interface Run {
  readonly name: string;
  readonly loss: number;
}
const RUNS: readonly Run[] = [
  { name: 'second', loss: 0.2 },
  { name: 'first', loss: 0.1 },
  { name: 'third', loss: 0.3 },
];

const COLUMNS: readonly TableColumn<Run>[] = [
  { id: 'name', label: 'Name', text: ({ name }) => name },
  { id: 'loss', label: 'Loss', text: ({ loss }) => String(loss), align: 'end', compare: (a, b) => a.loss - b.loss },
];

test('a table is sorted by its heads, and its rows are opened by their first cell', async () => {
  const onrow = vi.fn();
  const target = await render(Table, {
    label: 'Runs',
    columns: COLUMNS,
    rows: RUNS,
    key: ({ name }: Run) => name,
    isMarked: ({ name }: Run) => name === 'third',
    onrow,
  });
  const names = (): string[] =>
    [...target.querySelectorAll('tbody tr')].map((row) => row.querySelector('td')?.textContent.trim() ?? '');
  await page.getByRole('button', { name: 'Loss' }).click();
  expect(names()).toEqual(['first', 'second', 'third']);
  await page.getByRole('button', { name: 'Loss' }).click();
  expect(names()).toEqual(['third', 'second', 'first']);
  expect(target.querySelector('th[aria-sort=descending]')?.textContent).toContain('Loss');
  await page.getByRole('button', { name: 'second' }).click();
  expect(onrow).toHaveBeenCalledExactlyOnceWith(RUNS[0]);
  await expectAccessible(target);
});

test('a file is taken by a drop and by the dialog', async () => {
  const onfile = vi.fn<(file: File) => void>();
  const target = await render(FileDrop, { title: 'Drop a table here', accept: '.csv', onfile });
  const zone = target.querySelector('.drop');
  const transfer = new DataTransfer();
  transfer.items.add(new File(['a,b\n1,2\n'], 'dropped.csv'));
  zone?.dispatchEvent(new DragEvent('dragenter', { dataTransfer: transfer, bubbles: true, cancelable: true }));
  await expect.element(page.getByText('Drop it here')).toBeVisible();
  zone?.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }));
  await expect.poll(() => onfile.mock.calls.map(([file]) => file.name)).toEqual(['dropped.csv']);
  const input = target.querySelector('input');
  if (!input) throw new Error('no input');
  await userEvent.upload(input, new File(['a,b\n'], 'chosen.csv'));
  await expect.poll(() => onfile.mock.calls.map(([file]) => file.name)).toEqual(['dropped.csv', 'chosen.csv']);
  await expectAccessible(target);
});
