import type { Task } from '../preprocessing/preparation.ts';
import type {
  ClassWeighting,
  EarlyStopping,
  GradientClip,
  LossName,
  LossSpec,
  OptimizerName,
  OptimizerSpec,
  ScheduleSpec,
  TrainingSettings,
} from './settings.ts';

type Named<U, K extends keyof U> = U[K] & string;
type ByKey<U, K extends keyof U> = { readonly [N in Named<U, K>]: Extract<U, Readonly<Record<K, N>>> };

/** Keras 3's defaults. */
const OPTIMIZERS: ByKey<OptimizerSpec, 'name'> = {
  sgd: { name: 'sgd', momentum: 0.9, nesterov: true },
  rmsprop: { name: 'rmsprop', rho: 0.9, momentum: 0, epsilon: 1e-7, centered: false },
  adagrad: { name: 'adagrad', initialAccumulatorValue: 0.1, epsilon: 1e-7 },
  adadelta: { name: 'adadelta', rho: 0.95, epsilon: 1e-7 },
  adam: { name: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-7, amsgrad: false },
  adamax: { name: 'adamax', beta1: 0.9, beta2: 0.999, epsilon: 1e-7 },
  adamw: { name: 'adamw', beta1: 0.9, beta2: 0.999, epsilon: 1e-7, weightDecay: 0.004 },
  nadam: { name: 'nadam', beta1: 0.9, beta2: 0.999, epsilon: 1e-7 },
};

/** A rate that usually trains, per optimizer; Keras's defaults but for adadelta (1, as its paper has it) and sgd. */
const LEARNING_RATES: Readonly<Record<OptimizerName, number>> = {
  sgd: 0.01,
  rmsprop: 0.001,
  adagrad: 0.01,
  adadelta: 1,
  adam: 0.001,
  adamax: 0.002,
  adamw: 0.001,
  nadam: 0.001,
};

const SCHEDULES: { readonly [K in ScheduleSpec['kind']]: Extract<ScheduleSpec, { kind: K }> } = {
  constant: { kind: 'constant', initialLearningRate: 0.001, warmupSteps: 0 },
  step: { kind: 'step', initialLearningRate: 0.001, warmupSteps: 0, everyEpochs: 30, factor: 0.5 },
  exponential: { kind: 'exponential', initialLearningRate: 0.001, warmupSteps: 0, decayRate: 0.9, decayEpochs: 10 },
  cosine: { kind: 'cosine', initialLearningRate: 0.001, warmupSteps: 0, alpha: 0 },
  reduceOnPlateau: {
    kind: 'reduceOnPlateau',
    initialLearningRate: 0.001,
    warmupSteps: 0,
    factor: 0.5,
    patience: 8,
    minDelta: 0,
    minLearningRate: 1e-5,
  },
};

const CLIPS: ByKey<GradientClip, 'kind'> = {
  none: { kind: 'none' },
  value: { kind: 'value', limit: 0.5 },
  norm: { kind: 'norm', limit: 1 },
  globalNorm: { kind: 'globalNorm', limit: 1 },
};

const TASK_LOSSES: Readonly<Record<Task, LossName>> = {
  binary: 'binaryCrossentropy',
  multiclass: 'categoricalCrossentropy',
  multilabel: 'binaryCrossentropy',
  regression: 'meanSquaredError',
  reconstruction: 'meanSquaredError',
  // Neither is used: the adversarial loss is the procedure's.
  generation: 'meanSquaredError',
  translation: 'meanSquaredError',
};

/** The optimizer as Keras 3 sets it, but for SGD, which has Nesterov momentum 0.9 here. */
export function defaultOptimizer(name: OptimizerName): OptimizerSpec {
  return OPTIMIZERS[name];
}

/** A learning rate to begin with under this optimizer. */
export function defaultLearningRate(name: OptimizerName): number {
  return LEARNING_RATES[name];
}

/** A schedule of this kind that begins at `initialLearningRate`. */
export function defaultSchedule(kind: ScheduleSpec['kind'], initialLearningRate = 0.001): ScheduleSpec {
  return { ...SCHEDULES[kind], initialLearningRate };
}

export function defaultGradientClip(kind: GradientClip['kind']): GradientClip {
  return CLIPS[kind];
}

/** @param classes - number of classes, for one custom weight each */
export function defaultClassWeighting(kind: ClassWeighting['kind'], classes: number): ClassWeighting {
  return kind === 'custom' ? { kind, weights: Array.from({ length: classes }, () => 1) } : { kind };
}

/** A loss with Keras's options (δ 1, γ 2, no smoothing), from probabilities. */
export function defaultLoss(name: LossName): LossSpec {
  return { name, fromLogits: false, delta: 1, gamma: 2, labelSmoothing: 0 };
}

/** The loss that people would choose first for a task. */
export function defaultLossFor(task: Task): LossSpec {
  return defaultLoss(TASK_LOSSES[task]);
}

export function defaultEarlyStopping(): EarlyStopping {
  return { enabled: true, monitor: 'validationLoss', patience: 25, minDelta: 0, restoreBest: true };
}

/** Settings that train most small and middling tables: Adam, halved on plateaus, stopped early. */
export function defaultTraining(task: Task): TrainingSettings {
  return {
    seed: 42,
    epochs: 200,
    batchSize: 32,
    loss: defaultLossFor(task),
    optimizer: defaultOptimizer('adam'),
    schedule: defaultSchedule('reduceOnPlateau'),
    gradientClip: defaultGradientClip('none'),
    classWeighting: { kind: 'none' },
    earlyStopping: defaultEarlyStopping(),
    checkpointSeconds: 5,
  };
}
