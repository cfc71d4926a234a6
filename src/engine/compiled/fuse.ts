import type { Graph, Operation, Value } from './graph.ts';

/** Products and convolutions take the bias and the ReLU behind them into themselves, where nothing else looks at what was between. */
export function fuse({ values, operations }: Graph, asked: Iterable<Value>): Graph {
  const uses = new Map<Value, number>();
  for (const value of [...asked, ...operations.flatMap(({ inputs }) => inputs)]) {
    uses.set(value, (uses.get(value) ?? 0) + 1);
  }
  const fused: Operation[] = [];
  const makers = new Map<Value, number>();
  for (const operation of operations) {
    const [input, bias] = operation.inputs;
    const index = input && uses.get(input) === 1 ? makers.get(input) : undefined;
    const before = index === undefined ? undefined : fused[index];
    const joined =
      before && bias !== undefined && operation.name === 'addBias'
        ? withBias(before, bias, operation.outputs)
        : before && withRelu(before, operation);
    if (joined && index !== undefined) {
      fused[index] = joined;
      operation.outputs.forEach((output) => makers.set(output, index));
      continue;
    }
    operation.outputs.forEach((output) => makers.set(output, fused.length));
    fused.push(operation);
  }
  return { values, operations: fused };
}

function withBias(before: Operation, bias: Value, outputs: readonly Value[]): Operation | null {
  const takesBias = before.name === 'matMul' || before.name === 'conv2d';
  if (!takesBias || before.inputs.length !== 2 || before.attributes.relu) return null;
  return { ...before, inputs: [...before.inputs, bias], outputs };
}

function withRelu(before: Operation, { name, attributes, outputs }: Operation): Operation | null {
  if (name !== 'activate' || attributes.activation !== 'relu') return null;
  if (before.name === 'matMul') return { ...before, outputs, attributes: { ...before.attributes, relu: true } };
  if (before.name === 'conv2d') return { ...before, outputs, attributes: { ...before.attributes, relu: true } };
  return null;
}
