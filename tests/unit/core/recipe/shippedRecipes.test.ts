import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { TASKS } from '../../../../src/core/preprocessing/preparation.ts';
import { adaptRecipe } from '../../../../src/core/recipe/adaptRecipe.ts';
import { checkNetwork } from '../../../../src/core/recipe/checkNetwork.ts';
import { describeNetwork } from '../../../../src/core/recipe/describeNetwork.ts';
import { modelOf } from '../../../../src/core/recipe/editing.ts';
import { requireRecipe } from '../../../../src/core/recipe/parseRecipe.ts';
import { contextOf } from './samples.ts';

const folder = new URL('../../../../static-models/recipes/', import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
function readJson(file: string): unknown {
  return JSON.parse(readFileSync(new URL(file, folder), 'utf8'));
}
const shipped = files.map((file) => ({ file, json: readJson(file) }));

test('the recipes that people are offered are there', () => {
  const expected = ['linear', 'mlp-deep', 'mlp-medium', 'mlp-selu', 'mlp-small', 'mlp-wide'];
  expect(files.map((file) => file.replace('.json', '')).sort()).toEqual(expected);
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

  test.each(TASKS)('has nothing wrong for %s, on a small table too', (task) => {
    const adapted = adaptRecipe(recipe, task);
    expect(checkNetwork(adapted, contextOf(task))).toEqual([]);
    const small = { bindings: { ...contextOf(task).bindings, sample: [4] }, trainRows: 300 };
    expect(checkNetwork(adapted, { ...contextOf(task), ...small })).toEqual([]);
    expect(describeNetwork(modelOf(adapted), contextOf(task).bindings, adapted.training).outputShape).toEqual(
      contextOf(task).bindings.target,
    );
  });
});
