import type { Graph, Value } from './graph.ts';

/** A graph without operations that nothing asked for depends on. Those that keep something from step to step stay. */
export function prune({ values, operations }: Graph, asked: Iterable<Value>): Graph {
  const used = new Set(asked);
  const kept = operations.toReversed().filter(({ inputs, outputs }) => {
    const isUsed = outputs.some((output) => used.has(output)) || inputs.some(({ kind }) => kind === 'state');
    if (isUsed) inputs.forEach((input) => used.add(input));
    return isUsed;
  });
  return { values, operations: kept.toReversed() };
}
