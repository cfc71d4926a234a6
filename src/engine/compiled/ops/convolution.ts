import type { Kernels } from '../wasm/kernels.ts';
import type { OperationAttributes, Window } from './attributes.ts';
import { OPERAND } from './matMul.ts';
import { at, type OpRule } from './rule.ts';

/** Columns of a patch, and filters, per output pixel. */
function patchOf({ from, size }: Window): number {
  return size[0] * size[1] * from[2];
}

function pixels(batch: number, [height, width]: readonly [number, number, number]): number {
  return batch * height * width;
}

function setConvolution({ setConvolution }: Kernels, { from, to, size, strides, padding }: Window): void {
  setConvolution(
    from[0],
    from[1],
    from[2],
    to[0],
    to[1],
    to[2],
    size[0],
    size[1],
    strides[0],
    strides[1],
    padding[0],
    padding[1],
  );
}

/** x [batch, height, width, channels], filter [height, width, channels, filters], and perhaps a bias. */
export const conv2d: OpRule<OperationAttributes['conv2d']> = {
  shapes: ([x = []], { window }) => [[at(x, 0), ...window.to]],
  gradient: ({ graph, inputs, gradient, attributes: { window, relu } }) => {
    if (relu) throw new Error('only a plain convolution is differentiated');
    const [x, filter] = [at(inputs, 0), at(inputs, 1)];
    const [dx] = graph.emit('conv2dInputGradient', [gradient, filter], { window });
    const [dFilter] = graph.emit('conv2dFilterGradient', [x, gradient], { window });
    return [dx, dFilter];
  },
  workspace: (_, { window }, { gemmWorkspace }) => 4 * gemmWorkspace(window.to[2]),
  wasm: ({ attributes: { window, relu }, inputs, outputs, kernels, workspace }) => {
    const [x, filter, y] = [at(inputs, 0), at(inputs, 1), at(outputs, 0)];
    const rows = pixels(at(x.shape, 0), window.to);
    const [, , filters] = window.to;
    const depth = patchOf(window);
    const bias = inputs[2]?.at ?? 0;
    const then = relu ? 1 : 0;
    return () => {
      setConvolution(kernels, window);
      kernels.gemm(
        OPERAND.patches,
        x.at,
        0,
        OPERAND.plain,
        filter.at,
        filters,
        y.at,
        filters,
        rows,
        filters,
        depth,
        0,
        bias,
        then,
        workspace,
      );
    };
  },
};

/** dy and filter → dx */
export const conv2dInputGradient: OpRule<OperationAttributes['conv2dInputGradient']> = {
  shapes: ([dy = []], { window }) => [[at(dy, 0), ...window.from]],
  workspace: (_, { window }, { gemmWorkspace }) => 4 * gemmWorkspace(window.from[2]),
  wasm: ({ attributes: { window }, inputs, outputs, kernels, workspace }) => {
    const [dy, filter, dx] = [at(inputs, 0), at(inputs, 1), at(outputs, 0)];
    const rows = pixels(at(dy.shape, 0), window.from);
    const [, , channels] = window.from;
    const depth = window.size[0] * window.size[1] * window.to[2];
    return () => {
      setConvolution(kernels, window);
      kernels.gemm(
        OPERAND.spread,
        dy.at,
        0,
        OPERAND.flipped,
        filter.at,
        0,
        dx.at,
        channels,
        rows,
        channels,
        depth,
        0,
        0,
        0,
        workspace,
      );
    };
  },
};

/** x and dy → dFilter */
export const conv2dFilterGradient: OpRule<OperationAttributes['conv2dFilterGradient']> = {
  shapes: (_, { window }) => [[...window.size, window.from[2], window.to[2]]],
  workspace: (_, { window }, { gemmWorkspace }) => 4 * gemmWorkspace(window.to[2]),
  wasm: ({ attributes: { window }, inputs, outputs, kernels, workspace }) => {
    const [x, dy, dFilter] = [at(inputs, 0), at(inputs, 1), at(outputs, 0)];
    const [, , filters] = window.to;
    const depth = pixels(at(x.shape, 0), window.to);
    const rows = patchOf(window);
    return () => {
      setConvolution(kernels, window);
      kernels.gemm(
        OPERAND.patchesTransposed,
        x.at,
        0,
        OPERAND.plain,
        dy.at,
        filters,
        dFilter.at,
        filters,
        rows,
        filters,
        depth,
        0,
        0,
        0,
        workspace,
      );
    };
  },
};
