import { requireRecipe } from '../core/recipe/parseRecipe.ts';
import type { Recipe } from '../core/recipe/recipe.ts';

/** The shipped recipes, each its own chunk, in the order that people should meet them. */
const SHIPPED = import.meta.glob<unknown>('../../static-models/recipes/*.json', { import: 'default' });
const ORDER = [
  ...['mlp-small', 'mlp-medium', 'mlp-deep', 'mlp-wide', 'mlp-selu', 'linear'],
  ...['cnn-small', 'cnn-medium', 'cnn-residual', 'cnn-separable'],
  ...[
    'rnn-gru',
    'rnn-lstm',
    'rnn-bidirectional',
    'rnn-attention',
    'conv1d-gru',
    'conv1d-small',
    'conv1d-flat',
    'linear-changes',
  ],
  ...['steps-gru', 'steps-lstm', 'steps-conv1d'],
  ...['text-pooling', 'text-conv1d', 'text-gru', 'text-lstm'],
  ...['autoencoder-small', 'autoencoder-denoising', 'autoencoder-variational'],
  ...['autoencoder-image', 'autoencoder-image-denoising', 'autoencoder-image-variational'],
  ...[
    'autoencoder-window',
    'autoencoder-window-denoising',
    'autoencoder-window-variational',
    'autoencoder-window-lstm',
  ],
  ...['gan-table', 'gan-table-wasserstein', 'gan-image'],
  ...['translation-unet', 'translation-unet-deep'],
  ...['repaired-autoencoder', 'repaired-gan', 'repaired-gan-translation', 'printed-autoencoder', 'printed-gan'],
];

export async function loadRecipe(id: string): Promise<Recipe> {
  const load = SHIPPED[`../../static-models/recipes/${id}.json`];
  if (!load) throw new Error(`no shipped recipe has the id ${id}`);
  return requireRecipe(await load());
}

export async function listRecipes(): Promise<readonly Recipe[]> {
  const recipes = await Promise.all(Object.values(SHIPPED).map(async (load) => requireRecipe(await load())));
  const place = (recipe: Recipe): number => (ORDER.includes(recipe.id) ? ORDER.indexOf(recipe.id) : ORDER.length);
  return recipes.sort((a, b) => place(a) - place(b));
}
