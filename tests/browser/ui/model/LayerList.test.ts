import { expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { modelOf } from '../../../../src/core/recipe/editing.ts';
import { RecipeEditor } from '../../../../src/services/recipeEditor.svelte.ts';
import LayerList from '../../../../src/ui/model/LayerList.svelte';
import { expectAccessible } from '../axe.ts';
import { openProject } from '../data/project.ts';
import { render } from '../render.ts';
import { binaryRecipe } from './recipe.ts';

test('a layer chosen from the menu goes before the output, is open, and is taken back by undo', async () => {
  const session = await openProject();
  const editor = new RecipeEditor(session, binaryRecipe());
  const types = (): string[] => modelOf(editor.recipe).layers.map(({ type }) => type);
  const target = await render(LayerList, { editor, features: 4 });
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
