import { expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import imageAutoencoder from '../../../../static-models/recipes/autoencoder-image.json';
import { NO_AUGMENTATION } from '../../../../src/core/images/imageSample.ts';
import type { PreparationSpec } from '../../../../src/core/preprocessing/preparation.ts';
import { createLayer } from '../../../../src/core/recipe/createLayer.ts';
import { modelOf } from '../../../../src/core/recipe/editing.ts';
import { requireRecipe } from '../../../../src/core/recipe/parseRecipe.ts';
import { RecipeEditor } from '../../../../src/services/recipeEditor.svelte.ts';
import ProblemList from '../../../../src/ui/model/ProblemList.svelte';
import LayerList from '../../../../src/ui/model/LayerList.svelte';
import { expectAccessible } from '../axe.ts';
import { openProject } from '../data/project.ts';
import { render } from '../render.ts';
import { binaryRecipe, summaryOf } from './recipe.ts';

function pictures(height: number, width: number): PreparationSpec {
  return {
    version: 1,
    task: 'reconstruction',
    columns: {},
    split: { kind: 'random', seed: 1, train: 0.7, validation: 0.15, test: 0.15 },
    standardizeTarget: false,
    sample: {
      kind: 'image',
      column: 'image',
      height,
      width,
      channels: 1,
      fit: 'stretch',
      augmentation: NO_AUGMENTATION,
    },
  };
}

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

test('pictures that an autoencoder cannot draw again are made the nearest size at one click', async () => {
  const session = await openProject();
  const sample = [42, 40, 1];
  await session.setPreparation(pictures(42, 40));
  session.summary = { ...summaryOf(sample), bindings: { sample, target: sample, vocabulary: null } };
  const editor = new RecipeEditor(session, requireRecipe(imageAutoencoder));
  expect(editor.fittingSides).toEqual({ height: 44, width: 40 });
  const target = await render(ProblemList, { problems: editor.problems, editor });
  await expectAccessible(target);
  await page.getByRole('button', { name: 'Make the pictures 44 × 40' }).click();
  await expect.poll(() => session.project.preparation).toEqual(pictures(44, 40));
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
