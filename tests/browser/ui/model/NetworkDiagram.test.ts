import { afterEach, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { createLayer } from '../../../../src/core/recipe/createLayer.ts';
import { modelOf } from '../../../../src/core/recipe/editing.ts';
import { RecipeEditor } from '../../../../src/services/recipeEditor.svelte.ts';
import { theme } from '../../../../src/ui/kit/theme.svelte.ts';
import NetworkDiagram from '../../../../src/ui/model/diagram/NetworkDiagram.svelte';
import { expectAccessible } from '../axe.ts';
import { openProject } from '../data/project.ts';
import { render } from '../render.ts';
import { binaryRecipe, summaryOf } from './recipe.ts';

afterEach(() => theme.choose('system'));

/** Input → hidden_1 → output, and a second way around the hidden layer that a join takes. */
async function showDiagram(): Promise<{ target: HTMLElement; editor: RecipeEditor }> {
  const session = await openProject();
  session.summary = summaryOf([4]);
  const editor = new RecipeEditor(session, binaryRecipe());
  editor.apply({
    kind: 'insertLayer',
    layer: { ...createLayer('concatenate', 'join_1'), inputs: ['input', 'hidden_1'] },
    index: 1,
  });
  const target = await render(NetworkDiagram, { editor });
  await expect.element(page.getByRole('group', { name: 'Dense hidden_1. 12 · 60 parameters' })).toBeVisible();
  return { target, editor };
}

const nodes = (target: HTMLElement): HTMLElement[] => [...target.querySelectorAll<HTMLElement>('.svelte-flow__node')];

test('shows every layer with what it gives, and on every edge the shape that passes it', async () => {
  const { target, editor } = await showDiagram();
  expect(nodes(target)).toHaveLength(4);
  const named = nodes(target).map((node) => node.getAttribute('aria-label') ?? '');
  expect(named.find((name) => name.includes('join_1'))).toMatch(/^Concatenate join_1\. 16/);
  await expect.poll(() => target.querySelectorAll('.svelte-flow__edge').length).toBe(4);
  const labels = [...target.querySelectorAll('.svelte-flow__edge-label')].map((label) => label.textContent.trim());
  // 4 into the hidden layer and into the join, 12 from the one to the other, 16 into the output.
  expect(labels.sort()).toEqual(['12', '16', '4', '4']);
  await editor.flush();
});

test('a layer is reached, opened and removed with the keyboard alone', async () => {
  const { target, editor } = await showDiagram();
  const focused = (): string => document.activeElement?.getAttribute('aria-label') ?? '';
  for (let presses = 0; presses < 30 && !focused().startsWith('Dense hidden_1'); presses++) await userEvent.tab();
  expect(focused()).toMatch(/^Dense hidden_1/);
  await userEvent.keyboard('{Enter}');
  await expect.element(page.getByRole('heading', { name: 'Dense' })).toBeVisible();
  await expect.element(page.getByLabelText('Units', { exact: true }).first()).toHaveValue('12');
  await userEvent.keyboard('{Delete}');
  await expect.poll(() => nodes(target).length).toBe(3);
  expect(modelOf(editor.recipe).layers.map(({ id }) => id)).not.toContain('hidden_1');
  editor.undo();
  await expect.poll(() => nodes(target).length).toBe(4);
  await editor.flush();
});

test.each(['light', 'dark'] as const)('has nothing that axe-core finds wrong, %s', async (appearance) => {
  theme.choose(appearance);
  const { target, editor } = await showDiagram();
  await expectAccessible(target);
  nodes(target)
    .find((node) => node.getAttribute('aria-label')?.includes('join_1'))
    ?.click();
  await expect.element(page.getByRole('heading', { name: 'Concatenate' })).toBeVisible();
  await expectAccessible(target);
  await editor.flush();
});
