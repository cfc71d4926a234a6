import { freeLayerId } from './createLayer.ts';
import { INPUT, inputsOf, isMerge } from './graph.ts';
import type { LayerSpec } from './layerSpec.ts';
import type { NetworkSpec, Recipe } from './recipe.ts';
import type { TrainingSettings } from '../training/settings.ts';

/** A change to a recipe as plain data: what a problem's fix proposes, and what undo keeps a name of. */
export type RecipeEdit =
  | { readonly kind: 'insertLayer'; readonly layer: LayerSpec; readonly index: number }
  | { readonly kind: 'removeLayer'; readonly layerId: string }
  | { readonly kind: 'moveLayer'; readonly layerId: string; readonly index: number }
  /** Replaces the layer of the same id. */
  | { readonly kind: 'updateLayer'; readonly layer: LayerSpec }
  | { readonly kind: 'setInput'; readonly inputShape: NetworkSpec['inputShape'] }
  | { readonly kind: 'setTraining'; readonly patch: Partial<TrainingSettings> };

/** The network that a recipe's procedure trains. */
export function modelOf(recipe: Recipe): NetworkSpec {
  return recipe.procedure.model;
}

/** A recipe with its network changed. */
export function editModel(recipe: Recipe, edit: (network: NetworkSpec) => NetworkSpec): Recipe {
  return { ...recipe, procedure: { ...recipe.procedure, model: edit(recipe.procedure.model) } };
}

/** Applies edits in order. One that names a layer which is not there changes nothing. */
export function applyEdits(recipe: Recipe, edits: readonly RecipeEdit[]): Recipe {
  return edits.reduce(applyEdit, recipe);
}

function applyEdit(recipe: Recipe, edit: RecipeEdit): Recipe {
  switch (edit.kind) {
    case 'insertLayer':
      return editModel(recipe, (network) => insertLayer(network, edit.layer, edit.index));
    case 'removeLayer':
      return editModel(recipe, (network) => removeLayer(network, edit.layerId));
    case 'moveLayer':
      return editModel(recipe, (network) => moveLayer(network, edit.layerId, edit.index));
    case 'updateLayer':
      return editModel(recipe, (network) => updateLayer(network, edit.layer));
    case 'setInput':
      return editModel(recipe, (network) => ({ ...network, inputShape: edit.inputShape }));
    case 'setTraining':
      return { ...recipe, training: { ...recipe.training, ...edit.patch } };
  }
}

/** Puts a layer so that it stands at `index` (0 … length); a layer right behind that named the one before it takes the new one. */
export function insertLayer(network: NetworkSpec, layer: LayerSpec, index: number): NetworkSpec {
  const { layers } = network;
  const before = layers[index - 1]?.id ?? INPUT;
  const next = layers[index];
  const behind = next?.inputs
    ? [{ ...next, inputs: next.inputs.map((id) => (id === before ? layer.id : id)) }]
    : next
      ? [next]
      : [];
  return withLayers(network, layers.toSpliced(index, 1, layer, ...behind));
}

/** Takes a layer out; what named it takes its (last) input instead. */
export function removeLayer(network: NetworkSpec, layerId: string): NetworkSpec {
  const index = network.layers.findIndex(({ id }) => id === layerId);
  if (index < 0) return network;
  const source = inputsOf(network.layers, index).at(-1) ?? INPUT;
  const layers = network.layers.toSpliced(index, 1).map((layer, position) => {
    // What was right behind a layer of a branch stays on that branch.
    const wasBehind = position === index && !layer.inputs;
    if (wasBehind) return source === (network.layers[index - 1]?.id ?? INPUT) ? layer : { ...layer, inputs: [source] };
    return layer.inputs?.includes(layerId)
      ? { ...layer, inputs: layer.inputs.map((id) => (id === layerId ? source : id)) }
      : layer;
  });
  return withLayers(network, layers);
}

/** Takes a layer out and puts it back so that it stands at `index` among all. */
export function moveLayer(network: NetworkSpec, layerId: string, index: number): NetworkSpec {
  const layer = network.layers.find(({ id }) => id === layerId);
  return layer ? insertLayer(removeLayer(network, layerId), layer, index) : network;
}

/** Puts a copy with an id of its own behind a layer, which gives it its input. */
export function duplicateLayer(network: NetworkSpec, layerId: string): NetworkSpec {
  const index = network.layers.findIndex(({ id }) => id === layerId);
  const layer = network.layers[index];
  if (!layer) return network;
  const { inputs, ...alone } = layer;
  const copy = inputs && isMerge(layer.type) ? layer : alone;
  return insertLayer(network, { ...copy, id: freeLayerId(layer.type, network.layers) }, index + 1);
}

/** Replaces the layer that has the same id. */
export function updateLayer(network: NetworkSpec, layer: LayerSpec): NetworkSpec {
  return withLayers(
    network,
    network.layers.map((present) => (present.id === layer.id ? layer : present)),
  );
}

function withLayers(network: NetworkSpec, layers: readonly LayerSpec[]): NetworkSpec {
  return { ...network, layers };
}
