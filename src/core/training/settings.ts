export const LOSSES = [
  'meanSquaredError',
  'meanAbsoluteError',
  'huber',
  'logCosh',
  'binaryCrossentropy',
  'categoricalCrossentropy',
  'sparseCategoricalCrossentropy',
  'hinge',
  'squaredHinge',
  'categoricalHinge',
  'kullbackLeiblerDivergence',
  'poisson',
  'binaryFocalCrossentropy',
  'categoricalFocalCrossentropy',
] as const;
export type LossName = (typeof LOSSES)[number];

export interface LossSpec {
  readonly name: LossName;
  /** Cross-entropies: the network's last layer gives logits, not probabilities. */
  readonly fromLogits: boolean;
  /** huber: where squared turns linear, > 0. */
  readonly delta: number;
  /** focal: focusing parameter γ ≥ 0. */
  readonly gamma: number;
  /** Cross-entropies: in [0, 1). */
  readonly labelSmoothing: number;
}

/** Keras 3 names and defaults. Learning rates come from the schedule. */
export type OptimizerSpec =
  | { readonly name: 'sgd'; readonly momentum: number; readonly nesterov: boolean }
  | {
      readonly name: 'rmsprop';
      readonly rho: number;
      readonly momentum: number;
      readonly epsilon: number;
      readonly centered: boolean;
    }
  | { readonly name: 'adagrad'; readonly initialAccumulatorValue: number; readonly epsilon: number }
  | { readonly name: 'adadelta'; readonly rho: number; readonly epsilon: number }
  | {
      readonly name: 'adam';
      readonly beta1: number;
      readonly beta2: number;
      readonly epsilon: number;
      readonly amsgrad: boolean;
    }
  | { readonly name: 'adamax'; readonly beta1: number; readonly beta2: number; readonly epsilon: number }
  | {
      readonly name: 'adamw';
      readonly beta1: number;
      readonly beta2: number;
      readonly epsilon: number;
      readonly weightDecay: number;
    }
  | { readonly name: 'nadam'; readonly beta1: number; readonly beta2: number; readonly epsilon: number };
export type OptimizerName = OptimizerSpec['name'];

/** The learning rate over steps. `warmupSteps` rises linearly from 0 before any kind. */
export type ScheduleSpec = { readonly initialLearningRate: number; readonly warmupSteps: number } & (
  | { readonly kind: 'constant' }
  /** Every `everyEpochs` epochs × `factor`. */
  | { readonly kind: 'step'; readonly everyEpochs: number; readonly factor: number }
  /** × `decayRate` per `decayEpochs` epochs, smoothly. */
  | { readonly kind: 'exponential'; readonly decayRate: number; readonly decayEpochs: number }
  /** Half a cosine over all epochs, down to `alpha` × initial. */
  | { readonly kind: 'cosine'; readonly alpha: number }
  /** × `factor` when the validation loss has not improved for `patience` epochs, not below `minLearningRate`. */
  | {
      readonly kind: 'reduceOnPlateau';
      readonly factor: number;
      readonly patience: number;
      readonly minDelta: number;
      readonly minLearningRate: number;
    }
);

export type GradientClip =
  | { readonly kind: 'none' }
  | { readonly kind: 'value'; readonly limit: number }
  | { readonly kind: 'norm'; readonly limit: number }
  | { readonly kind: 'globalNorm'; readonly limit: number };

export type ClassWeighting =
  | { readonly kind: 'none' }
  /** n / (classes · count), as scikit-learn's `balanced`. */
  | { readonly kind: 'balanced' }
  /** One weight per class, in class order. */
  | { readonly kind: 'custom'; readonly weights: readonly number[] };

export interface EarlyStopping {
  readonly enabled: boolean;
  readonly monitor: 'validationLoss' | 'trainLoss';
  readonly patience: number;
  readonly minDelta: number;
  readonly restoreBest: boolean;
}

/** `webgpu` is never a software adapter unless `webgpuSoftware` is pinned. */
export const BACKENDS = ['webgpu', 'wasm', 'cpu'] as const;
export type BackendName = (typeof BACKENDS)[number];
export type BackendChoice = 'auto' | BackendName | 'webgpuSoftware';

export interface TrainingSettings {
  readonly seed: number;
  readonly epochs: number;
  readonly batchSize: number;
  readonly loss: LossSpec;
  readonly optimizer: OptimizerSpec;
  readonly schedule: ScheduleSpec;
  readonly gradientClip: GradientClip;
  readonly classWeighting: ClassWeighting;
  readonly earlyStopping: EarlyStopping;
  readonly checkpointSeconds: number;
}

/** What is known at the end of an epoch. Losses include regularisation for train, not for validation. */
export interface EpochRecord {
  readonly epoch: number;
  readonly step: number;
  readonly trainLoss: number;
  /** Null where there are no validation rows. */
  readonly validationLoss: number | null;
  /** accuracy for classes and labels, mean absolute error (target units) for numbers, coverage of the data for made samples, peak signal-to-noise ratio (dB) for translated pictures. */
  readonly trainMetric: number;
  /** Rows of the fixed random sample that `trainMetric` is measured on; absent where it is all training rows. */
  readonly trainMetricRows?: number;
  readonly validationMetric: number | null;
  readonly learningRate: number;
  /** L2 norm of the gradient by layer id, at the epoch's last step. */
  readonly gradientNorms: Readonly<Record<string, number>>;
  readonly samplesPerSecond: number;
  readonly durationMs: number;
  /** Of a GAN, whose `trainLoss` is the generator's. */
  readonly game?: GameRecord;
}

/** How generator and discriminator stand at the end of an epoch; the first three are means over its steps. */
export interface GameRecord {
  readonly discriminatorLoss: number;
  /** Share of the real and of the made samples that the discriminator took for what they are. */
  readonly realAccuracy: number;
  readonly madeAccuracy: number;
  /** Pairwise distance of made samples over that of real ones; null where each is made of one that it is compared with. */
  readonly diversity: number | null;
  readonly isCollapsed: boolean;
}

export type RunStatus =
  'queued' | 'running' | 'paused' | 'interrupted' | 'finished' | 'stopped' | 'diverged' | 'failed';

export type StopReason = 'epochs' | 'earlyStopping' | 'user' | 'diverged' | 'failed';
