import { clampToField } from '../../training/field.ts';
import { setOption } from '../../training/setOption.ts';
import type { RecipeEdit } from '../editing.ts';
import { findHead } from '../head.ts';
import { fieldsOutOfRange, layerForm } from '../layerFields.ts';
import { networksOf } from '../networks.ts';
import { atLayer, type LayerProblem } from '../problems.ts';
import type { LayerSpec } from '../layerSpec.ts';
import type { Recipe } from '../recipe.ts';
import { layerSchema } from '../layerSchema.ts';

/** Batches below this give poor batch statistics. */
const SMALL_BATCH = 8;

/** Options out of their range, and layers that work against each other. */
export function checkLayers(recipe: Recipe): LayerProblem[] {
  return networksOf(recipe.procedure).flatMap(({ network }) => {
    const { layers } = network;
    const headId = findHead(network)?.layer.id;
    return layers.flatMap((layer, index) => [
      ...checkRanges(layer),
      ...checkSoftmaxInside(layer, index, layers),
      ...checkLinearChain(layer, index, layers, headId),
      ...checkDropoutOrder(layer, layers[index + 1], index),
      ...checkSelu(layer),
      ...checkNormBatch(layer, recipe.training.batchSize),
    ]);
  });
}

function checkRanges(layer: LayerSpec): LayerProblem[] {
  const form = layerForm(layer);
  return fieldsOutOfRange(layer).map(({ key, value, min, max }) => {
    const line = form.find((candidate) => candidate.key === key);
    const mended = line ? setOption(layerSchema, layer, key, clampToField(line.field, line.value, line.default)) : null;
    return {
      code: 'field.range',
      details: { field: key, value, min, max },
      severity: 'error',
      place: atLayer(layer.id, key),
      fix: mended?.ok ? [{ kind: 'updateLayer', layer: mended.value }] : [],
    };
  });
}

function checkSoftmaxInside(layer: LayerSpec, index: number, layers: readonly LayerSpec[]): LayerProblem[] {
  if (!('activation' in layer) || layer.activation !== 'softmax') return [];
  if (!layers.slice(index + 1).some(({ type }) => type === 'dense')) return [];
  return [
    {
      code: 'layer.softmaxInside',
      details: {},
      severity: 'warning',
      place: atLayer(layer.id, 'activation'),
      fix: [{ kind: 'updateLayer', layer: { ...layer, activation: 'relu' } }],
    },
  ];
}

function checkLinearChain(
  layer: LayerSpec,
  index: number,
  layers: readonly LayerSpec[],
  headId: string | undefined,
): LayerProblem[] {
  if (layer.type !== 'dense' || layer.activation !== 'linear' || layer.id === headId) return [];
  const next = layers.slice(index + 1).find((other) => other.type === 'dense' || isBent(other));
  if (next?.type !== 'dense') return [];
  return [
    {
      code: 'layer.linearChain',
      details: { next: next.id },
      severity: 'warning',
      place: atLayer(layer.id, 'activation'),
      fix: [{ kind: 'updateLayer', layer: { ...layer, activation: 'relu' } }],
    },
  ];
}

/** Whether a layer without weights is more than a scaling. Layer normalisation divides by the row's own spread. */
function isBent(layer: LayerSpec): boolean {
  if (layer.type === 'activation') return layer.activation !== 'linear';
  return layer.type === 'leakyReLU' || layer.type === 'layerNormalization';
}

/** Dropout changes the variance that a following batch normalisation learns: Li et al., CVPR 2019. */
function checkDropoutOrder(layer: LayerSpec, next: LayerSpec | undefined, index: number): LayerProblem[] {
  if (layer.type !== 'dropout' || !next) return [];
  if (next.type === 'dropout') {
    return [
      {
        code: 'layer.dropoutTwice',
        details: { previous: layer.id },
        severity: 'warning',
        place: atLayer(next.id),
        fix: [{ kind: 'removeLayer', layerId: next.id }],
      },
    ];
  }
  if (next.type !== 'batchNormalization') return [];
  const swap: RecipeEdit = { kind: 'moveLayer', layerId: next.id, index };
  return [
    {
      code: 'layer.dropoutBeforeNorm',
      details: { norm: next.id },
      severity: 'warning',
      place: atLayer(layer.id),
      fix: [swap],
    },
  ];
}

/** Self-normalisation holds for LeCun-normal weights only: Klambauer et al., 2017. */
function checkSelu(layer: LayerSpec): LayerProblem[] {
  if (layer.type !== 'dense' || layer.activation !== 'selu' || layer.kernelInitializer === 'leCunNormal') return [];
  return [
    {
      code: 'layer.seluInitializer',
      details: { initializer: layer.kernelInitializer },
      severity: 'warning',
      place: atLayer(layer.id, 'kernelInitializer'),
      fix: [{ kind: 'updateLayer', layer: { ...layer, kernelInitializer: 'leCunNormal' } }],
    },
  ];
}

function checkNormBatch(layer: LayerSpec, batchSize: number): LayerProblem[] {
  if (layer.type !== 'batchNormalization' || batchSize >= SMALL_BATCH) return [];
  return [
    {
      code: 'layer.normSmallBatch',
      details: { batchSize },
      severity: batchSize <= 1 ? 'error' : 'warning',
      place: atLayer(layer.id),
      fix: [{ kind: 'setTraining', patch: { batchSize: 32 } }],
    },
  ];
}
