import { freeLayerId } from './createLayer.ts';
import type { LayerSpec, NetworkSpec, Recipe } from './recipe.ts';
import type { TrainingSettings } from '../training/settings.ts';

/** A change to a recipe as plain data: what a problem's fix proposes, and what undo keeps a name of. */
export type RecipeEdit =
  | { readonly kind: 'insertLayer'; readonly layer: LayerSpec; readonly index: number }
  | { readonly kind: 'removeLayer'; readonly layerId: string }
  | { readonly kind: 'moveLayer'; readonly layerId: string; readonly index: number }
  /** Replaces the layer of the same id. */
  | { readonly kind: 'updateLayer'; readonly layer: LayerSpec }
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
    case 'setTraining':
      return { ...recipe, training: { ...recipe.training, ...edit.patch } };
  }
}

/** Puts a layer so that it stands at `index` (0 … length). */
export function insertLayer(network: NetworkSpec, layer: LayerSpec, index: number): NetworkSpec {
  return withLayers(network, network.layers.toSpliced(index, 0, layer));
}

export function removeLayer(network: NetworkSpec, layerId: string): NetworkSpec {
  return withLayers(
    network,
    network.layers.filter(({ id }) => id !== layerId),
  );
}

/** Takes a layer out and puts it back so that it stands at `index` among all. */
export function moveLayer(network: NetworkSpec, layerId: string, index: number): NetworkSpec {
  const layer = network.layers.find(({ id }) => id === layerId);
  return layer ? insertLayer(removeLayer(network, layerId), layer, index) : network;
}

/** Puts a copy with an id of its own behind a layer. */
export function duplicateLayer(network: NetworkSpec, layerId: string): NetworkSpec {
  const index = network.layers.findIndex(({ id }) => id === layerId);
  const layer = network.layers[index];
  if (!layer) return network;
  return insertLayer(network, { ...layer, id: freeLayerId(layer.type, network.layers) }, index + 1);
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
