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

/** What a network of a recipe is for. */
export type NetworkRole = 'model' | 'encoder' | 'decoder' | 'generator' | 'discriminator';

export const CORRUPTIONS = ['gaussian', 'masking', 'saltAndPepper'] as const;

/** How the inputs of a denoising autoencoder are spoilt while it trains. */
export interface Corruption {
  readonly kind: (typeof CORRUPTIONS)[number];
  /** gaussian: standard deviation, in units of the prepared inputs; else the share of values that are spoilt, 0 … 1. */
  readonly level: number;
}

export const ADVERSARIAL_LOSSES = ['nonSaturating', 'leastSquares', 'wassersteinGradientPenalty'] as const;
export type AdversarialLoss = (typeof ADVERSARIAL_LOSSES)[number];

/** One network that learns targets. */
export type Supervised = { readonly kind: 'supervised'; readonly model: NetworkSpec };

/** An encoder that makes a code of a sample, and a decoder that makes the sample of the code again. */
export type Autoencoder = {
  readonly kind: 'autoencoder';
  /** Variational: gives mean and logarithm of the variance side by side, twice as many values as the code. */
  readonly encoder: NetworkSpec;
  readonly decoder: NetworkSpec;
  /** β weighs the Kullback–Leibler divergence of a code from N(0, 1); null: not variational. */
  readonly variational: { readonly beta: number } | null;
  /** null: not denoising. */
  readonly corruption: Corruption | null;
};

/** Translation of a picture into the one that it is paired with: P. Isola et al., "Image-to-Image Translation", 2017. */
export interface Translation {
  /** λ: weighs the mean absolute difference from the target beside the adversarial loss. */
  readonly l1Weight: number;
  /** Whether the discriminator is shown what was translated, in channels before those that it judges. */
  readonly seesSource: boolean;
}

/** A generator that makes samples of noise, and a discriminator that tells them from real ones. */
export type Adversarial = {
  readonly kind: 'gan';
  readonly generator: NetworkSpec;
  readonly discriminator: NetworkSpec;
  /** How many random numbers make a sample; 0: the generator takes a sample and translates it. */
  readonly latent: number;
  /** How samples are translated; see `translationOf`. */
  readonly translation?: Translation;
  readonly loss: AdversarialLoss;
  /** Steps of the discriminator for each of the generator. */
  readonly discriminatorSteps: number;
  /** How far the target for real samples lies below 1; Wasserstein has none. */
  readonly labelSmoothing: number;
  /** Whether both networks are told the class, one-hot, behind their other inputs. */
  readonly conditional: boolean;
};

/** How networks are trained decides which networks a recipe has. Ids of layers differ in all of them. */
export type Procedure = Supervised | Autoencoder | Adversarial;

/** What to build and how to train it: plain JSON, shipped, stored, edited and exported alike. */
export interface Recipe {
  readonly version: 1;
  readonly id: string;
  readonly name: { readonly en: string; readonly zh: string };
  readonly description: { readonly en: string; readonly zh: string };
  /** The tasks it suits; empty means any. */
  readonly tasks: readonly Task[];
  readonly procedure: Procedure;
  /** The shipped recipe that mends what is wrong with this one, where it is shipped to show that. */
  readonly repairedBy?: string;
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
  /** Of windows that foretell: which feature is the target's past, counted from 1. Absent where none is. */
  readonly past?: number;
  /** How many values stand between two networks: of a code, or of a generator's noise (and class). Absent where there are none. */
  readonly code?: number;
  /** Classes that the samples are labelled with where nothing is learnt from them; absent where there are none. */
  readonly classes?: number;
}
