import type { SizeBindings } from '../recipe/recipe.ts';
import type { FittedPipeline } from './preparation.ts';
import { outputWidth } from './transformRows.ts';

/** What a recipe's sizes are worth for data that a fitted pipeline prepares. */
export function bindingsOf(pipeline: FittedPipeline): SizeBindings {
  return { sample: sampleShape(pipeline), target: [outputWidth(pipeline)], vocabulary: null };
}

function sampleShape({ sample, features }: FittedPipeline): readonly number[] {
  switch (sample?.kind) {
    case undefined:
      return [features.length];
    case 'image':
      return [sample.height, sample.width, sample.channels];
  }
}
