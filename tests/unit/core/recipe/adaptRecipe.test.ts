import { describe, expect, test } from 'vitest';
import { SUPERVISED_TASKS } from '../../../../src/core/preprocessing/preparation.ts';
import { adaptRecipe } from '../../../../src/core/recipe/adaptRecipe.ts';
import { checkNetwork } from '../../../../src/core/recipe/checkNetwork.ts';
import { createHead } from '../../../../src/core/recipe/createLayer.ts';
import { editModel, modelOf, updateLayer } from '../../../../src/core/recipe/editing.ts';
import { findHead } from '../../../../src/core/recipe/head.ts';
import { defaultLoss } from '../../../../src/core/training/defaults.ts';
import { contextOf, layer, recipeOf } from './samples.ts';

describe('adaptRecipe', () => {
  for (const from of SUPERVISED_TASKS) {
    test.each(SUPERVISED_TASKS)(`from ${from} to %s leaves nothing wrong`, (to) => {
      const adapted = adaptRecipe(recipeOf(from, layer('dense', 'a'), layer('dropout')), to);
      expect(checkNetwork(adapted, contextOf(to))).toEqual([]);
      expect(modelOf(adapted).layers.slice(0, -1)).toEqual([layer('dense', 'a'), layer('dropout')]);
    });
  }

  test('keeps what already suits the task', () => {
    const recipe = recipeOf('regression', layer('dense', 'a'));
    const huber = { ...recipe, training: { ...recipe.training, loss: { ...defaultLoss('huber'), delta: 0.3 } } };
    expect(adaptRecipe(huber, 'regression')).toEqual(huber);
  });

  test('takes the usual loss for classes where squared errors of numbers were meant', () => {
    const recipe = recipeOf('regression', layer('dense', 'a'));
    expect(adaptRecipe(recipe, 'binary').training.loss.name).toBe('binaryCrossentropy');
    expect(adaptRecipe(recipe, 'multiclass').training.loss.name).toBe('categoricalCrossentropy');
  });

  test('keeps a Brier score that was chosen', () => {
    const recipe = recipeOf('binary', layer('dense', 'a'));
    const brier = { ...recipe, training: { ...recipe.training, loss: defaultLoss('meanSquaredError') } };
    expect(adaptRecipe(brier, 'binary')).toEqual(brier);
  });

  test('keeps balanced weights for classes, and drops them for numbers', () => {
    const recipe = recipeOf('binary', layer('dense', 'a'));
    const weighted = { ...recipe, training: { ...recipe.training, classWeighting: { kind: 'balanced' } as const } };
    expect(adaptRecipe(weighted, 'multiclass').training.classWeighting).toEqual({ kind: 'balanced' });
    expect(adaptRecipe(weighted, 'regression').training.classWeighting).toEqual({ kind: 'none' });
  });

  test('folds a separate last activation into the head', () => {
    const split = editModel(recipeOf('binary', layer('dense', 'a')), (network) => {
      const linear = updateLayer(network, createHead('head', 'linear'));
      return { ...linear, layers: [...linear.layers, { type: 'activation', id: 'act', activation: 'sigmoid' }] };
    });
    const adapted = adaptRecipe(split, 'multiclass');
    expect(modelOf(adapted).layers.map(({ id }) => id)).toEqual(['a', 'head']);
    expect(findHead(modelOf(adapted))?.activation).toBe('softmax');
  });

  test('adds a head where there is none', () => {
    const headless = editModel(recipeOf('binary'), (network) => ({ ...network, layers: [layer('dropout')] }));
    expect(findHead(modelOf(adaptRecipe(headless, 'regression')))).toMatchObject({
      activation: 'linear',
      layer: { units: '$outputs' },
    });
  });
});
