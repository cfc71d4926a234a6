import * as v from 'valibot';
import type { NumberField } from './field.ts';
import {
  CLASS_WEIGHTING_FIELDS,
  EARLY_STOPPING_FIELDS,
  GRADIENT_CLIP_FIELDS,
  LOSS_FIELDS,
  OPTIMIZER_FIELDS,
  SCHEDULE_FIELDS,
  TRAINING_FIELDS,
} from './fields.ts';
import {
  LOSSES,
  type ClassWeighting,
  type GradientClip,
  type LossSpec,
  type OptimizerSpec,
  type ScheduleSpec,
  type TrainingSettings,
} from './settings.ts';

/** A number in its field's range. */
export function numberIn({ kind, min, max }: NumberField) {
  const inRange = v.pipe(
    v.number(),
    v.minValue(min, ({ received }) => `must be at least ${min}, is ${received}`),
    v.maxValue(max, ({ received }) => `must be at most ${max}, is ${received}`),
  );
  const isWhole = v.check((value: number) => kind === 'number' || Number.isInteger(value), 'must be a whole number');
  return v.pipe(inRange, isWhole);
}

const boolean = v.boolean();

const { sgd, rmsprop, adagrad, adadelta, adam, adamax, adamw, nadam } = OPTIMIZER_FIELDS;

const OPTIMIZER_SCHEMAS = {
  sgd: v.strictObject({ name: v.literal('sgd'), momentum: numberIn(sgd.momentum), nesterov: boolean }),
  rmsprop: v.strictObject({
    name: v.literal('rmsprop'),
    rho: numberIn(rmsprop.rho),
    momentum: numberIn(rmsprop.momentum),
    epsilon: numberIn(rmsprop.epsilon),
    centered: boolean,
  }),
  adagrad: v.strictObject({
    name: v.literal('adagrad'),
    initialAccumulatorValue: numberIn(adagrad.initialAccumulatorValue),
    epsilon: numberIn(adagrad.epsilon),
  }),
  adadelta: v.strictObject({
    name: v.literal('adadelta'),
    rho: numberIn(adadelta.rho),
    epsilon: numberIn(adadelta.epsilon),
  }),
  adam: v.strictObject({
    name: v.literal('adam'),
    beta1: numberIn(adam.beta1),
    beta2: numberIn(adam.beta2),
    epsilon: numberIn(adam.epsilon),
    amsgrad: boolean,
  }),
  adamax: v.strictObject({
    name: v.literal('adamax'),
    beta1: numberIn(adamax.beta1),
    beta2: numberIn(adamax.beta2),
    epsilon: numberIn(adamax.epsilon),
  }),
  adamw: v.strictObject({
    name: v.literal('adamw'),
    beta1: numberIn(adamw.beta1),
    beta2: numberIn(adamw.beta2),
    epsilon: numberIn(adamw.epsilon),
    weightDecay: numberIn(adamw.weightDecay),
  }),
  nadam: v.strictObject({
    name: v.literal('nadam'),
    beta1: numberIn(nadam.beta1),
    beta2: numberIn(nadam.beta2),
    epsilon: numberIn(nadam.epsilon),
  }),
} satisfies { [N in OptimizerSpec['name']]: v.GenericSchema<unknown, Extract<OptimizerSpec, { name: N }>> };

const { constant, step, exponential, cosine, reduceOnPlateau } = SCHEDULE_FIELDS;

const scheduleStart = {
  initialLearningRate: numberIn(constant.initialLearningRate),
  warmupSteps: numberIn(constant.warmupSteps),
};

