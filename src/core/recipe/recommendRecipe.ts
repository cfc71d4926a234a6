import type { Task } from '../preprocessing/preparation.ts';
import type { SizeBindings } from './recipe.ts';
import { sampleKind, type SampleKind } from './sampleKind.ts';

/** Why a recipe suits the data; its sentence is a message. */
export type RecipeReason =
  | 'fewRows'
  | 'middlingRows'
  | 'manyRows'
  | 'fewImages'
  | 'middlingImages'
  | 'manyImages'
  | 'shortWindows'
  | 'longWindows'
  | 'signals'
  | 'steps'
  | 'manySteps'
  | 'forecasts'
  | 'fewTexts'
  | 'manyTexts'
  | 'madeAgain'
  | 'madeAnew'
  | 'smallPictures'
  | 'largePictures';

/** The shipped recipe to begin with, and why. */
export interface RecipeAdvice {
  readonly recipeId: string;
  readonly reason: RecipeReason;
  /** Training samples: rows, windows, images or texts. */
  readonly rows: number;
  /** Length of the first axis of a sample: of a window, its steps. */
  readonly steps: number;
}

/** Below the first number a small network, from the second on a larger one: rules of thumb. */
const TABLE_ROWS = [800, 20_000] as const;
const IMAGES = [600, 5000] as const;
const TEXTS = 5000;
/** A recurrent layer takes a window's steps one after the other: longer ones are shortened first, or not read by steps at all. */
const WINDOW_STEPS = [96, 256] as const;

/** Pictures with longer sides want to be seen from further away, which takes more halvings. */
const LARGE_SIDE = 64;

const AUTOENCODERS: Readonly<Record<SampleKind, string>> = {
  table: 'autoencoder-small',
  sequence: 'autoencoder-window',
  image: 'autoencoder-image',
  text: 'autoencoder-small',
};

export function recommendRecipe(
  bindings: Pick<SizeBindings, 'sample' | 'target' | 'vocabulary' | 'past'>,
  rows: number,
  task: Task,
): RecipeAdvice {
  const steps = bindings.sample[0] ?? 1;
  const advise = (recipeId: string, reason: RecipeReason): RecipeAdvice => ({ recipeId, reason, rows, steps });
  if (task === 'translation') {
    const [height = 1, width = 1] = bindings.sample;
    const isLarge = Math.min(height, width) > LARGE_SIDE && height % 16 === 0 && width % 16 === 0;
    return isLarge ? advise('translation-unet-deep', 'largePictures') : advise('translation-unet', 'smallPictures');
  }
  if (task === 'generation') return advise(sampleKind(bindings) === 'image' ? 'gan-image' : 'gan-table', 'madeAnew');
  if (task === 'reconstruction') return advise(AUTOENCODERS[sampleKind(bindings)], 'madeAgain');
  switch (sampleKind(bindings)) {
    case 'table':
      if (rows < TABLE_ROWS[0]) return advise('mlp-small', 'fewRows');
      return rows < TABLE_ROWS[1] ? advise('mlp-medium', 'middlingRows') : advise('mlp-wide', 'manyRows');
    case 'image':
      if (rows < IMAGES[0]) return advise('cnn-small', 'fewImages');
      return rows < IMAGES[1] ? advise('cnn-medium', 'middlingImages') : advise('cnn-residual', 'manyImages');
    case 'sequence':
      if (bindings.target.length === 2) {
        return steps < WINDOW_STEPS[1] ? advise('steps-gru', 'steps') : advise('steps-conv1d', 'manySteps');
      }
      if (task === 'regression' && bindings.past !== undefined && steps >= WINDOW_STEPS[0])
        return advise('linear-changes', 'forecasts');
      if (steps < WINDOW_STEPS[0]) return advise('rnn-gru', 'shortWindows');
      return steps < WINDOW_STEPS[1] ? advise('conv1d-gru', 'longWindows') : advise('conv1d-small', 'signals');
    case 'text':
      return rows < TEXTS ? advise('text-pooling', 'fewTexts') : advise('text-gru', 'manyTexts');
  }
}
