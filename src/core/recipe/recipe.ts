import type { Task } from '../preprocessing/preparation.ts';
import type { TrainingSettings } from '../training/settings.ts';
import type { LayerSpec, Size } from './layerSpec.ts';

/**
 * Layers after an input of `inputShape` (without the batch axis): each takes what the one before it gives, unless it
 * names its inputs. The last one gives the network's output.
 */
export interface NetworkSpec {
  readonly inputShape: readonly Size[];
  readonly layers: readonly LayerSpec[];
}

/** How networks are trained decides which networks a recipe has. */
export type Procedure = { readonly kind: 'supervised'; readonly model: NetworkSpec };

/** What to build and how to train it: plain JSON, shipped, stored, edited and exported alike. */
export interface Recipe {
  readonly version: 1;
  readonly id: string;
  readonly name: { readonly en: string; readonly zh: string };
  readonly description: { readonly en: string; readonly zh: string };
  /** The tasks it suits; empty means any. */
  readonly tasks: readonly Task[];
  readonly procedure: Procedure;
  readonly training: TrainingSettings;
}

/** What the symbols of a size are worth for a prepared data set. */
export interface SizeBindings {
  /** One sample, without the batch axis: [features], [time, features], [time] of tokens, or [height, width, channels]. */
  readonly sample: readonly number[];
  /** What the network is to give for it: [outputs], or one for every step, pixel or value. */
  readonly target: readonly number[];
  /** Words that a token can stand for, padding and unknown among them; null where samples are not tokens. */
  readonly vocabulary: number | null;
}
