import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { binaryRecipe } from '../model/recipe.ts';
import TrainPlace from '../../../../src/ui/train/TrainPlace.svelte';
import SettingsPanel from '../../../../src/ui/train/SettingsPanel.svelte';
import { RecipeEditor } from '../../../../src/services/recipeEditor.svelte.ts';
import { expectAccessible } from '../axe.ts';
import { openProject } from '../data/project.ts';
import { render } from '../render.ts';

test('without data it says what is missing, and leads there', async () => {
  const session = await openProject();
  const target = await render(TrainPlace, { session, takeIncomingFiles: () => null });
  await expect.element(page.getByRole('heading', { name: 'Nothing to train on yet' })).toBeVisible();
  await expect
    .element(page.getByRole('link', { name: 'To Data' }))
    .toHaveAttribute('href', `#/p/${session.project.id}/data`);
  await expectAccessible(target);
});

test('the settings of the next run are named as people name them, and follow each change', async () => {
  const session = await openProject();
  const editor = new RecipeEditor(session, binaryRecipe());
  const target = await render(SettingsPanel, { session, editor });
  expect(target.textContent).toContain('Binary cross-entropy');
  expect(target.textContent).not.toContain('binaryCrossentropy');
  editor.setTraining({ epochs: 7 });
  await expect.poll(() => target.querySelector('dl')?.textContent).toMatch(/Epochs\s*7/);
  await editor.flush();
  await expectAccessible(target);
});
