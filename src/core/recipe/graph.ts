import type { LayerSpec, LayerType } from './layerSpec.ts';

/** The name by which layers take the network's own input. */
export const INPUT = 'input';

/** Layers that join the outputs of several others. */
const MERGES: ReadonlySet<LayerType> = new Set(['add', 'multiply', 'concatenate']);

export function isMerge(type: LayerType): boolean {
  return MERGES.has(type);
}

type Linked = Pick<LayerSpec, 'id' | 'inputs'>;

/** Where a layer takes its input from: named, or the layer before it, or the network's input. */
export function inputsOf(layers: readonly Linked[], index: number): readonly string[] {
  return layers[index]?.inputs ?? [layers[index - 1]?.id ?? INPUT];
}

/** Whether every layer takes what the one before it gives, and nothing else. */
export function isChain(layers: readonly Linked[]): boolean {
  return layers.every(({ inputs }, index) => {
    const [only] = inputs ?? inputsOf(layers, index);
    return (inputs === undefined || inputs.length === 1) && only === (layers[index - 1]?.id ?? INPUT);
  });
}

/** A reason why the links of a layer do not hold. */
export type LinkProblem =
  /** No earlier layer has this id: a network runs from front to back. */
  | { readonly kind: 'unknown'; readonly input: string }
  /** It joins at least two, or takes just one. */
  | { readonly kind: 'count'; readonly count: number; readonly isMerge: boolean }
  /** What it gives is used by no later layer, and it is not the last. */
  | { readonly kind: 'unused' };

/** What is wrong with the links of the layer at `index`. */
export function linkProblems(layers: readonly (Linked & { readonly type: LayerType })[], index: number): LinkProblem[] {
  const layer = layers[index];
  if (!layer) return [];
  const inputs = inputsOf(layers, index);
  const earlier = new Set([INPUT, ...layers.slice(0, index).map(({ id }) => id)]);
  const problems: LinkProblem[] = inputs.flatMap((input) => (earlier.has(input) ? [] : [{ kind: 'unknown', input }]));
  const joins = isMerge(layer.type);
  if (joins ? inputs.length < 2 : inputs.length !== 1)
    problems.push({ kind: 'count', count: inputs.length, isMerge: joins });
  const isUsed =
    index === layers.length - 1 ||
    layers.some((_, later) => later > index && inputsOf(layers, later).includes(layer.id));
  if (!isUsed) problems.push({ kind: 'unused' });
  return problems;
}
