import * as v from 'valibot';
import { TASKS } from '../preprocessing/preparation.ts';
import { numberIn, trainingSchema } from '../training/schema.ts';
import { LAYER_FIELDS } from './layerFields.ts';
import {
  ACTIVATIONS,
  INITIALIZERS,
  SYMBOLIC_SIZES,
  type LayerOf,
  type LayerType,
  type NetworkSpec,
  type Recipe,
} from './recipe.ts';

/** A name for a layer that Keras, TensorFlow and file formats all accept. */
const idSchema = v.pipe(
  v.string(),
  v.regex(/^[A-Za-z][A-Za-z0-9_-]{0,63}$/, 'must be a letter, then letters, digits, _ or -, at most 64 in all'),
);

const { dense, leakyReLU, dropout, gaussianNoise, batchNormalization, layerNormalization } = LAYER_FIELDS;

const sizeSchema = v.union(
  [
    v.pipe(v.number(), v.integer('must be a whole number'), v.minValue(dense.units.min), v.maxValue(dense.units.max)),
    v.picklist(SYMBOLIC_SIZES),
  ],
  `must be a whole number from ${dense.units.min} to ${dense.units.max}, or one of ${SYMBOLIC_SIZES.join(', ')}`,
);

const penaltySchema = v.pipe(
  v.number(),
  v.minValue(dense.kernelRegularizer.min),
  v.maxValue(dense.kernelRegularizer.max),
);

const LAYER_SCHEMAS = {
  dense: v.strictObject({
    type: v.literal('dense'),
    id: idSchema,
    units: sizeSchema,
    activation: v.picklist(ACTIVATIONS),
    useBias: v.boolean(),
    kernelInitializer: v.picklist(INITIALIZERS),
    kernelRegularizer: v.nullable(v.strictObject({ l1: penaltySchema, l2: penaltySchema })),
  }),
  activation: v.strictObject({ type: v.literal('activation'), id: idSchema, activation: v.picklist(ACTIVATIONS) }),
  leakyReLU: v.strictObject({ type: v.literal('leakyReLU'), id: idSchema, alpha: numberIn(leakyReLU.alpha) }),
  dropout: v.strictObject({ type: v.literal('dropout'), id: idSchema, rate: numberIn(dropout.rate) }),
  gaussianNoise: v.strictObject({
    type: v.literal('gaussianNoise'),
    id: idSchema,
    stddev: numberIn(gaussianNoise.stddev),
  }),
  batchNormalization: v.strictObject({
    type: v.literal('batchNormalization'),
    id: idSchema,
    momentum: numberIn(batchNormalization.momentum),
    epsilon: numberIn(batchNormalization.epsilon),
  }),
  layerNormalization: v.strictObject({
    type: v.literal('layerNormalization'),
    id: idSchema,
    epsilon: numberIn(layerNormalization.epsilon),
  }),
} satisfies { [T in LayerType]: v.GenericSchema<unknown, LayerOf<T>> };

/** Checks one layer: unknown options are refused. */
export const layerSchema = v.variant('type', Object.values(LAYER_SCHEMAS));

const networkSchema = v.strictObject({
  inputShape: v.pipe(v.array(sizeSchema), v.minLength(1)),
  layers: v.pipe(
    v.array(layerSchema),
    v.rawCheck(({ dataset, addIssue }) => {
      if (!dataset.typed) return;
      const seen = new Set<string>();
      dataset.value.forEach((layer, index) => {
        if (seen.has(layer.id)) {
          const item = { type: 'array', origin: 'value', input: dataset.value, key: index, value: layer } as const;
          const id = { type: 'object', origin: 'value', input: { ...layer }, key: 'id', value: layer.id } as const;
          addIssue({ message: `the id ${layer.id} is taken by an earlier layer`, path: [item, id] });
        }
        seen.add(layer.id);
      });
    }),
  ),
}) satisfies v.GenericSchema<unknown, NetworkSpec>;

const wordsSchema = v.strictObject({ en: v.string(), zh: v.string() });

/** Checks a recipe of the present version, shipped, stored, imported or edited alike. Unknown fields are refused. */
export const recipeSchema = v.strictObject({
  version: v.literal(1),
  id: v.pipe(v.string(), v.nonEmpty()),
  name: wordsSchema,
  description: wordsSchema,
  tasks: v.array(v.picklist(TASKS)),
  procedure: v.variant('kind', [v.strictObject({ kind: v.literal('supervised'), model: networkSchema })]),
  training: trainingSchema,
}) satisfies v.GenericSchema<unknown, Recipe>;
