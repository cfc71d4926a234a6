import * as v from 'valibot';
import { numberIn } from '../training/schema.ts';
import { LAYER_FIELDS } from './layerFields.ts';
import { ACTIVATIONS, INITIALIZERS, INTERPOLATIONS, PADDINGS, type LayerOf, type LayerType } from './layerSpec.ts';
import { isSizeExpression } from './sizes.ts';

/** A name for a layer that Keras, TensorFlow and file formats all accept. */
const idSchema = v.pipe(
  v.string(),
  v.regex(/^[A-Za-z][A-Za-z0-9_-]{0,63}$/, 'must be a letter, then letters, digits, _ or -, at most 64 in all'),
);

const { dense, reshape } = LAYER_FIELDS;

/** A whole number, or an expression of what the data decides. */
export const sizeSchema = v.union(
  [
    v.pipe(v.number(), v.integer('must be a whole number'), v.minValue(dense.units.min), v.maxValue(dense.units.max)),
    v.custom<`$${string}`>((value) => typeof value === 'string' && isSizeExpression(value)),
  ],
  `must be a whole number from ${dense.units.min} to ${dense.units.max}, or an expression such as $outputs or $height/4`,
);

const penaltySchema = v.pipe(
  v.number(),
  v.minValue(dense.kernelRegularizer.min),
  v.maxValue(dense.kernelRegularizer.max),
);

const named = <T extends LayerType>(type: T) => ({
  type: v.literal(type),
  id: idSchema,
  inputs: v.exactOptional(v.pipe(v.array(v.string()), v.minLength(1))),
});
const activation = v.picklist(ACTIVATIONS);
const initializer = v.picklist(INITIALIZERS);
const weighted = {
  activation,
  useBias: v.boolean(),
  kernelInitializer: initializer,
  kernelRegularizer: v.nullable(v.strictObject({ l1: penaltySchema, l2: penaltySchema })),
};
const padding = v.picklist(PADDINGS);
const { conv2d, maxPooling2d, upSampling2d } = LAYER_FIELDS;
const windowed = { kernelSize: numberIn(conv2d.kernelSize), strides: numberIn(conv2d.strides), padding };
const pooled = { poolSize: numberIn(maxPooling2d.poolSize), strides: numberIn(maxPooling2d.strides), padding };
const recurrent = {
  units: sizeSchema,
  activation,
  returnSequences: v.boolean(),
  bidirectional: v.boolean(),
  useBias: v.boolean(),
  kernelInitializer: initializer,
  recurrentInitializer: initializer,
};
const gated = { ...recurrent, recurrentActivation: activation };

const LAYER_SCHEMAS = {
  dense: v.strictObject({ ...named('dense'), units: sizeSchema, ...weighted }),
  activation: v.strictObject({ ...named('activation'), activation }),
  leakyReLU: v.strictObject({ ...named('leakyReLU'), alpha: numberIn(LAYER_FIELDS.leakyReLU.alpha) }),
  dropout: v.strictObject({ ...named('dropout'), rate: numberIn(LAYER_FIELDS.dropout.rate) }),
  spatialDropout: v.strictObject({ ...named('spatialDropout'), rate: numberIn(LAYER_FIELDS.spatialDropout.rate) }),
  gaussianNoise: v.strictObject({ ...named('gaussianNoise'), stddev: numberIn(LAYER_FIELDS.gaussianNoise.stddev) }),
  batchNormalization: v.strictObject({
    ...named('batchNormalization'),
    momentum: numberIn(LAYER_FIELDS.batchNormalization.momentum),
    epsilon: numberIn(LAYER_FIELDS.batchNormalization.epsilon),
  }),
  layerNormalization: v.strictObject({
    ...named('layerNormalization'),
    epsilon: numberIn(LAYER_FIELDS.layerNormalization.epsilon),
  }),
  flatten: v.strictObject(named('flatten')),
  reshape: v.strictObject({
    ...named('reshape'),
    targetShape: v.pipe(v.array(sizeSchema), v.minLength(reshape.targetShape.min), v.maxLength(3)),
  }),
  repeatVector: v.strictObject({ ...named('repeatVector'), n: sizeSchema }),
  conv1d: v.strictObject({ ...named('conv1d'), filters: sizeSchema, ...windowed, ...weighted }),
  conv2d: v.strictObject({ ...named('conv2d'), filters: sizeSchema, ...windowed, ...weighted }),
  separableConv2d: v.strictObject({ ...named('separableConv2d'), filters: sizeSchema, ...windowed, ...weighted }),
  depthwiseConv2d: v.strictObject({
    ...named('depthwiseConv2d'),
    depthMultiplier: numberIn(LAYER_FIELDS.depthwiseConv2d.depthMultiplier),
    ...windowed,
    ...weighted,
  }),
  conv2dTranspose: v.strictObject({ ...named('conv2dTranspose'), filters: sizeSchema, ...windowed, ...weighted }),
  maxPooling1d: v.strictObject({ ...named('maxPooling1d'), ...pooled }),
  averagePooling1d: v.strictObject({ ...named('averagePooling1d'), ...pooled }),
  maxPooling2d: v.strictObject({ ...named('maxPooling2d'), ...pooled }),
  averagePooling2d: v.strictObject({ ...named('averagePooling2d'), ...pooled }),
  globalMaxPooling1d: v.strictObject(named('globalMaxPooling1d')),
  globalAveragePooling1d: v.strictObject(named('globalAveragePooling1d')),
  globalMaxPooling2d: v.strictObject(named('globalMaxPooling2d')),
  globalAveragePooling2d: v.strictObject(named('globalAveragePooling2d')),
  upSampling2d: v.strictObject({
    ...named('upSampling2d'),
    size: numberIn(upSampling2d.size),
    interpolation: v.picklist(INTERPOLATIONS),
  }),
  embedding: v.strictObject({
    ...named('embedding'),
    inputDim: sizeSchema,
    outputDim: numberIn(LAYER_FIELDS.embedding.outputDim),
    // Recipes from before it could be chosen did not mask.
    maskZero: v.optional(v.boolean(), false),
  }),
  simpleRNN: v.strictObject({ ...named('simpleRNN'), ...recurrent }),
  lstm: v.strictObject({ ...named('lstm'), ...gated }),
  gru: v.strictObject({ ...named('gru'), ...gated }),
  attentionPooling: v.strictObject(named('attentionPooling')),
  levelLinear: v.strictObject({
    ...named('levelLinear'),
    units: sizeSchema,
    feature: sizeSchema,
    kernelRegularizer: weighted.kernelRegularizer,
  }),
  add: v.strictObject(named('add')),
  multiply: v.strictObject(named('multiply')),
  concatenate: v.strictObject(named('concatenate')),
} satisfies { [T in LayerType]: v.GenericSchema<unknown, LayerOf<T>> };

/** Checks one layer: unknown options are refused. */
export const layerSchema = v.variant('type', Object.values(LAYER_SCHEMAS));
