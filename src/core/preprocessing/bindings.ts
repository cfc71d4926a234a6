import type { SizeBindings } from '../recipe/recipe.ts';
import type { FittedPipeline } from './preparation.ts';
import { FIRST_WORD } from './tokens.ts';
import { outputWidth } from './transformRows.ts';

/** What a recipe's sizes are worth for data that a fitted pipeline prepares. */
export function bindingsOf(pipeline: FittedPipeline): SizeBindings {
  const { sample, features } = pipeline;
  const target = [outputWidth(pipeline)];
  switch (sample?.kind) {
    case 'window':
      return { sample: [sample.length, features.length], target, vocabulary: null };
    case 'text':
      return { sample: [sample.length], target, vocabulary: sample.words.length + FIRST_WORD };
    case 'image':
      return { sample: [sample.height, sample.width, sample.channels], target, vocabulary: null };
    case undefined:
      return { sample: [features.length], target, vocabulary: null };
  }
}
