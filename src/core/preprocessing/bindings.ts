import type { SizeBindings } from '../recipe/recipe.ts';
import { sampleShape } from './applyPipeline.ts';
import { companionShape } from '../images/imageSample.ts';
import type { FittedPipeline } from './preparation.ts';
import { labelsSteps } from './stepLabels.ts';
import { FIRST_WORD } from './tokens.ts';
import { outputWidth } from './transformRows.ts';

/** What a recipe's sizes are worth for data that a fitted pipeline prepares. */
export function bindingsOf(pipeline: FittedPipeline): SizeBindings {
  const { sample, target: fitted } = pipeline;
  const shape = sampleShape(pipeline);
  const target = targetShape(pipeline);
  // What a picture is translated into follows from the picture, whatever its class.
  const classes =
    fitted.kind === 'features' && fitted.label && !fitted.companion ? { classes: fitted.label.classes.length } : {};
  const vocabulary = sample?.kind === 'text' ? sample.words.length + FIRST_WORD : null;
  return { sample: shape, target, vocabulary, ...pastOf(pipeline), ...classes };
}

/** What a network gives for one sample: [outputs], or, where the samples themselves are made, one of their shape. */
export function targetShape(pipeline: FittedPipeline): readonly number[] {
  const { sample, target } = pipeline;
  if (target.kind !== 'features') {
    const outputs = outputWidth(pipeline);
    return sample?.kind === 'window' && labelsSteps(sample) ? [sample.length, outputs] : [outputs];
  }
  if (sample?.kind !== 'image' || !target.companion) return sampleShape(pipeline);
  const { height, width, channels } = companionShape(sample, target.companion);
  return [height, width, channels];
}

/** Which feature is the past of the first target, where windows foretell it. */
function pastOf({ sample, target, features }: FittedPipeline): { readonly past?: number } {
  if (sample?.kind !== 'window' || target.kind !== 'numbers') return {};
  const [first = ''] = target.columns;
  const name = sample.label === 'forecast' ? first.replace(/ \+\d+$/, '') : sample.label === 'horizon' ? first : null;
  const index = features.findIndex(({ column }) => column === name);
  return index < 0 ? {} : { past: index + 1 };
}
