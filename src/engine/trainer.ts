import type { Adversarial, Autoencoder, NetworkSpec, SizeBindings, Translation } from '../core/recipe/recipe.ts';
import type { PreparedRows } from '../core/preprocessing/preparation.ts';
import type { GameRecord, GradientClip, LossSpec, OptimizerSpec } from '../core/training/settings.ts';
import type { ModelRecord } from '../storage/records.ts';

/** What a trainer needs to build a network and its training step. */
export interface TrainerConfig {
  readonly network: NetworkSpec;
  readonly sizes: SizeBindings;
  readonly loss: LossSpec;
  readonly optimizer: OptimizerSpec;
  readonly gradientClip: GradientClip;
  /**
   * Null, or weights of the loss, evaluation's included: one per class of a one-hot target; or for every yes/no output
   * (binary, multilabel) two, those of no and of yes: [no₀, yes₀, no₁, yes₁, …].
   */
  readonly classWeights: readonly number[] | null;
  /** multiclass: targets are one-hot; binary and multilabel: 0/1; regression: standardised numbers. */
  readonly seed: number;
  readonly batchSize: number;
  /**
   * What turns the last layer's outputs into the scores that people see (`scoreFunction`); nothing where it is left out.
   * The loss does not see it; `evaluate`, `predict` and the exported model give scores.
   */
  readonly scores?: 'identity' | 'sigmoid' | 'softmax';
  /** Given: `network` is the generator, which learns to make features. */
  readonly adversarial?: AdversarialConfig;
  /** Given: features are learnt, not targets. */
  readonly autoencoder?: AutoencoderConfig;
  /** Given and above 0: samples of a batch are mixed with each other while training, see `drawMixture`. */
  readonly mixupAlpha?: number;
}

/** What an autoencoder adds to `TrainerConfig.network`, which then is encoder and decoder in one. */
export interface AutoencoderConfig extends Pick<Autoencoder, 'variational' | 'corruption'> {
  /** How many of the network's layers are the encoder's. */
  readonly encoderLayers: number;
  /** The encoder's last layer. */
  readonly encoderId: string;
  /** Values of the code. */
  readonly codeSize: number;
}

/** What a GAN adds to `TrainerConfig.network`, which then is the generator. */
export interface AdversarialConfig extends Pick<
  Adversarial,
  'discriminator' | 'latent' | 'loss' | 'discriminatorSteps' | 'labelSmoothing'
> {
  /** Classes that both networks are told, one-hot; 0: none. */
  readonly classes: number;
  /** Given: the generator takes features, and is to make of them what is wanted. */
  readonly translation: Translation | null;
}

/** A trainer's whole state between two steps, on the CPU: weights, optimizer slots, step counter, dropout RNG, BN averages. */
export interface TrainerState {
  readonly step: number;
  readonly tensors: Readonly<Record<string, Float32Array | Int32Array | Uint32Array>>;
}

/** How a part of the data fares. */
export interface Evaluated {
  /** The mean; class weights in, regularisation out. */
  readonly loss: number;
  /** Scores, [rows, outputs]; of an autoencoder, whose outputs are as large as the data, none. */
  readonly outputs: Float32Array;
  /** An autoencoder's mean absolute error, in prepared units; null for other networks. */
  readonly error: number | null;
}

/** Rows that a trainer holds: `sample` is what the training metric is measured on where the training part is large. */
export type DataPart = 'train' | 'validation' | 'sample';

/**
 * What the training loop asks of any procedure on any engine. Nothing is read back from the device per step: losses stay
 * there until `readLosses`. Whoever calls `create…` calls `dispose`.
 */
export interface Learner {
  readonly parameterCount: number;
  /** Uploads a part once (or keeps it in memory to stream, where it does not fit). */
  loadData(part: DataPart, rows: PreparedRows): void;
  /** Takes one step per entry of `batches`: each holds row positions into the train part, [≤ batchSize]. */
  runSteps(batches: readonly Uint32Array[], learningRates: readonly number[]): Promise<void>;
  /** Losses of the steps since the last call, oldest first. Regularisation included. */
  readLosses(): Promise<Float32Array>;
  /** L2 norm of the last step's gradient by layer id. */
  readGradientNorms(): Promise<Readonly<Record<string, number>>>;
  /** State to checkpoint; restoring it makes the next step bit-identical on the same engine. */
  saveState(): Promise<TrainerState>;
  restoreState(state: TrainerState): Promise<void>;
  /** The weights alone, by name (`dense_1/kernel`), running averages included: what the best epoch is kept as. */
  readWeights(): Promise<Readonly<Record<string, Float32Array>>>;
  /** Puts back what `readWeights` gave; step, optimizer and noise stay. */
  writeWeights(weights: Readonly<Record<string, Float32Array>>): void;
  /** The network, or the networks, each as a tfjs LayersModel with its current weights. */
  exportModel(): Promise<Omit<ModelRecord, 'runId' | 'epoch'>>;
  memory(): { readonly tensors: number; readonly bytes: number };
  dispose(): void;
}

/** Trains one network on one engine. tfjs is the first to satisfy it; compiled engines follow. */
export interface Trainer extends Learner {
  /** How a loaded part fares, in inference mode. */
  evaluate(part: DataPart): Promise<Evaluated>;
  /** Scores for prepared features [rows, ...sample] → [rows, ...target], inference mode, in batches. */
  predict(features: Float32Array, rowCount: number): Promise<Float32Array>;
}

/** Means over some steps. */
export type GameFigures = Pick<GameRecord, 'discriminatorLoss' | 'realAccuracy' | 'madeAccuracy'>;

/** Trains a generator and a discriminator in turn; its losses are the generator's. */
export interface GameTrainer extends Learner {
  /** Means over the steps whose losses were read since the last call; null where there were none. */
  readGame(): GameFigures | null;
  /**
   * Samples for given random numbers, or translations of given samples, in inference mode.
   * @param inputs - [count, latent], or [count, ...sample]
   * @param classes - of each, where the networks are told it
   * @returns [count, ...target], in prepared units
   */
  generate(inputs: Float32Array, count: number, classes: readonly number[]): Promise<Float32Array>;
}
