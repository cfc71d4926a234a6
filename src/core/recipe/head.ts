import type { Activation, LayerOf, LayerSpec } from './layerSpec.ts';
import type { NetworkSpec } from './recipe.ts';

/** The dense layer that gives the outputs, and what follows it. */
export interface Head {
  readonly layer: LayerOf<'dense'>;
  readonly index: number;
  /** What the network's outputs go through last: an activation layer right behind a linear head counts. */
  readonly activation: Activation;
  /** That activation layer, where there is one. */
  readonly activationLayer: LayerOf<'activation'> | null;
  /** Layers behind head and activation: they disturb the outputs. */
  readonly trailing: readonly LayerSpec[];
}

/** The head is the last dense layer; null where there is none. */
export function findHead({ layers }: NetworkSpec): Head | null {
  const index = layers.findLastIndex(({ type }) => type === 'dense');
  const layer = layers[index];
  if (layer?.type !== 'dense') return null;
  const next = layers[index + 1];
  const activationLayer = layer.activation === 'linear' && next?.type === 'activation' ? next : null;
  return {
    layer,
    index,
    activation: activationLayer?.activation ?? layer.activation,
    activationLayer,
    trailing: layers.slice(index + (activationLayer ? 2 : 1)),
  };
}
