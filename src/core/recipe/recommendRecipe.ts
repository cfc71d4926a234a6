/** The size of network that suits a number of training rows, and the shipped recipe of that size. */
export interface RecipeAdvice {
  readonly recipeId: string;
  readonly size: 'small' | 'medium' | 'large';
}

/** Below, a small network; from the second number on, a larger one. Rules of thumb for tables of up to some tens of columns. */
const MEDIUM_FROM_ROWS = 800;
const LARGE_FROM_ROWS = 20_000;

export function recommendRecipe(trainingRows: number): RecipeAdvice {
  if (trainingRows < MEDIUM_FROM_ROWS) return { recipeId: 'mlp-small', size: 'small' };
  if (trainingRows < LARGE_FROM_ROWS) return { recipeId: 'mlp-medium', size: 'medium' };
  return { recipeId: 'mlp-wide', size: 'large' };
}
