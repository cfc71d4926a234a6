import type { OperationAttributes } from './attributes.ts';
import { at, type OpRule } from './rule.ts';

/** How an operand of `gemm` lies in memory, as in wasm/assembly/pack.ts. */
export const OPERAND = { plain: 0, transposed: 1, patches: 2, patchesTransposed: 3, spread: 4, flipped: 5 } as const;

export const matMul: OpRule<OperationAttributes['matMul']> = {
  shapes: ([a = [], b = []], { transposeA, transposeB }) => [[at(a, transposeA ? 1 : 0), at(b, transposeB ? 0 : 1)]],
  gradient: ({ graph, inputs, gradient, attributes }) => {
    const { transposeA, transposeB, relu } = attributes;
    if (transposeA || transposeB || relu) throw new Error('only a plain product is differentiated');
    const [a, b] = [at(inputs, 0), at(inputs, 1)];
    const options = { transposeA: false, transposeB: false, relu: false };
    const [da] = graph.emit('matMul', [gradient, b], { ...options, transposeB: true });
    const [db] = graph.emit('matMul', [a, gradient], { ...options, transposeA: true });
    return [da, db];
  },
  workspace: ([, b = []], { transposeB }, { gemmWorkspace }) => 4 * gemmWorkspace(at(b, transposeB ? 0 : 1)),
  wasm: ({ attributes: { transposeA, transposeB, relu }, inputs, outputs, kernels, workspace }) => {
    const [a, b, c] = [at(inputs, 0), at(inputs, 1), at(outputs, 0)];
    const [m = 0, n = 0] = c.shape;
    const k = at(a.shape, transposeA ? 0 : 1);
    const kindA = transposeA ? OPERAND.transposed : OPERAND.plain;
    const kindB = transposeB ? OPERAND.transposed : OPERAND.plain;
    const strides = [at(a.shape, 1), at(b.shape, 1)] as const;
    const bias = inputs[2]?.at ?? 0;
    const then = relu ? 1 : 0;
    return () => {
      kernels.gemm(kindA, a.at, strides[0], kindB, b.at, strides[1], c.at, n, m, n, k, 0, bias, then, workspace);
    };
  },
};
