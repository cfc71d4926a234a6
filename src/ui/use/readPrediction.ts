import type { FittedPipeline } from '../../core/preprocessing/preparation.ts';
import type { Prediction } from '../../services/prediction.svelte.ts';

const MAX_BARS = 12;

interface NamedValue {
  readonly name: string;
  readonly value: number;
}

/** The first row of a prediction, as people read it. */
export type PredictionReading =
  | { readonly kind: 'numbers'; readonly values: readonly NamedValue[] }
  | {
      /** `classes`: most probable first, `labels`: in their order. */
      readonly kind: 'classes' | 'labels';
      /** The target's column; null where each label has its own. */
      readonly title: string | null;
      /** The predicted class, or all labels given. */
      readonly decision: readonly string[];
      readonly shown: readonly (NamedValue & { readonly isDecided: boolean })[];
      /** The classes not shown, taken together. */
      readonly rest: { readonly count: number; readonly share: number } | null;
    };

export function readPrediction({ target, task }: FittedPipeline, { names, outputs }: Prediction): PredictionReading {
  const values = names.map((name, i) => ({ name, value: outputs[0]?.[i] ?? NaN }));
  if (target.kind === 'numbers' || target.kind === 'features') return { kind: 'numbers', values };
  if (target.kind === 'labels') {
    const shown = values.map((each) => ({ ...each, isDecided: each.value >= 0.5 }));
    const decision = shown.filter(({ isDecided }) => isDecided).map(({ name }) => name);
    return { kind: 'labels', title: null, decision, shown, rest: null };
  }
  // The classes are sorted; at equal probabilities the later one of two counts, as the threshold 0.5 has it.
  const ordered = (task === 'binary' ? values.toReversed() : values).toSorted((a, b) => b.value - a.value);
  const hidden = ordered.slice(MAX_BARS);
  return {
    kind: 'classes',
    title: target.column,
    decision: ordered.slice(0, 1).map(({ name }) => name),
    shown: ordered.slice(0, MAX_BARS).map((each, i) => ({ ...each, isDecided: i === 0 })),
    rest: hidden.length > 0 ? { count: hidden.length, share: hidden.reduce((sum, { value }) => sum + value, 0) } : null,
  };
}
