import type { SizeBindings } from '../recipe/recipe.ts';
import type { FittedPipeline } from './preparation.ts';
import { outputWidth } from './transformRows.ts';

/** What a recipe's sizes are worth for data that a fitted pipeline prepares. */
export function bindingsOf(pipeline: FittedPipeline): SizeBindings {
  return { sample: [pipeline.features.length], target: [outputWidth(pipeline)], vocabulary: null };
}
