import type { SizeBindings } from '../recipe/recipe.ts';
import { sampleShape } from './applyPipeline.ts';
import type { FittedPipeline } from './preparation.ts';
import { FIRST_WORD } from './tokens.ts';
import { outputWidth } from './transformRows.ts';

/** What a recipe's sizes are worth for data that a fitted pipeline prepares. */
export function bindingsOf(pipeline: FittedPipeline): SizeBindings {
  const { sample, target: fitted } = pipeline;
  const classes = fitted.kind === 'features' && fitted.label ? { classes: fitted.label.classes.length } : {};
  const shape = sampleShape(pipeline);
  const target = fitted.kind === 'features' ? shape : [outputWidth(pipeline)];
  const vocabulary = sample?.kind === 'text' ? sample.words.length + FIRST_WORD : null;
  return { sample: shape, target, vocabulary, ...pastOf(pipeline), ...classes };
}

/** Which feature is the past of the first target, where windows foretell it. */
function pastOf({ sample, target, features }: FittedPipeline): { readonly past?: number } {
  if (sample?.kind !== 'window' || target.kind !== 'numbers') return {};
  const [first = ''] = target.columns;
  const name = sample.label === 'forecast' ? first.replace(/ \+\d+$/, '') : sample.label === 'horizon' ? first : null;
  const index = features.findIndex(({ column }) => column === name);
  return index < 0 ? {} : { past: index + 1 };
}
