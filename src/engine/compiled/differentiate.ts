import type { Value } from './graph.ts';
import type { GraphBuilder } from './graphBuilder.ts';
import { gradientsOf } from './ops/rules.ts';

/**
 * Emits the gradients of a loss with respect to everything that it depends on, from back to front; those of a value that is used more
 * than once are added up.
 * @param seeds - values whose gradients are known, with them
 * @param wanted - what gradients are asked for; nothing else is computed than leads to them
 * @returns the gradient of each wanted value that the loss depends on
 */
export function differentiate(
  graph: GraphBuilder,
  seeds: ReadonlyMap<Value, Value>,
  wanted: readonly Value[],
): ReadonlyMap<Value, Value> {
  const operations = graph.operations.slice();
  const gradients = new Map(seeds);
  const needed = leadingFrom(operations, wanted);
  for (const operation of operations.toReversed()) {
    const [output] = operation.outputs;
    const gradient = output && gradients.get(output);
    if (!gradient || !needed.has(output)) continue;
    const given = gradientsOf(operation, { graph, gradient });
    given?.forEach((each, i) => {
      const input = operation.inputs[i];
      if (!each || !input || !needed.has(input)) return;
      const before = gradients.get(input);
      gradients.set(input, before ? graph.emit('add', [before, each], {})[0] : each);
    });
  }
  return gradients;
}

/** The wanted values, and all that depends on them. */
function leadingFrom(
  operations: readonly { readonly inputs: readonly Value[]; readonly outputs: readonly Value[] }[],
  wanted: readonly Value[],
): ReadonlySet<Value> {
  const reached = new Set(wanted);
  for (const { inputs, outputs } of operations) {
    if (inputs.some((input) => reached.has(input))) outputs.forEach((output) => reached.add(output));
  }
  return reached;
}