const SCHEDULE_SCHEMAS = {
  constant: v.strictObject({ kind: v.literal('constant'), ...scheduleStart }),
  step: v.strictObject({
    kind: v.literal('step'),
    ...scheduleStart,
    everyEpochs: numberIn(step.everyEpochs),
    factor: numberIn(step.factor),
  }),
  exponential: v.strictObject({
    kind: v.literal('exponential'),
    ...scheduleStart,
    decayRate: numberIn(exponential.decayRate),
    decayEpochs: numberIn(exponential.decayEpochs),
  }),
  cosine: v.strictObject({ kind: v.literal('cosine'), ...scheduleStart, alpha: numberIn(cosine.alpha) }),
  reduceOnPlateau: v.strictObject({
    kind: v.literal('reduceOnPlateau'),
    ...scheduleStart,
    factor: numberIn(reduceOnPlateau.factor),
    patience: numberIn(reduceOnPlateau.patience),
    minDelta: numberIn(reduceOnPlateau.minDelta),
    minLearningRate: numberIn(reduceOnPlateau.minLearningRate),
  }),
} satisfies { [K in ScheduleSpec['kind']]: v.GenericSchema<unknown, Extract<ScheduleSpec, { kind: K }>> };

const CLIP_SCHEMAS = {
  none: v.strictObject({ kind: v.literal('none') }),
  value: v.strictObject({ kind: v.literal('value'), limit: numberIn(GRADIENT_CLIP_FIELDS.value.limit) }),
  norm: v.strictObject({ kind: v.literal('norm'), limit: numberIn(GRADIENT_CLIP_FIELDS.norm.limit) }),
  globalNorm: v.strictObject({ kind: v.literal('globalNorm'), limit: numberIn(GRADIENT_CLIP_FIELDS.globalNorm.limit) }),
} satisfies { [K in GradientClip['kind']]: v.GenericSchema<unknown, Extract<GradientClip, { kind: K }>> };

const { weights } = CLASS_WEIGHTING_FIELDS.custom;

const WEIGHTING_SCHEMAS = {
  none: v.strictObject({ kind: v.literal('none') }),
  balanced: v.strictObject({ kind: v.literal('balanced') }),
  custom: v.strictObject({
    kind: v.literal('custom'),
    weights: v.array(v.pipe(v.number(), v.minValue(weights.min), v.maxValue(weights.max))),
  }),
} satisfies { [K in ClassWeighting['kind']]: v.GenericSchema<unknown, Extract<ClassWeighting, { kind: K }>> };

/** Checks an optimizer: unknown options are refused. */
export const optimizerSchema = v.variant('name', Object.values(OPTIMIZER_SCHEMAS));
/** Checks a learning-rate schedule. */
export const scheduleSchema = v.variant('kind', Object.values(SCHEDULE_SCHEMAS));
/** Checks a way to clip gradients. */
export const gradientClipSchema = v.variant('kind', Object.values(CLIP_SCHEMAS));
/** Checks a class weighting. */
export const classWeightingSchema = v.variant('kind', Object.values(WEIGHTING_SCHEMAS));

/** Checks a loss and its options. */
export const lossSchema = v.strictObject({
  name: v.picklist(LOSSES),
  fromLogits: boolean,
  delta: numberIn(LOSS_FIELDS.delta),
  gamma: numberIn(LOSS_FIELDS.gamma),
  labelSmoothing: numberIn(LOSS_FIELDS.labelSmoothing),
}) satisfies v.GenericSchema<unknown, LossSpec>;

/** Checks early stopping. */
export const earlyStoppingSchema = v.strictObject({
  enabled: boolean,
  monitor: v.picklist(EARLY_STOPPING_FIELDS.monitor.options),
  patience: numberIn(EARLY_STOPPING_FIELDS.patience),
  minDelta: numberIn(EARLY_STOPPING_FIELDS.minDelta),
  restoreBest: boolean,
});

/** Checks how a recipe trains. Ranges are those of the fields, so that a form and a file are judged alike. */
export const trainingSchema = v.strictObject({
  seed: numberIn(TRAINING_FIELDS.seed),
  epochs: numberIn(TRAINING_FIELDS.epochs),
  batchSize: numberIn(TRAINING_FIELDS.batchSize),
  loss: lossSchema,
  optimizer: optimizerSchema,
  schedule: scheduleSchema,
  gradientClip: gradientClipSchema,
  classWeighting: classWeightingSchema,
  earlyStopping: earlyStoppingSchema,
  checkpointSeconds: numberIn(TRAINING_FIELDS.checkpointSeconds),
}) satisfies v.GenericSchema<unknown, TrainingSettings>;
