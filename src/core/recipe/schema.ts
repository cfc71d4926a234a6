import * as v from 'valibot';
import { TASKS } from '../preprocessing/preparation.ts';
import { trainingSchema } from '../training/schema.ts';
import { layerSchema, sizeSchema } from './layerSchema.ts';
import type { NetworkSpec, Recipe } from './recipe.ts';

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
