import {
  defaultClassWeighting,
  defaultEarlyStopping,
  defaultGradientClip,
  defaultLoss,
  defaultOptimizer,
  defaultSchedule,
  defaultTraining,
} from './defaults.ts';
import { formOf, integerField, numberField, type FieldsOf, type FieldTable, type FormField } from './field.ts';
import { LOSS_FACTS } from './lossFacts.ts';
import type {
  ClassWeighting,
  EarlyStopping,
  GradientClip,
  LossSpec,
  OptimizerSpec,
  ScheduleSpec,
  TrainingSettings,
} from './settings.ts';

const decay = numberField(0, 0.9999, 0.01);
const epsilon = numberField(1e-12, 1, 10, 'log');
const learningRate = numberField(1e-8, 10, 2, 'log');
const patience = integerField(1, 10_000, 1, 'linear', 'epochs');
const minDelta = numberField(0, 1, 0.0001);
const seed = integerField(0, 2_147_483_647, 1);

/** Fields of every optimizer. Its learning rate belongs to the schedule. */
export const OPTIMIZER_FIELDS: FieldTable<OptimizerSpec, 'name'> = {
  sgd: { momentum: decay, nesterov: { kind: 'boolean' } },
  rmsprop: { rho: decay, momentum: decay, epsilon, centered: { kind: 'boolean' } },
  adagrad: { initialAccumulatorValue: numberField(0, 10, 0.1), epsilon },
  adadelta: { rho: decay, epsilon },
  adam: { beta1: decay, beta2: decay, epsilon, amsgrad: { kind: 'boolean' } },
  adamax: { beta1: decay, beta2: decay, epsilon },
  adamw: { beta1: decay, beta2: decay, epsilon, weightDecay: numberField(0, 1, 0.001) },
  nadam: { beta1: decay, beta2: decay, epsilon },
};

const scheduleStart = {
  initialLearningRate: learningRate,
  warmupSteps: integerField(0, 1_000_000, 10, 'linear', 'steps'),
};

/** Fields of every learning-rate schedule. */
export const SCHEDULE_FIELDS: FieldTable<ScheduleSpec, 'kind'> = {
  constant: scheduleStart,
  step: {
    ...scheduleStart,
    everyEpochs: integerField(1, 10_000, 1, 'linear', 'epochs'),
    factor: numberField(0.01, 1, 0.05),
  },
  exponential: {
    ...scheduleStart,
    decayRate: numberField(0.01, 1, 0.01),
    decayEpochs: numberField(0.1, 10_000, 1, 'linear', 'epochs'),
  },
  cosine: { ...scheduleStart, alpha: numberField(0, 1, 0.01) },
  reduceOnPlateau: {
    ...scheduleStart,
    factor: numberField(0.01, 0.99, 0.05),
    patience,
    minDelta,
    minLearningRate: numberField(0, 1, 2, 'log'),
  },
};

/** Fields of every way to clip gradients. */
export const GRADIENT_CLIP_FIELDS: FieldTable<GradientClip, 'kind'> = {
  none: {},
  value: { limit: numberField(1e-6, 1e6, 0.1) },
  norm: { limit: numberField(1e-6, 1e6, 0.1) },
  globalNorm: { limit: numberField(1e-6, 1e6, 0.1) },
};

/** Fields of every class weighting. */
export const CLASS_WEIGHTING_FIELDS: FieldTable<ClassWeighting, 'kind'> = {
  none: {},
  balanced: {},
  custom: { weights: { kind: 'numberList', min: 0, max: 1e6 } },
};

/** Fields of a loss; which of them a loss uses says `LOSS_FACTS`. */
export const LOSS_FIELDS: FieldsOf<LossSpec> = {
  fromLogits: { kind: 'boolean' },
  delta: numberField(1e-6, 1e6, 0.1),
  gamma: numberField(0, 20, 0.5),
  labelSmoothing: numberField(0, 0.99, 0.01),
};

/** Fields of early stopping. */
export const EARLY_STOPPING_FIELDS: FieldsOf<EarlyStopping> = {
  enabled: { kind: 'boolean' },
  monitor: { kind: 'choice', options: ['validationLoss', 'trainLoss'] },
  patience,
  minDelta,
  restoreBest: { kind: 'boolean' },
};

type PlainSettings = Pick<TrainingSettings, 'seed' | 'epochs' | 'batchSize' | 'checkpointSeconds'>;

/** Fields of the settings that are single numbers. */
export const TRAINING_FIELDS: FieldsOf<PlainSettings> = {
  epochs: integerField(1, 100_000, 10, 'linear', 'epochs'),
  batchSize: integerField(1, 65_536, 2, 'log', 'rows'),
  seed,
  checkpointSeconds: numberField(1, 3600, 1, 'linear', 'seconds'),
};

export function optimizerForm(optimizer: OptimizerSpec): FormField[] {
  return formOf(OPTIMIZER_FIELDS[optimizer.name], optimizer, defaultOptimizer(optimizer.name));
}

export function scheduleForm(schedule: ScheduleSpec): FormField[] {
  return formOf(SCHEDULE_FIELDS[schedule.kind], schedule, defaultSchedule(schedule.kind));
}

export function gradientClipForm(clip: GradientClip): FormField[] {
  return formOf(GRADIENT_CLIP_FIELDS[clip.kind], clip, defaultGradientClip(clip.kind));
}

/** @param classes - number of classes of the target */
export function classWeightingForm(weighting: ClassWeighting, classes: number): FormField[] {
  return formOf(CLASS_WEIGHTING_FIELDS[weighting.kind], weighting, defaultClassWeighting(weighting.kind, classes));
}

/** The options that this loss uses, and no others. */
export function lossForm(loss: LossSpec): FormField[] {
  const used: readonly string[] = LOSS_FACTS[loss.name].options;
  return formOf({ ...LOSS_FIELDS }, { ...loss }, { ...defaultLoss(loss.name) }).filter(({ key }) => used.includes(key));
}

export function earlyStoppingForm(settings: EarlyStopping): FormField[] {
  return formOf({ ...EARLY_STOPPING_FIELDS }, { ...settings }, { ...defaultEarlyStopping() });
}

export function trainingForm(settings: PlainSettings): FormField[] {
  const { epochs, batchSize, seed, checkpointSeconds } = settings;
  const defaults = defaultTraining('regression');
  return formOf(
    { ...TRAINING_FIELDS },
    { epochs, batchSize, seed, checkpointSeconds },
    {
      epochs: defaults.epochs,
      batchSize: defaults.batchSize,
      seed: defaults.seed,
      checkpointSeconds: defaults.checkpointSeconds,
    },
  );
}
