import { expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { createLayer } from '../../../../src/core/recipe/createLayer.ts';
import { modelOf } from '../../../../src/core/recipe/editing.ts';
import { RecipeEditor } from '../../../../src/services/recipeEditor.svelte.ts';
import LayerList from '../../../../src/ui/model/LayerList.svelte';
import { expectAccessible } from '../axe.ts';
import { openProject } from '../data/project.ts';
import { render } from '../render.ts';
import { binaryRecipe, summaryOf } from './recipe.ts';

test('a layer chosen from the menu goes before the output, is open, and is taken back by undo', async () => {
  const session = await openProject();
  const editor = new RecipeEditor(session, binaryRecipe());
  const types = (): string[] => modelOf(editor.recipe).layers.map(({ type }) => type);
  const target = await render(LayerList, { editor, sample: [4] });
  await expectAccessible(target);

  await page.getByRole('button', { name: 'Add layer' }).click();
  await expect.element(page.getByRole('menu')).toBeVisible();
  await expectAccessible();
  await page.getByRole('menuitem', { name: /^Dropout/ }).click();
  expect(types()).toEqual(['dense', 'dropout', 'dense']);
  await expect.element(page.getByRole('spinbutton').or(page.getByLabelText('Rate')).first()).toBeVisible();

  editor.undo();
  expect(types()).toEqual(['dense', 'dense']);
  await expect.poll(() => target.querySelectorAll('.chain > li:not(.end)').length).toBe(2);
  await userEvent.keyboard('{Escape}');
  await editor.flush();
  await expectAccessible(target);
});

test('a join is offered with its inputs, which can be chosen anew, and is shown with them', async () => {
  const session = await openProject();
  session.summary = summaryOf([4]);
  const editor = new RecipeEditor(session, binaryRecipe());
  const inputs = () => modelOf(editor.recipe).layers.find(({ type }) => type === 'add')?.inputs;
  const target = await render(LayerList, { editor, sample: [4] });
  editor.addLayer('dense', 1);
  editor.apply({ kind: 'updateLayer', layer: { ...createLayer('dense', 'dense_1'), units: 12 } });
  await expect.poll(() => target.querySelectorAll('.chain > li:not(.end)').length).toBe(3);
  await page
    .getByRole('button', { name: /^Dense 12/ })
    .nth(1)
    .click();
  await page.getByRole('button', { name: 'Add layer' }).click();
  await page.getByRole('menuitem', { name: /^Add/ }).click();
  expect(inputs()).toEqual(['hidden_1', 'dense_1']);
  await expect.element(page.getByText('← hidden_1 + dense_1')).toBeVisible();
  await expectAccessible(target);

  await page.getByLabelText('Input 1').selectOptions('input');
  expect(inputs()).toEqual(['input', 'dense_1']);
  editor.undo();
  await expect.element(page.getByText('← hidden_1 + dense_1')).toBeVisible();
  await editor.flush();
});
