import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { SUPERVISED_TASKS } from '../../../../src/core/preprocessing/preparation.ts';
import { adaptRecipe } from '../../../../src/core/recipe/adaptRecipe.ts';
import { checkNetwork } from '../../../../src/core/recipe/checkNetwork.ts';
import { describeNetwork } from '../../../../src/core/recipe/describeNetwork.ts';
import { applyEdits, modelOf } from '../../../../src/core/recipe/editing.ts';
import { fitToMachine } from '../../../../src/core/recipe/fitToMachine.ts';
import { requireRecipe } from '../../../../src/core/recipe/parseRecipe.ts';
import { recommendRecipe } from '../../../../src/core/recipe/recommendRecipe.ts';
import { networkKind, SAMPLE_KINDS, type SampleKind } from '../../../../src/core/recipe/sampleKind.ts';
import { contextOf } from './samples.ts';

const folder = new URL('../../../../static-models/recipes/', import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
function readJson(file: string): unknown {
  return JSON.parse(readFileSync(new URL(file, folder), 'utf8'));
}
const shipped = files.map((file) => ({ file, json: readJson(file) }));

interface Sample {
  readonly sample: readonly number[];
  readonly vocabulary: number | null;
  readonly trainRows: number;
}

/** Data of each kind that its recipes must do with. */
const SAMPLES: Readonly<Record<SampleKind, Readonly<Record<'least' | 'usual' | 'most', Sample>>>> = {
  table: {
    least: { sample: [4], vocabulary: null, trainRows: 300 },
    usual: { sample: [12], vocabulary: null, trainRows: 1000 },
    most: { sample: [60], vocabulary: null, trainRows: 50_000 },
  },
  image: {
    least: { sample: [8, 8, 1], vocabulary: null, trainRows: 300 },
    usual: { sample: [64, 48, 3], vocabulary: null, trainRows: 1000 },
    most: { sample: [256, 256, 3], vocabulary: null, trainRows: 50_000 },
  },
  sequence: {
    least: { sample: [2, 1], vocabulary: null, trainRows: 300 },
    usual: { sample: [30, 14], vocabulary: null, trainRows: 1000 },
    most: { sample: [2048, 3], vocabulary: null, trainRows: 50_000 },
  },
  text: {
    least: { sample: [5], vocabulary: 200, trainRows: 300 },
    usual: { sample: [40], vocabulary: 3000, trainRows: 1000 },
    most: { sample: [400], vocabulary: 20_000, trainRows: 50_000 },
  },
};

test('each kind of data is advised a recipe that takes it', () => {
  for (const kind of SAMPLE_KINDS) {
    for (const { trainRows, ...data } of Object.values(SAMPLES[kind])) {
      const { recipeId } = recommendRecipe({ ...data, target: [1] }, trainRows, 'binary');
      const recipe = shipped.find(({ file }) => file === `${recipeId}.json`);
      expect(networkKind(modelOf(requireRecipe(recipe?.json)))).toBe(kind);
    }
  }
});

test('windows whose steps are labelled each are advised one that gives as many, and others learn to in one click', () => {
  for (const steps of [2, 30, 2048]) {
    const bindings = { ...contextOf('multiclass').bindings, sample: [steps, 3], target: [steps, 4] };
    const { recipeId } = recommendRecipe(bindings, 300, 'multiclass');
    expect(recipeId).toMatch(/^steps-/);
  }
  const whole = requireRecipe(shipped.find(({ file }) => file === 'rnn-gru.json')?.json);
  const context = contextOf('multiclass');
  const bindings = { ...context.bindings, sample: [30, 3], target: [30, 4] };
  const adapted = adaptRecipe(whole, 'multiclass');
  const [problem] = checkNetwork(adapted, { ...context, bindings });
  expect(problem?.code).toBe('output.shape');
  const mended = applyEdits(adapted, problem?.fix ?? []);
  expect(checkNetwork(mended, { ...context, bindings })).toEqual([]);
});

test('the recipes that people are offered are there', () => {
  const expected = [
    ...[
      'cnn-medium',
      'cnn-residual',
      'cnn-separable',
      'cnn-small',
      'conv1d-flat',
      'conv1d-gru',
      'conv1d-small',
      'linear',
      'linear-changes',
    ],
    ...['mlp-deep', 'mlp-medium', 'mlp-selu', 'mlp-small', 'mlp-wide'],
    ...['rnn-attention', 'rnn-bidirectional', 'rnn-gru', 'rnn-lstm'],
    ...['autoencoder-denoising', 'autoencoder-small', 'autoencoder-variational', 'gan-table'],
    ...['autoencoder-image', 'autoencoder-image-denoising', 'autoencoder-image-variational'],
    ...['autoencoder-window', 'autoencoder-window-denoising', 'autoencoder-window-lstm'],
    'autoencoder-window-variational',
    ...['gan-image', 'gan-table-wasserstein', 'printed-autoencoder', 'printed-gan'],
    ...['repaired-autoencoder', 'repaired-gan', 'repaired-gan-translation'],
    ...['translation-unet', 'translation-unet-deep'],
    ...['steps-conv1d', 'steps-gru', 'steps-lstm'],
    ...['text-conv1d', 'text-gru', 'text-lstm', 'text-pooling'],
  ];
  expect(files.map((file) => file.replace('.json', '')).sort()).toEqual(expected.sort());
});

describe.each(shipped)('$file', ({ file, json }) => {
  const recipe = requireRecipe(json);

  test('is named after its file, in both languages', () => {
    expect(`${recipe.id}.json`).toBe(file);
    for (const words of [recipe.name, recipe.description]) {
      expect(words.en.length).toBeGreaterThan(3);
      expect(words.zh).toMatch(/\p{Script=Han}{3}/u);
    }
  });

  // `procedures.test.ts` has the others.
  if (recipe.procedure.kind !== 'supervised') return;
  const { least, usual, most } = SAMPLES[networkKind(modelOf(recipe))];

  test.each(SUPERVISED_TASKS)('has nothing wrong for %s, on small and large samples', (task) => {
    const adapted = adaptRecipe(recipe, task);
    for (const { trainRows, ...data } of [least, usual, most]) {
      const context = { ...contextOf(task), trainRows };
      const { target } = context.bindings;
      const labelsSteps = recipe.id.startsWith('steps-');
      const bindings = {
        ...context.bindings,
        ...data,
        target: labelsSteps ? [data.sample[0] ?? 1, ...target] : target,
      };
      const fitted = fitToMachine(adapted, { ...context, bindings });
      expect(checkNetwork(fitted, { ...context, bindings })).toEqual([]);
      expect(describeNetwork(modelOf(fitted), bindings, adapted.training).outputShape).toEqual(bindings.target);
    }
  });
});
