import { expect, test, vi } from 'vitest';
import { page } from 'vitest/browser';
import ModelPanel from '../../../../src/ui/use/ModelPanel.svelte';
import { expectAccessible } from '../axe.ts';
import { render } from '../render.ts';

test('the code is copied, and where the browser refuses that is said', async () => {
  const write = vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValueOnce();
  const target = await render(ModelPanel, { runId: 'none', takes: 'rows' });
  await page.getByRole('button', { name: 'Copy' }).click();
  await expect.element(page.getByRole('button', { name: 'Copied' })).toBeVisible();
  expect(write.mock.calls[0]?.[0]).toContain("from './example.mjs'");
  expect(page.getByRole('alert').query()).toBeNull();

  write.mockRejectedValueOnce(new DOMException('Write permission denied.', 'NotAllowedError'));
  await page.getByRole('button', { name: 'Copied' }).click();
  await expect.element(page.getByRole('alert')).toHaveTextContent('does not let this page write to the clipboard');
  await expect.element(page.getByRole('button', { name: 'Copy', exact: true })).toBeVisible();
  await expectAccessible(target);
});
