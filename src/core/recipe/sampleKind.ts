import { inputsOf, INPUT } from './graph.ts';
import type { NetworkSpec, SizeBindings } from './recipe.ts';

/** What one sample is: a row of a table, a window of a series, an image, or a text as tokens. */
export const SAMPLE_KINDS = ['table', 'sequence', 'image', 'text'] as const;
export type SampleKind = (typeof SAMPLE_KINDS)[number];

/** The kind of the samples that a prepared data set gives. */
export function sampleKind({ sample, vocabulary }: Pick<SizeBindings, 'sample' | 'vocabulary'>): SampleKind {
  return vocabulary === null ? kindOfRank(sample.length) : 'text';
}

/** The kind of samples that a network is made for. */
export function networkKind({ inputShape, layers }: NetworkSpec): SampleKind {
  const takesTokens = layers.some(({ type }, index) => type === 'embedding' && inputsOf(layers, index).includes(INPUT));
  return takesTokens ? 'text' : kindOfRank(inputShape.length);
}

function kindOfRank(rank: number): SampleKind {
  if (rank === 1) return 'table';
  return rank === 2 ? 'sequence' : 'image';
}
