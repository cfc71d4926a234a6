import type { LayerOf, LayerSpec, NetworkSpec, Size, SizeBindings } from './recipe.ts';

/** The shape of one sample, without the batch axis. */
export type Shape = readonly number[];

/** A network whose sizes are all numbers. */
export interface ResolvedNetwork {
  readonly inputShape: Shape;
  readonly layers: readonly ResolvedLayer[];
}
export type ResolvedDense = LayerOf<'dense'> & { readonly units: number };
export type ResolvedLayer = Exclude<LayerSpec, { type: 'dense' }> | ResolvedDense;

/** The number behind a size. */
export function resolveSize(size: Size, bindings: SizeBindings): number {
  switch (size) {
    case '$features':
      return bindings.features;
    case '$outputs':
      return bindings.outputs;
    default:
      return size;
  }
}

/** A network with every symbolic size filled in from the data. */
export function resolveSizes(network: NetworkSpec, bindings: SizeBindings): ResolvedNetwork {
  return {
    inputShape: network.inputShape.map((size) => resolveSize(size, bindings)),
    layers: network.layers.map((layer) =>
      layer.type === 'dense' ? { ...layer, units: resolveSize(layer.units, bindings) } : layer,
    ),
  };
}
