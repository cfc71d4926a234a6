import * as v from 'valibot';
import { TASKS } from '../preprocessing/preparation.ts';
import { trainingSchema } from '../training/schema.ts';
import { INPUT } from './graph.ts';
import { layerSchema, sizeSchema } from './layerSchema.ts';
import { networksOf } from './networks.ts';
import { ADVERSARIAL_LOSSES, CORRUPTIONS, type NetworkSpec, type Procedure, type Recipe } from './recipe.ts';

const networkSchema = v.strictObject({
  inputShape: v.pipe(v.array(sizeSchema), v.minLength(1)),
  layers: v.pipe(
    v.array(layerSchema),
    v.rawCheck(({ dataset, addIssue }) => {
      if (!dataset.typed) return;
      const seen = new Set<string>([INPUT]);
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

/** Shares and levels. */
const shareSchema = v.pipe(v.number(), v.minValue(0), v.maxValue(1));

const procedureSchema = v.pipe(
  v.variant('kind', [
    v.strictObject({ kind: v.literal('supervised'), model: networkSchema }),
    v.strictObject({
      kind: v.literal('autoencoder'),
      encoder: networkSchema,
      decoder: networkSchema,
      variational: v.nullable(v.strictObject({ beta: v.pipe(v.number(), v.minValue(0)) })),
      corruption: v.nullable(
        v.strictObject({ kind: v.picklist(CORRUPTIONS), level: v.pipe(v.number(), v.minValue(0)) }),
      ),
    }),
    v.strictObject({
      kind: v.literal('gan'),
      generator: networkSchema,
      discriminator: networkSchema,
      latent: v.pipe(v.number(), v.integer(), v.minValue(0)),
      translation: v.exactOptional(
        v.strictObject({ l1Weight: v.pipe(v.number(), v.minValue(0)), seesSource: v.boolean() }),
      ),
      loss: v.picklist(ADVERSARIAL_LOSSES),
      discriminatorSteps: v.pipe(v.number(), v.integer(), v.minValue(1)),
      labelSmoothing: shareSchema,
      conditional: v.boolean(),
    }),
  ]),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    const seen = new Set<string>();
    for (const { network } of networksOf(dataset.value)) {
      for (const { id } of network.layers) {
        if (seen.has(id)) addIssue({ message: `the id ${id} is taken by a layer of the other network` });
      }
      network.layers.forEach(({ id }) => seen.add(id));
    }
  }),
) satisfies v.GenericSchema<unknown, Procedure>;

const wordsSchema = v.strictObject({ en: v.string(), zh: v.string() });

/** Checks a recipe of the present version, shipped, stored, imported or edited alike. Unknown fields are refused. */
export const recipeSchema = v.strictObject({
  version: v.literal(1),
  id: v.pipe(v.string(), v.nonEmpty()),
  name: wordsSchema,
  description: wordsSchema,
  tasks: v.array(v.picklist(TASKS)),
  procedure: procedureSchema,
  repairedBy: v.exactOptional(v.pipe(v.string(), v.nonEmpty())),
  training: trainingSchema,
}) satisfies v.GenericSchema<unknown, Recipe>;
