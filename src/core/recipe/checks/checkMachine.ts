import type { LayerDescription, NetworkDescription } from '../describeNetwork.ts';
import { applyEdits, type RecipeEdit } from '../editing.ts';
import { findHead } from '../head.ts';
import { describeNetworks, networksOf } from '../networks.ts';
import { atLayer, atTraining, type LayerProblem } from '../problems.ts';
import type { Recipe } from '../recipe.ts';
import { sampleKind, type SampleKind } from '../sampleKind.ts';
import { sizeOf } from '../shapes.ts';
import type { CheckContext } from './context.ts';

const FLOAT_BYTES = 4;
/**
 * Weights per training row beyond which a network rather learns the rows by heart. Those of windows, images and texts
 * are used at many places of each sample, and so constrained by more than its label.
 */
const WEIGHTS_PER_ROW: Readonly<Record<SampleKind, number>> = { table: 50, sequence: 500, image: 500, text: 500 };
/** Share of the memory above which a warning is due. */
const MEMORY_SHARE = 0.5;

/** Whether the networks are in proportion to the rows, and fit into this machine. */
export function checkMachine(recipe: Recipe, context: CheckContext): LayerProblem[] {
  const described = describeNetworks(recipe, context.bindings).map(({ description }) => description);
  return [
    ...described.flatMap((description) => [
      ...checkParameters(recipe, description, context),
      ...checkBuffers(recipe, description, context),
    ]),
    ...checkMemory(recipe, described, context),
  ];
}

function checkParameters(recipe: Recipe, description: NetworkDescription, context: CheckContext): LayerProblem[] {
  const { trainRows } = context;
  const heaviest = heaviestLayer(description);
  // Generators and discriminators learn from ever new noise, not from the rows alone.
  if (recipe.procedure.kind === 'gan' || trainRows === null || trainRows < 1 || !heaviest) return [];
  const limit = WEIGHTS_PER_ROW[sampleKind(context.bindings)] * trainRows;
  if (description.trainable <= limit) return [];
  const isInProportion = (smaller: NetworkDescription) => smaller.trainable <= limit;
  return [
    {
      code: 'parameters.many',
      details: { parameters: description.trainable, rows: trainRows },
      severity: 'warning',
      place: atLayer(heaviest.id, 'units'),
      fix: shrinkLayer(recipe, heaviest.id, context, (all) =>
        all.filter(({ layers }) => layers.some(({ id }) => id === heaviest.id)).every(isInProportion),
      ),
    },
  ];
}

function checkBuffers(recipe: Recipe, description: NetworkDescription, context: CheckContext): LayerProblem[] {
  const { machine } = context;
  const limit = Math.min(machine?.maxBufferBytes ?? Infinity, machine?.maxBindingBytes ?? Infinity);
  const { batchSize } = recipe.training;
  return description.layers.flatMap((layer): LayerProblem[] => {
    const weights = layer.weightBytes;
    const outputs = FLOAT_BYTES * sizeOf(layer.outputShape) * batchSize;
    if (weights > limit) {
      const fits = (all: readonly NetworkDescription[]) =>
        all.flatMap(({ layers }) => layers).every(({ id, weightBytes }) => id !== layer.id || weightBytes <= limit);
      return [
        {
          code: 'machine.weightBuffer',
          details: { bytes: weights, limitBytes: limit },
          severity: 'warning',
          place: atLayer(layer.id, 'units'),
          fix: shrinkLayer(recipe, layer.id, context, fits),
        },
      ];
    }
    if (outputs <= limit) return [];
    return [
      {
        code: 'machine.activationBuffer',
        details: { bytes: outputs, limitBytes: limit },
        severity: 'warning',
        place: atLayer(layer.id, 'units'),
        fix: smallerBatch(batchSize, batchSize * (limit / outputs)),
      },
    ];
  });
}

function checkMemory(recipe: Recipe, described: readonly NetworkDescription[], context: CheckContext): LayerProblem[] {
  const available = context.machine?.memoryBytes ?? Infinity;
  const total = totalMemory(described);
  const activations = described.reduce((sum, { trainingMemory }) => sum + trainingMemory.activations, 0);
  const [heaviest] = described
    .flatMap((each) => heaviestLayer(each) ?? [])
    .toSorted((a, b) => b.trainable - a.trainable);
  if (total <= MEMORY_SHARE * available || !heaviest) return [];
  const isBatch = activations > total - activations;
  const { batchSize } = recipe.training;
  const room = MEMORY_SHARE * available - (total - activations);
  return [
    {
      code: 'machine.memory',
      details: { neededBytes: total, availableBytes: available },
      severity: total > available ? 'error' : 'warning',
      place: isBatch ? atTraining('batchSize') : atLayer(heaviest.id, 'units'),
      fix: isBatch
        ? smallerBatch(batchSize, batchSize * (room / activations))
        : shrinkLayer(recipe, heaviest.id, context, (all) => totalMemory(all) <= MEMORY_SHARE * available),
    },
  ];
}

function heaviestLayer({ layers }: NetworkDescription): LayerDescription | undefined {
  return layers.toSorted((a, b) => b.trainable - a.trainable)[0];
}

/** The largest batch that is a power of two and not above `limit`; no fix where not even one row fits. */
function smallerBatch(batchSize: number, limit: number): RecipeEdit[] {
  const smaller = 2 ** Math.floor(Math.log2(limit));
  return smaller >= 1 && smaller < batchSize ? [{ kind: 'setTraining', patch: { batchSize: smaller } }] : [];
}

function totalMemory(described: readonly NetworkDescription[]): number {
  return described.reduce((sum, { trainingMemory }) => sum + trainingMemory.total, 0);
}

/** Halves a layer's units until all networks are good; no fix where that does not help, and none for a head. */
function shrinkLayer(
  recipe: Recipe,
  layerId: string,
  { bindings }: CheckContext,
  isGood: (smaller: readonly NetworkDescription[]) => boolean,
): RecipeEdit[] {
  const network = networksOf(recipe.procedure).find((each) => each.network.layers.some(({ id }) => id === layerId));
  const layer = network?.network.layers.find(({ id }) => id === layerId);
  if (!network || layer?.type !== 'dense' || typeof layer.units !== 'number') return [];
  if (findHead(network.network)?.layer.id === layerId) return [];
  for (let units = Math.floor(layer.units / 2); units >= 1; units = Math.floor(units / 2)) {
    const edit: RecipeEdit = { kind: 'updateLayer', layer: { ...layer, units } };
    const smaller = describeNetworks(applyEdits(recipe, [edit]), bindings);
    if (isGood(smaller.map(({ description }) => description))) return [edit];
  }
  return [];
}
