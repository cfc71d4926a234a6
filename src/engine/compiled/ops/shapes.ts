import { sizeOf, widthOf } from '../graph.ts';
import type { OperationAttributes } from './attributes.ts';
import { at, type OpRule } from './rule.ts';

/** Its output lies where its input does: `planBuffers` sees to that. */
export const reshape: OpRule<OperationAttributes['reshape']> = {
  shapes: (_, { shape }) => [shape],
  gradient: ({ graph, inputs, gradient }) => graph.emit('reshape', [gradient], { shape: at(inputs, 0).shape }),
  wasm: () => () => undefined,
};

/** Along the last axis. */
export const concatenate: OpRule<OperationAttributes['concatenate']> = {
  shapes: (inputs) => [[...at(inputs, 0).slice(0, -1), inputs.reduce((sum, shape) => sum + widthOf(shape), 0)]],
  gradient: ({ graph, inputs, gradient }) => {
    let start = 0;
    return inputs.map((input) => {
      const [part] = graph.emit('columns', [gradient], { start, width: widthOf(input.shape) });
      start += widthOf(input.shape);
      return part;
    });
  },
  wasm: ({ inputs, outputs, kernels }) => {
    const whole = at(outputs, 0);
    const stride = widthOf(whole.shape);
    const rows = sizeOf(whole.shape) / stride;
    let start = 0;
    const copies = inputs.map((input) => {
      const width = widthOf(input.shape);
      const to = whole.at + 4 * start;
      start += width;
      return () => kernels.copyColumns(input.at, width, to, stride, rows, width);
    });
    return () => copies.forEach((copy) => copy());
  },
};

export const columns: OpRule<OperationAttributes['columns']> = {
  shapes: ([x = []], { width }) => [[...x.slice(0, -1), width]],
  wasm: ({ attributes: { start, width }, inputs, outputs, kernels }) => {
    const [x, y] = [at(inputs, 0), at(outputs, 0)];
    const stride = widthOf(x.shape);
    const rows = sizeOf(x.shape) / stride;
    return () => kernels.copyColumns(x.at + 4 * start, stride, y.at, width, rows, width);
  },
};
