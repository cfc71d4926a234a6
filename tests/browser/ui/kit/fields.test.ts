import { expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import Button from '../../../../src/ui/kit/Button.svelte';
import NumberField from '../../../../src/ui/kit/NumberField.svelte';
import SegmentedControl from '../../../../src/ui/kit/SegmentedControl.svelte';
import Select from '../../../../src/ui/kit/Select.svelte';
import Switch from '../../../../src/ui/kit/Switch.svelte';
import { expectAccessible } from '../axe.ts';
import { render } from '../render.ts';

test('a number field keeps the last valid value, and says what is wrong with the rest', async () => {
  const onchange = vi.fn();
  const target = await render(NumberField, { value: 0.01, min: 0, max: 1, step: 0.01, onchange, 'aria-label': 'Rate' });
  const field = page.getByRole('textbox', { name: 'Rate' });
  await field.fill('3');
  await userEvent.keyboard('{Enter}');
  expect(onchange).not.toHaveBeenCalled();
  await expect.element(field).toHaveAttribute('aria-invalid', 'true');
  expect(target.querySelector('[role=alert]')?.textContent).toBe('Between 0 and 1.');
  await expectAccessible(target);
  await field.fill('1e-3');
  await userEvent.keyboard('{Enter}');
  expect(onchange).toHaveBeenLastCalledWith(0.001);
  await expect.element(field).not.toHaveAttribute('aria-invalid');
});

test('arrow keys step a number, within its limits; Escape takes back what was typed', async () => {
  const onchange = vi.fn();
  await render(NumberField, { value: 0.98, max: 1, step: 0.01, onchange, 'aria-label': 'Share' });
  const field = page.getByRole('textbox', { name: 'Share' });
  await field.click();
  await userEvent.keyboard('{ArrowUp}{ArrowUp}{ArrowUp}');
  expect(onchange.mock.calls.map(([value]) => value)).toEqual([0.99, 1]);
  await field.fill('junk');
  await userEvent.keyboard('{Escape}');
  await expect.element(field).toHaveValue('1');
});

test('a button that cannot be pressed says why, and does nothing', async () => {
  const onclick = vi.fn();
  const target = await render(Button, { disabledReason: 'No data yet', onclick, 'aria-label': 'Train' });
  const button = page.getByRole('button', { name: 'Train' });
  await expect.element(button).toHaveAttribute('title', 'No data yet');
  await button.click({ force: true });
  expect(onclick).not.toHaveBeenCalled();
  await expectAccessible(target);
});

test('a segmented control is one tab stop with arrow keys', async () => {
  const onchange = vi.fn();
  const target = await render(SegmentedControl, {
    label: 'Kind',
    value: 'a',
    options: [
      { value: 'a', label: 'First' },
      { value: 'b', label: 'Second' },
    ],
    onchange,
  });
  await userEvent.click(page.getByText('First'));
  await userEvent.keyboard('{ArrowRight}');
  expect(onchange).toHaveBeenCalledExactlyOnceWith('b');
  await expectAccessible(target);
});

test('a select gives the chosen value, and a switch its state', async () => {
  const chosen = vi.fn();
  const target = await render(Select, {
    value: null,
    placeholder: 'Choose',
    options: [
      { value: 'x', label: 'Ex' },
      { value: 'y', label: 'Why', group: 'Others' },
    ],
    onchange: chosen,
    'aria-label': 'Letter',
  });
  await page.getByRole('combobox', { name: 'Letter' }).selectOptions('Why');
  expect(chosen).toHaveBeenCalledExactlyOnceWith('y');
  const switched = vi.fn();
  await render(Switch, { isOn: false, label: 'Early stopping', onchange: switched });
  await page.getByRole('switch', { name: 'Early stopping' }).click();
  expect(switched).toHaveBeenCalledExactlyOnceWith(true);
  await expectAccessible(target);
});
