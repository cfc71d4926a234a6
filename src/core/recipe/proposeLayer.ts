import { createLayer, freeLayerId } from './createLayer.ts';
import type { LayerDescription } from './describeNetwork.ts';
import { INPUT, isMerge } from './graph.ts';
import type { LayerSpec, LayerType } from './layerSpec.ts';
import type { NetworkSpec, SizeBindings } from './recipe.ts';
import { isSameShape, layerShape, sizeOf } from './shapes.ts';
import { resolveSizes, type Shape } from './sizes.ts';

interface Giver {
  readonly id: string;
  readonly shape: Shape;
  readonly learns: boolean;
}

/** A place in a network where a layer may come. */
export interface LayerPlace {
  readonly network: NetworkSpec;
  /** Layers whose ids are taken. */
  readonly taken: readonly Pick<LayerSpec, 'id'>[];
  /** Shapes before the place; null where the data are not known. */
  readonly described: readonly LayerDescription[] | null;
  readonly bindings: SizeBindings | null;
  /** 0 … number of layers. */
  readonly index: number;
}

/**
 * A new layer as it would best be put at a place: a join takes what comes before it and the nearest earlier output
 * that goes with that, over at least one layer that learns; a reshape begins with the shape that it gets.
 */
export function proposeLayer(type: LayerType, place: LayerPlace): LayerSpec {
  const { network, taken, index } = place;
  const layer = createLayer(type, freeLayerId(type, taken));
  const givers = giversBefore(place);
  const previous = givers.at(-1);
  if (layer.type === 'reshape' && previous && previous.shape.length > 0)
    return { ...layer, targetShape: previous.shape };
  if (!isMerge(type)) return layer;
  const before = network.layers[index - 1]?.id ?? INPUT;
  const partner = partnerOf(type, givers);
  return { ...layer, inputs: partner === undefined ? [before] : [partner, before] };
}

/** Whether a new layer could take what it would get at a place; true where that is not known. */
export function fitsPlace(type: LayerType, place: LayerPlace): boolean {
  const { described, bindings, network } = place;
  if (!described || !bindings) return true;
  const givers = giversBefore(place);
  const layer = proposeLayer(type, place);
  if (type === 'embedding' && (bindings.vocabulary === null || givers.at(-1)?.id !== INPUT)) return false;
  // Tokens mean nothing to any other layer.
  if (type !== 'embedding' && bindings.vocabulary !== null && givers.at(-1)?.id === INPUT) return false;
  const inputs = layer.inputs ?? [givers.at(-1)?.id ?? INPUT];
  if (isMerge(type) && inputs.length < 2) return false;
  const shapes = inputs.map((id) => givers.find((giver) => giver.id === id)?.shape ?? []);
  const [resolved] = resolveSizes({ ...network, layers: [layer] }, bindings).layers;
  return resolved !== undefined && layerShape(resolved, shapes).problem === null;
}

/** All that a layer at the place could take, front to back. */
function giversBefore({ network, described, bindings, index }: LayerPlace): Giver[] {
  const inputShape = bindings ? resolveSizes({ ...network, layers: [] }, bindings).inputShape : [];
  return [
    { id: INPUT, shape: inputShape, learns: false },
    ...network.layers.slice(0, index).map(({ id }, at) => {
      const layer = described?.[at];
      return { id, shape: layer?.outputShape ?? [], learns: (layer?.trainable ?? 0) > 0 };
    }),
  ];
}

function partnerOf(type: LayerType, givers: readonly Giver[]): string | undefined {
  const last = givers.at(-1);
  if (!last) return undefined;
  const fitting = givers.slice(0, -1).filter(({ shape }) => goesWith(type, shape, last.shape));
  const overLearning = fitting.findLast((giver) =>
    givers.slice(givers.indexOf(giver) + 1).some(({ learns }) => learns),
  );
  return (overLearning ?? fitting.at(-1))?.id;
}

function goesWith(type: LayerType, shape: Shape, other: Shape): boolean {
  if (sizeOf(shape) === 0) return false;
  return type === 'concatenate'
    ? shape.length === other.length && isSameShape(shape.slice(0, -1), other.slice(0, -1))
    : isSameShape(shape, other);
}
