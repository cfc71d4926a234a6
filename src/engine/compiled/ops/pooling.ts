import { sizeOf } from '../graph.ts';
import type { OperationAttributes, Window } from './attributes.ts';
import { at, type OpRule } from './rule.ts';

/** The window's sizes in the order in which the kernels take them. */
function sizes({ from, to, size, strides, padding }: Window) {
  return [
    from[0],
    from[1],
    from[2],
    to[0],
    to[1],
    size[0],
    size[1],
    strides[0],
    strides[1],
    padding[0],
    padding[1],
  ] as const;
}

/** Gives the largest of each window, and where each was. */
export const maxPool: OpRule<OperationAttributes['maxPool']> = {
  shapes: ([x = []], { window }) => [
    [at(x, 0), ...window.to],
    [at(x, 0), ...window.to],
  ],
  gradient: ({ graph, outputs, attributes, gradient }) =>
    graph.emit('maxPoolGradient', [gradient, at(outputs, 1)], attributes),
  wasm: ({ attributes: { window }, inputs, outputs, kernels }) => {
    const [x, y, places] = [at(inputs, 0), at(outputs, 0), at(outputs, 1)];
    const batch = at(x.shape, 0);
    const given = sizes(window);
    return () => kernels.maxPool(x.at, y.at, places.at, batch, ...given);
  },
};

export const maxPoolGradient: OpRule<OperationAttributes['maxPoolGradient']> = {
  shapes: ([dy = []], { window }) => [[at(dy, 0), ...window.from]],
  wasm: ({ attributes: { window }, inputs, outputs, kernels }) => {
    const [dy, places, dx] = [at(inputs, 0), at(inputs, 1), at(outputs, 0)];
    const batch = at(dy.shape, 0);
    return () => kernels.maxPoolGradient(dy.at, places.at, dx.at, batch, sizeOf(window.from), sizeOf(window.to));
  },
};

export const averagePool: OpRule<OperationAttributes['averagePool']> = {
  shapes: ([x = []], { window }) => [[at(x, 0), ...window.to]],
  gradient: ({ graph, attributes, gradient }) => graph.emit('averagePoolGradient', [gradient], attributes),
  wasm: ({ attributes: { window }, inputs, outputs, kernels }) => {
    const [x, y] = [at(inputs, 0), at(outputs, 0)];
    const batch = at(x.shape, 0);
    const given = sizes(window);
    return () => kernels.averagePool(x.at, y.at, 0, batch, ...given);
  },
};

export const averagePoolGradient: OpRule<OperationAttributes['averagePoolGradient']> = {
  shapes: ([dy = []], { window }) => [[at(dy, 0), ...window.from]],
  wasm: ({ attributes: { window }, inputs, outputs, kernels }) => {
    const [dy, dx] = [at(inputs, 0), at(outputs, 0)];
    const batch = at(dy.shape, 0);
    const given = sizes(window);
    return () => kernels.averagePool(dy.at, dx.at, 1, batch, ...given);
  },
};

/** The mean over all places of each sample. */
export const meanRows: OpRule<OperationAttributes['meanRows']> = {
  shapes: ([x = []]) => [[at(x, 0), at(x, 2)]],
  gradient: ({ graph, attributes, gradient }) => graph.emit('meanRowsGradient', [gradient], attributes),
  wasm: ({ attributes: { rows }, inputs, outputs, kernels }) => {
    const [x, y] = [at(inputs, 0), at(outputs, 0)];
    const [batch = 0, , width = 0] = x.shape;
    return () => {
      for (let i = 0; i < batch; i++) {
        kernels.sumRows(x.at + 4 * i * rows * width, y.at + 4 * i * width, rows, width, 1 / rows);
      }
    };
  },
};

export const meanRowsGradient: OpRule<OperationAttributes['meanRowsGradient']> = {
  shapes: ([dy = []], { rows }) => [[at(dy, 0), rows, at(dy, 1)]],
  wasm: ({ attributes: { rows }, inputs, outputs, kernels }) => {
    const [dy, dx] = [at(inputs, 0), at(outputs, 0)];
    const [batch = 0, width = 0] = dy.shape;
    return () => {
      for (let i = 0; i < batch; i++) {
        kernels.spreadRows(dy.at + 4 * i * width, dx.at + 4 * i * rows * width, rows, width, 1 / rows);
      }
    };
  },
};
