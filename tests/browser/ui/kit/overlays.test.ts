import { flushSync } from 'svelte';
import { expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import ConfirmDialog from '../../../../src/ui/kit/ConfirmDialog.svelte';
import Formula from '../../../../src/ui/kit/Formula.svelte';
import NameDialog from '../../../../src/ui/kit/NameDialog.svelte';
import Progress from '../../../../src/ui/kit/Progress.svelte';
import Toaster from '../../../../src/ui/kit/Toaster.svelte';
import { toasts } from '../../../../src/ui/kit/toasts.svelte.ts';
import { expectAccessible } from '../axe.ts';
import { render } from '../render.ts';
import IconMenu from './IconMenu.svelte';

test('a question is answered by its button, and dropped by Escape', async () => {
  const onconfirm = vi.fn();
  await render(ConfirmDialog, {
    isOpen: true,
    title: 'Delete “A”?',
    text: 'It is gone then.',
    action: 'Delete',
    onconfirm,
  });
  const dialog = page.getByRole('dialog', { name: 'Delete “A”?' });
  await expect.element(dialog).toBeVisible();
  await expectAccessible();
  await userEvent.keyboard('{Escape}');
  await expect.poll(() => dialog.query()).toBeNull();
  expect(onconfirm).not.toHaveBeenCalled();

  await render(ConfirmDialog, {
    isOpen: true,
    title: 'Delete “B”?',
    text: 'It is gone then.',
    action: 'Delete',
    onconfirm,
  });
  await page.getByRole('button', { name: 'Delete' }).click();
  expect(onconfirm).toHaveBeenCalledOnce();
});

test('a name is trimmed, and an empty one is not taken', async () => {
  const onname = vi.fn();
  await render(NameDialog, { isOpen: true, title: 'Rename', label: 'Name', name: 'Old', action: 'Save', onname });
  const field = page.getByRole('textbox', { name: 'Name' });
  await field.fill('   ');
  await userEvent.keyboard('{Enter}');
  expect(onname).not.toHaveBeenCalled();
  await field.fill('  New ');
  await userEvent.keyboard('{Enter}');
  expect(onname).toHaveBeenCalledExactlyOnceWith('New');
});

test('a failure stays until it is dismissed; a remark goes by itself', async () => {
  vi.useFakeTimers();
  try {
    const target = await render(Toaster, {});
    toasts.show({ tone: 'bad', text: 'The disk is full' });
    toasts.show({ tone: 'good', text: 'Saved' });
    flushSync();
    expect(target.textContent).toContain('Saved');
    vi.advanceTimersByTime(60_000);
    flushSync();
    expect(target.textContent).not.toContain('Saved');
    expect(target.textContent).toContain('The disk is full');
    target.querySelector('button')?.click();
    flushSync();
    expect(target.textContent).not.toContain('The disk is full');
  } finally {
    vi.useRealTimers();
  }
});

test('progress tells its share and what is left; without a total it claims no share', async () => {
  const oncancel = vi.fn();
  const known = await render(Progress, { label: 'Reading', done: 30, total: 120, remainingMs: 90_000, oncancel });
  expect(known.querySelector('[role=progressbar]')?.getAttribute('aria-valuenow')).toBe('25');
  expect(known.textContent).toContain('1 min 30 sec left');
  await page.getByRole('button', { name: 'Cancel' }).click();
  expect(oncancel).toHaveBeenCalledOnce();
  await expectAccessible(known);
  const unknown = await render(Progress, { label: 'Waiting', done: 30, total: null });
  expect(unknown.querySelector('[role=progressbar]')?.hasAttribute('aria-valuenow')).toBe(false);
});

test('a formula is typeset, and one that cannot be is shown as it was written', async () => {
  const good = await render(Formula, { tex: String.raw`\frac{1}{n}\sum_i (y_i-\hat y_i)^2` });
  await expect.poll(() => good.querySelector('.katex math')).not.toBeNull();
  const bad = await render(Formula, { tex: String.raw`\frac{1` });
  await expect.poll(() => bad.textContent).toContain(String.raw`\frac{1`);
  await expect.poll(() => bad.textContent).toContain('could not be drawn');
});

test('a menu under an icon opens by the pointer too, with entries of the same name', async () => {
  const onselect = vi.fn();
  await render(IconMenu, {
    label: 'Projects',
    groups: [
      {
        items: [
          { label: 'spindles', onselect: () => undefined },
          { label: 'spindles', onselect },
        ],
      },
    ],
  });
  await page.getByRole('button', { name: 'Projects' }).click();
  await expect.element(page.getByRole('menu')).toBeVisible();
  await page.getByRole('menuitem', { name: 'spindles' }).nth(1).click();
  expect(onselect).toHaveBeenCalledOnce();
});
