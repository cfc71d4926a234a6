import type { FittedPipeline } from '../preprocessing/preparation.ts';
import type { Recipe } from './recipe.ts';

/** The classes that a GAN's networks are told; none where they are not. */
export function toldClasses({ procedure }: Pick<Recipe, 'procedure'>, { target }: FittedPipeline): readonly string[] {
  if (procedure.kind !== 'gan' || !procedure.conditional || target.kind !== 'features') return [];
  return target.label?.classes ?? [];
}
