import { formOf, numberField, outOfRange, type FieldTable, type FormField } from '../training/field.ts';
import { createLayer } from './createLayer.ts';
import { ACTIVATIONS, INITIALIZERS, SYMBOLIC_SIZES, type LayerSpec } from './recipe.ts';

/** Fields of every layer type: what its form asks for, and the range that the schema admits. */
export const LAYER_FIELDS: FieldTable<LayerSpec, 'type'> = {
  dense: {
    units: { kind: 'size', min: 1, max: 1_000_000, symbols: SYMBOLIC_SIZES },
    activation: { kind: 'choice', options: ACTIVATIONS },
    useBias: { kind: 'boolean' },
    kernelInitializer: { kind: 'choice', options: INITIALIZERS },
    kernelRegularizer: { kind: 'regularizer', min: 0, max: 10 },
  },
  activation: { activation: { kind: 'choice', options: ACTIVATIONS } },
  leakyReLU: { alpha: numberField(0, 1, 0.05) },
  dropout: { rate: numberField(0, 0.95, 0.05) },
  gaussianNoise: { stddev: numberField(0, 10, 0.05) },
  batchNormalization: { momentum: numberField(0, 0.9999, 0.01), epsilon: numberField(1e-12, 1, 10, 'log') },
  layerNormalization: { epsilon: numberField(1e-12, 1, 10, 'log') },
};

/** The form of a layer, with what each option would be by default. */
export function layerForm(layer: LayerSpec): FormField[] {
  return formOf(LAYER_FIELDS[layer.type], layer, createLayer(layer.type, layer.id));
}

/** Fields of a layer that hold a number out of their range, with the numbers. */
export function fieldsOutOfRange(layer: LayerSpec): { key: string; value: number; min: number; max: number }[] {
  return layerForm(layer).flatMap(({ key, field, value }) =>
    outOfRange(field, value).map((number) => ({
      key,
      value: number,
      min: 'min' in field ? field.min : -Infinity,
      max: 'max' in field ? field.max : Infinity,
    })),
  );
}
