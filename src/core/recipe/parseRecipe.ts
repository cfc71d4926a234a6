import * as v from 'valibot';
import { AppError } from '../../shared/appError.ts';
import { fail, ok, type Problem, type Result } from '../../shared/result.ts';
import type { Recipe } from './recipe.ts';
import { recipeSchema } from './schema.ts';

/** Why something is no recipe that this version can use. */
export type RecipeProblem = Problem &
  (
    | { readonly code: 'recipe.invalid' }
    | { readonly code: 'recipe.tooNew'; readonly version: number; readonly supported: number }
  );

/** The version that this build writes. */
export const RECIPE_VERSION = 1;

type JsonObject = Readonly<Record<string, unknown>>;
/** Makes of a recipe of version n one of version n + 1 (the version number itself is set by `migrate`). */
export type Migration = (recipe: JsonObject) => JsonObject;

/** By the version that they start from. None yet: version 1 is the first. */
const MIGRATIONS: Readonly<Record<number, Migration>> = {};

const versionedSchema = v.looseObject({ version: v.pipe(v.number(), v.integer(), v.minValue(1)) });

/**
 * Reads a recipe from JSON of any origin: brings an older version up to date, then checks everything.
 * All problems are reported at once, each with its path (`procedure.model.layers.2.units`).
 */
export function parseRecipe(input: unknown): Result<Recipe, RecipeProblem> {
  const current = migrate(input, MIGRATIONS, RECIPE_VERSION);
  if (!current.ok) return current;
  const parsed = v.safeParse(recipeSchema, current.value);
  return parsed.success ? ok(parsed.output) : fail(...parsed.issues.map(problemOf));
}

/** A recipe that must be one (shipped with the site, or stored by it). Throws `recipe.invalid` or `recipe.tooNew`. */
export function requireRecipe(input: unknown): Recipe {
  const result = parseRecipe(input);
  if (result.ok) return result.value;
  const [problem] = result.problems;
  if (problem?.code === 'recipe.tooNew') {
    throw new AppError('recipe.tooNew', { version: problem.version, supported: problem.supported });
  }
  throw new AppError('recipe.invalid', { path: problem?.path ?? '', reason: problem?.message ?? '' });
}

/** Applies one migration after the other until the recipe is of the `supported` version. */
export function migrate(
  input: unknown,
  migrations: Readonly<Record<number, Migration>>,
  supported: number,
): Result<JsonObject, RecipeProblem> {
  const parsed = v.safeParse(versionedSchema, input);
  if (!parsed.success) return fail(...parsed.issues.map(problemOf));
  let recipe: JsonObject = parsed.output;
  let version = parsed.output.version;
  if (version > supported) {
    const message = `is of version ${version}; this build reads up to ${supported}`;
    return fail({ code: 'recipe.tooNew', path: 'version', message, version, supported });
  }
  for (; version < supported; version++) {
    const migration = migrations[version];
    if (!migration) return fail({ code: 'recipe.invalid', path: 'version', message: `version ${version} is unknown` });
    recipe = { ...migration(recipe), version: version + 1 };
  }
  return ok(recipe);
}

function problemOf(issue: v.BaseIssue<unknown>): RecipeProblem {
  return { code: 'recipe.invalid', path: v.getDotPath(issue) ?? '', message: issue.message };
}
