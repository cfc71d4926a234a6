import type { LayerSpec, LayerType, Size, SizeExpression, SizeSymbol } from './layerSpec.ts';
import type { NetworkSpec, SizeBindings } from './recipe.ts';

/** The shape of one sample, without the batch axis. */
export type Shape = readonly number[];

type SizeOption = 'units' | 'filters' | 'n' | 'inputDim' | 'feature';
type Resolved<L> = {
  readonly [K in keyof L]: K extends SizeOption ? number : K extends 'targetShape' ? Shape : L[K];
};

/** A layer whose sizes are all numbers. */
export type ResolvedLayer = { [T in LayerType]: Resolved<Extract<LayerSpec, { type: T }>> }[LayerType];

/** Written as an indexed access, so that TypeScript sees that a layer and what is found under its type belong together. */
export type ResolvedLayerOf<T extends LayerType> = {
  [K in T]: { readonly type: K } & Extract<ResolvedLayer, { type: K }>;
}[T];

/** A network whose sizes are all numbers. */
export interface ResolvedNetwork {
  readonly inputShape: Shape;
  readonly layers: readonly ResolvedLayer[];
}

/** What a factor of a size expression looks like. */
const FACTOR =
  /^(?:(\$features|\$outputs|\$time|\$height|\$width|\$channels|\$vocabulary|\$past|\$code)(?:\/([1-9]\d{0,3}))?|([1-9]\d{0,6}))$/;

/** Whether a text is a size expression that can be worked out. */
export function isSizeExpression(text: string): text is SizeExpression {
  return text.startsWith('$') && text.split('*').every((factor) => FACTOR.test(factor));
}

/** The number behind a size; a symbol that the data has no such axis for is worth 1 (`checkShapes` says so). */
export function resolveSize(size: Size, bindings: SizeBindings): number {
  if (typeof size === 'number') return size;
  return size.split('*').reduce((product, factor) => {
    const [, symbol, divisor, number] = FACTOR.exec(factor) ?? [];
    if (number) return product * Number(number);
    return product * Math.ceil(valueOf(symbol, bindings) / Number(divisor ?? 1));
  }, 1);
}

function valueOf(symbol: string | undefined, bindings: SizeBindings): number {
  const { sample, vocabulary, past, code } = bindings;
  const values: Readonly<Record<SizeSymbol, number | null | undefined>> = {
    $features: sample.at(-1),
    $outputs: outputCount(bindings),
    $time: sample[0],
    $height: sample[0],
    $width: sample[1],
    $channels: sample[2],
    $vocabulary: vocabulary,
    $past: past,
    $code: code,
  };
  const known: Readonly<Record<string, number | null | undefined>> = values;
  return (symbol === undefined ? null : known[symbol]) ?? 1;
}

/** How many values the network gives for each thing that it judges: `$outputs`. */
export function outputCount({ target }: SizeBindings): number {
  return target.at(-1) ?? 1;
}

/** A network with every size worked out for the data. */
export function resolveSizes(network: NetworkSpec, bindings: SizeBindings): ResolvedNetwork {
  return {
    inputShape: network.inputShape.map((size) => resolveSize(size, bindings)),
    layers: network.layers.map((layer) => resolveLayer(layer, (size) => resolveSize(size, bindings))),
  };
}

function resolveLayer(layer: LayerSpec, resolve: (size: Size) => number): ResolvedLayer {
  if (layer.type === 'levelLinear') return { ...layer, units: resolve(layer.units), feature: resolve(layer.feature) };
  if ('units' in layer) return { ...layer, units: resolve(layer.units) };
  if ('filters' in layer) return { ...layer, filters: resolve(layer.filters) };
  if ('inputDim' in layer) return { ...layer, inputDim: resolve(layer.inputDim) };
  if ('n' in layer) return { ...layer, n: resolve(layer.n) };
  if ('targetShape' in layer) return { ...layer, targetShape: layer.targetShape.map(resolve) };
  return layer;
}
