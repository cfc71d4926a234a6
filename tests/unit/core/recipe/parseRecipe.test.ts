import { describe, expect, test } from 'vitest';
import { AppError } from '../../../../src/shared/appError.ts';
import { migrate, parseRecipe, requireRecipe, type Migration } from '../../../../src/core/recipe/parseRecipe.ts';
import { layer, recipeOf } from './samples.ts';

const recipe = recipeOf('binary', layer('dense'), layer('batchNormalization'), layer('dropout'));

/** The recipe's JSON with another value at a path; undefined takes the key out. */
function withValue(json: unknown, path: readonly string[], value: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  if (Array.isArray(json)) return json.map((entry, i) => (String(i) === key ? withValue(entry, rest, value) : entry));
  const object: Record<string, unknown> = { ...Object(json) };
  return { ...object, [key]: withValue(object[key], rest, value) };
}

/** The paths of everything that is wrong with the recipe after changes at these paths. */
function problemPaths(changes: Readonly<Record<string, unknown>>): string[] {
  const changed = Object.entries(changes).reduce<unknown>(
    (json, [path, value]) => withValue(json, path.split('.'), value),
    recipe,
  );
  const result = parseRecipe(JSON.parse(JSON.stringify(changed)));
  return result.ok ? [] : result.problems.map(({ path }) => path);
}

describe('parseRecipe', () => {
  test('gives a recipe back as it went through JSON', () => {
    expect(parseRecipe(JSON.parse(JSON.stringify(recipe)))).toEqual({ ok: true, value: recipe });
  });

  test.each([
    ['no units at all', 'procedure.model.layers.0.units', undefined],
    ['negative units', 'procedure.model.layers.0.units', -3],
    ['half a unit', 'procedure.model.layers.0.units', 2.5],
    ['an unknown symbol', 'procedure.model.layers.0.units', '$x'],
    ['a negative penalty', 'procedure.model.layers.0.kernelRegularizer', { l1: 0, l2: -1 }],
    ['an unknown layer', 'procedure.model.layers.1.type', 'conv9'],
    ['an unknown option', 'procedure.model.layers.2.seed', 1],
    ['too much dropout', 'procedure.model.layers.2.rate', 1],
    ['an id twice', 'procedure.model.layers.2.id', 'dense'],
    ['an id that no format takes', 'procedure.model.layers.2.id', '层/1'],
    ['no input', 'procedure.model.inputShape', []],
    ['an unknown optimizer', 'training.optimizer.name', 'lion'],
    ["another optimizer's option", 'training.optimizer.rho', 0.9],
    ['half an epoch', 'training.epochs', 1.5],
    ['text for a number', 'training.batchSize', '32'],
    ['an unknown task', 'tasks', ['ranking']],
    ['an unknown procedure', 'procedure.kind', 'magic'],
    ['a word in no language', 'name.zh', 7],
  ])('names the place of %s', (_, path, value) => {
    const paths = problemPaths({ [path]: value });
    expect(paths).not.toEqual([]);
    for (const problem of paths) expect(problem.startsWith(path), problem).toBe(true);
  });

  test('reports every problem at once', () => {
    const paths = problemPaths({ 'training.epochs': 0, 'training.seed': -1, 'name.zh': 7 });
    expect(paths.sort()).toEqual(['name.zh', 'training.epochs', 'training.seed']);
  });

  test('says that a later version is too new', () => {
    expect(parseRecipe({ ...recipe, version: 2 })).toMatchObject({
      ok: false,
      problems: [{ code: 'recipe.tooNew', version: 2, supported: 1 }],
    });
    expect(() => requireRecipe({ ...recipe, version: 2 })).toThrow(
      new AppError('recipe.tooNew', { version: 2, supported: 1 }),
    );
  });

  test.each([null, 7, 'recipe', [], {}, { version: 0 }, { version: '1' }])('refuses %j', (input) => {
    expect(parseRecipe(input)).toMatchObject({ ok: false });
    expect(() => requireRecipe(input)).toThrow(/^recipe.invalid/);
  });
});

describe('migrate', () => {
  const migrations: Record<number, Migration> = {
    1: (old) => ({ ...old, title: old['name'] }),
    2: ({ title, ...rest }) => ({ ...rest, words: [title] }),
  };

  test('applies one migration after the other', () => {
    expect(migrate({ version: 1, name: 'a' }, migrations, 3)).toEqual({
      ok: true,
      value: { version: 3, name: 'a', words: ['a'] },
    });
    expect(migrate({ version: 3, words: [] }, migrations, 3)).toEqual({ ok: true, value: { version: 3, words: [] } });
  });

  test('does not skip a version that it does not know', () => {
    expect(migrate({ version: 1 }, { 2: (old) => old }, 3)).toMatchObject({
      ok: false,
      problems: [{ path: 'version' }],
    });
  });
});
