import { sizeOf, widthOf } from '../graph.ts';
import type { OperationAttributes, PlainActivation } from './attributes.ts';
import { at, type OpRule } from './rule.ts';

/** As in wasm/assembly/activations.ts. */
const CODES: Readonly<Record<PlainActivation, number>> = {
  linear: 0,
  relu: 1,
  relu6: 2,
  elu: 3,
  selu: 4,
  gelu: 5,
  swish: 6,
  mish: 7,
  tanh: 8,
  sigmoid: 9,
  hardSigmoid: 10,
  softplus: 11,
  softsign: 12,
  leakyReLU: 13,
};

const NEEDS_INPUT: ReadonlySet<PlainActivation> = new Set(['gelu', 'swish', 'mish', 'softplus', 'softsign']);

export const addBias: OpRule<OperationAttributes['addBias']> = {
  shapes: ([x = []]) => [x],
  gradient: ({ graph, gradient }) => [gradient, ...graph.emit('sumRows', [gradient], {})],
  wasm: ({ inputs, outputs, kernels }) => {
    const [x, b, y] = [at(inputs, 0), at(inputs, 1), at(outputs, 0)];
    const width = widthOf(x.shape);
    const rows = sizeOf(x.shape) / width;
    return () => kernels.addBias(x.at, b.at, y.at, rows, width);
  },
};

export const sumRows: OpRule<OperationAttributes['sumRows']> = {
  shapes: ([x = []]) => [[widthOf(x)]],
  wasm: ({ inputs, outputs, kernels }) => {
    const [x, y] = [at(inputs, 0), at(outputs, 0)];
    const width = widthOf(x.shape);
    const rows = sizeOf(x.shape) / width;
    return () => kernels.sumRows(x.at, y.at, rows, width, 1);
  },
};

export const activate: OpRule<OperationAttributes['activate']> = {
  shapes: ([x = []]) => [x],
  gradient: ({ graph, inputs, outputs, attributes, gradient }) => {
    const y = at(outputs, 0);
    // Where y tells all, x need not be kept, and the activation can be fused with what made x.
    const x = NEEDS_INPUT.has(attributes.activation) ? at(inputs, 0) : y;
    return graph.emit('activateGradient', [x, y, gradient], attributes);
  },
  wasm: ({ attributes: { activation, alpha }, inputs, outputs, kernels }) => {
    const [x, y] = [at(inputs, 0), at(outputs, 0)];
    const size = sizeOf(x.shape);
    return () => kernels.activate(CODES[activation], alpha, x.at, y.at, size);
  },
};

export const activateGradient: OpRule<OperationAttributes['activateGradient']> = {
  shapes: ([x = []]) => [x],
  wasm: ({ attributes: { activation, alpha }, inputs, outputs, kernels }) => {
    const [x, y, dy, dx] = [at(inputs, 0), at(inputs, 1), at(inputs, 2), at(outputs, 0)];
    const size = sizeOf(x.shape);
    return () => kernels.activateGradient(CODES[activation], alpha, x.at, y.at, dy.at, dx.at, size);
  },
};

export const softmax: OpRule<OperationAttributes['softmax']> = {
  shapes: ([x = []]) => [x],
  gradient: ({ graph, outputs, gradient }) => graph.emit('softmaxGradient', [at(outputs, 0), gradient], {}),
  wasm: ({ inputs, outputs, kernels }) => {
    const [x, y] = [at(inputs, 0), at(outputs, 0)];
    const width = widthOf(x.shape);
    const rows = sizeOf(x.shape) / width;
    return () => kernels.softmax(x.at, y.at, rows, width);
  },
};

export const softmaxGradient: OpRule<OperationAttributes['softmaxGradient']> = {
  shapes: ([y = []]) => [y],
  wasm: ({ inputs, outputs, kernels }) => {
    const [y, dy, dx] = [at(inputs, 0), at(inputs, 1), at(outputs, 0)];
    const width = widthOf(y.shape);
    const rows = sizeOf(y.shape) / width;
    return () => kernels.softmaxGradient(y.at, dy.at, dx.at, rows, width);
  },
};

export const add: OpRule<OperationAttributes['add']> = {
  shapes: ([a = []]) => [a],
  gradient: ({ gradient }) => [gradient, gradient],
  wasm: ({ inputs, outputs, kernels }) => {
    const [a, b, c] = [at(inputs, 0), at(inputs, 1), at(outputs, 0)];
    const size = sizeOf(c.shape);
    return () => kernels.add(a.at, b.at, c.at, size);
  },
};

export const multiply: OpRule<OperationAttributes['multiply']> = {
  shapes: ([a = []]) => [a],
  gradient: ({ graph, inputs, gradient }) => [
    ...graph.emit('multiply', [gradient, at(inputs, 1)], {}),
    ...graph.emit('multiply', [gradient, at(inputs, 0)], {}),
  ],
  wasm: ({ inputs, outputs, kernels }) => {
    const [a, b, c] = [at(inputs, 0), at(inputs, 1), at(outputs, 0)];
    const size = sizeOf(c.shape);
    return () => kernels.multiply(a.at, b.at, c.at, size);
  },
};

export const dropout: OpRule<OperationAttributes['dropout']> = {
  shapes: ([x = []]) => [x],
  // The draws depend on step and place alone: the same operation lets the same gradients through.
  gradient: ({ graph, attributes, gradient }) => graph.emit('dropout', [gradient], attributes),
  wasm: ({ attributes: { rate, purpose, spread }, inputs, outputs, kernels, drawSeed }) => {
    const [x, y] = [at(inputs, 0), at(outputs, 0)];
    const size = sizeOf(x.shape);
    const channels = widthOf(x.shape);
    return () => kernels.dropout(x.at, y.at, size, channels, spread, drawSeed(purpose), rate * 2 ** 32, 1 / (1 - rate));
  },
};
