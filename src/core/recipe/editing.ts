import { freeLayerId } from './createLayer.ts';
import { INPUT, inputsOf, isMerge } from './graph.ts';
import { chainNetworks, editNetwork, networksOf, roleOfLayer } from './networks.ts';
import type { LayerSpec } from './layerSpec.ts';
import type { NetworkRole, NetworkSpec, Procedure, Recipe } from './recipe.ts';
import type { TrainingSettings } from '../training/settings.ts';

/** A change to a recipe as plain data: what a problem's fix proposes, and what undo keeps a name of. */
export type RecipeEdit =
  /** Into the network of that role; left out: into the first. */
  | { readonly kind: 'insertLayer'; readonly layer: LayerSpec; readonly index: number; readonly role?: NetworkRole }
  | { readonly kind: 'removeLayer'; readonly layerId: string }
  | { readonly kind: 'moveLayer'; readonly layerId: string; readonly index: number }
  /** Replaces the layer of the same id. */
  | { readonly kind: 'updateLayer'; readonly layer: LayerSpec }
  | { readonly kind: 'setInput'; readonly inputShape: NetworkSpec['inputShape']; readonly role?: NetworkRole }
  | { readonly kind: 'setProcedure'; readonly procedure: Procedure }
  | { readonly kind: 'setTraining'; readonly patch: Partial<TrainingSettings> };

/** The network that a recipe's result is: of an autoencoder encoder and decoder in one, of a GAN the generator. */
export function modelOf({ procedure }: Recipe): NetworkSpec {
  switch (procedure.kind) {
    case 'supervised':
      return procedure.model;
    case 'autoencoder':
      return chainNetworks(procedure);
    case 'gan':
      return procedure.generator;
  }
}

/** A recipe with one of its networks changed: the first, where no role says which. */
export function editModel(
  recipe: Recipe,
  edit: (network: NetworkSpec) => NetworkSpec,
  role: NetworkRole | null = null,
): Recipe {
  const { procedure } = recipe;
  const wanted = role ?? networksOf(procedure)[0]?.role ?? 'model';
  return { ...recipe, procedure: editNetwork(procedure, wanted, edit) };
}

/** A recipe with the network changed that has this layer. */
function editAround(recipe: Recipe, layerId: string, edit: (network: NetworkSpec) => NetworkSpec): Recipe {
  const role = roleOfLayer(recipe.procedure, layerId);
  return role ? editModel(recipe, edit, role) : recipe;
}

/** Applies edits in order. One that names a layer which is not there changes nothing. */
export function applyEdits(recipe: Recipe, edits: readonly RecipeEdit[]): Recipe {
  return edits.reduce(applyEdit, recipe);
}

function applyEdit(recipe: Recipe, edit: RecipeEdit): Recipe {
  switch (edit.kind) {
    case 'insertLayer':
      return editModel(recipe, (network) => insertLayer(network, edit.layer, edit.index), edit.role);
    case 'removeLayer':
      return editAround(recipe, edit.layerId, (network) => removeLayer(network, edit.layerId));
    case 'moveLayer':
      return editAround(recipe, edit.layerId, (network) => moveLayer(network, edit.layerId, edit.index));
    case 'updateLayer':
      return editAround(recipe, edit.layer.id, (network) => updateLayer(network, edit.layer));
    case 'setInput':
      return editModel(recipe, (network) => ({ ...network, inputShape: edit.inputShape }), edit.role);
    case 'setProcedure':
      return { ...recipe, procedure: edit.procedure };
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
    if (!layer.inputs?.includes(layerId)) return layer;
    return { ...layer, inputs: [...new Set(layer.inputs.map((id) => (id === layerId ? source : id)))] };
  });
  return withLayers(network, layers);
}

/**
 * Takes a layer out and puts it back so that it stands at `index` among all. Links that still run from front to back
 * stay; where one would not, the layer takes what stands before it.
 */
export function moveLayer(network: NetworkSpec, layerId: string, index: number): NetworkSpec {
  const layer = network.layers.find(({ id }) => id === layerId);
  if (!layer) return network;
  const rest = removeLayer(network, layerId);
  const earlier = new Set([INPUT, ...rest.layers.slice(0, index).map(({ id }) => id)]);
  const moved = insertLayer(rest, keepInputs(layer, earlier), index);
  const named = new Map(network.layers.flatMap(({ id, inputs }) => (inputs?.includes(layerId) ? [[id, inputs]] : [])));
  const layers = moved.layers.map((each, position) => {
    const inputs = position > index ? named.get(each.id) : undefined;
    return inputs ? { ...each, inputs } : each;
  });
  return withLayers(moved, layers);
}

function keepInputs(layer: LayerSpec, earlier: ReadonlySet<string>): LayerSpec {
  const { inputs, ...chained } = layer;
  const kept = inputs?.filter((id) => earlier.has(id)) ?? [];
  return kept.length > 0 ? { ...chained, inputs: kept } : chained;
}

/**
 * Puts a copy with an id of its own behind a layer, which gives it its (last) input.
 * @param taken - the layers whose ids are taken, of the other networks too
 */
export function duplicateLayer(
  network: NetworkSpec,
  layerId: string,
  taken: readonly LayerSpec[] = network.layers,
): NetworkSpec {
  const index = network.layers.findIndex(({ id }) => id === layerId);
  const layer = network.layers[index];
  if (!layer) return network;
  const { inputs, ...alone } = layer;
  const copy = inputs && isMerge(layer.type) ? { ...alone, inputs: [...inputs.slice(0, -1), layerId] } : alone;
  return insertLayer(network, { ...copy, id: freeLayerId(layer.type, taken) }, index + 1);
}

/** Links a layer: to what is named, or, where that is just the layer before it, by its place alone. */
export function linkLayer(network: NetworkSpec, layerId: string, inputs: readonly string[]): NetworkSpec {
  const index = network.layers.findIndex(({ id }) => id === layerId);
  const layer = network.layers[index];
  if (!layer) return network;
  const { inputs: _links, ...chained } = layer;
  const isPrevious = inputs.length === 1 && inputs[0] === (network.layers[index - 1]?.id ?? INPUT);
  return updateLayer(network, isPrevious || inputs.length === 0 ? chained : { ...chained, inputs: [...inputs] });
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
