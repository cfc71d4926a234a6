import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { binaryRecipe } from '../model/recipe.ts';
import ganRecipe from '../../../../static-models/recipes/gan-table.json';
import { requireRecipe } from '../../../../src/core/recipe/parseRecipe.ts';
import type { RunRecord } from '../../../../src/storage/records.ts';
import LiveFigures from '../../../../src/ui/train/LiveFigures.svelte';
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

/** A GAN's run of one epoch, which took no step since it was taken up again. */
function resumedGame(): RunRecord {
  return {
    id: 'run',
    projectId: 'project',
    datasetId: 'data',
    name: 'Run',
    createdAt: 0,
    updatedAt: 0,
    status: 'stopped',
    stopReason: 'user',
    error: null,
    recipe: requireRecipe(ganRecipe),
    preparation: {
      version: 1,
      task: 'generation',
      columns: {},
      split: { kind: 'random', seed: 1, train: 0.7, validation: 0.15, test: 0.15 },
      standardizeTarget: false,
    },
    pipeline: null,
    backend: 'auto',
    engine: null,
    history: [
      {
        epoch: 1,
        step: 10,
        trainLoss: 1.5,
        validationLoss: null,
        trainMetric: 0.4,
        validationMetric: null,
        learningRate: 0.01,
        gradientNorms: {},
        samplesPerSecond: 100,
        durationMs: 1,
        game: { discriminatorLoss: NaN, realAccuracy: NaN, madeAccuracy: NaN, diversity: 0.8, isCollapsed: false },
      },
    ],
    bestEpoch: 1,
    kept: null,
    parameterCount: 10,
    trainedMs: 1,
  };
}

test('of an epoch that was taken up again at its very end, what was not measured of the game is a dash', async () => {
  const session = await openProject();
  const target = await render(LiveFigures, { run: resumedGame(), training: session.training });
  expect(target.textContent).toContain('80%');
  expect(target.textContent).toMatch(/Discriminator loss –\s+Told apart –/);
  expect(target.textContent).not.toContain('NaN');
});
