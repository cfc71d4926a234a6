import { createHead, createLayer } from '../../../../src/core/recipe/createLayer.ts';
import type { Recipe } from '../../../../src/core/recipe/recipe.ts';
import { defaultTraining } from '../../../../src/core/training/defaults.ts';

/** One hidden layer before a sigmoid. */
export function binaryRecipe(): Recipe {
  return {
    version: 1,
    id: 'test',
    name: { en: 'Test', zh: '测试' },
    description: { en: 'A test.', zh: '测试。' },
    tasks: ['binary'],
    procedure: {
      kind: 'supervised',
      model: {
        inputShape: ['$features'],
        layers: [{ ...createLayer('dense', 'hidden_1'), units: 12 }, createHead('output', 'sigmoid')],
      },
    },
    training: defaultTraining('binary'),
  };
}
