import { createHead, createLayer } from '../../../../src/core/recipe/createLayer.ts';
import type { Recipe } from '../../../../src/core/recipe/recipe.ts';
import type { PreparationSummary } from '../../../../src/protocol/dataContract.ts';
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

/** Prepared data of a width, as a recipe's editor wants to know it. */
export function summaryOf(sample: readonly number[]): PreparationSummary {
  return {
    sizes: { train: 700, validation: 150, test: 150, excluded: 0 },
    classes: ['no', 'yes'],
    balance: { train: [350, 350], validation: [75, 75], test: [75, 75] },
    windows: null,
    texts: null,
    groups: null,
    features: [],
    bindings: { sample, target: [1], vocabulary: null },
  };
}
