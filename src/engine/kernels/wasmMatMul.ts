import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import * as v from 'valibot';
import { inputOf, replaceKernel, runKernel, stockKernel, type KernelParams } from './kernelParams.ts';
import { swapLastAxes, wasmBackendOf } from './wasmTensors.ts';

const transposes = v.object({ transposeA: v.boolean(), transposeB: v.boolean() });

/**
 * Matrix products with a transposed side. Stock tfjs takes a scalar path for them, 9 to 15 times slower than the plain
 * product, which every dense layer's backward pass needs; and with a bias it adds the bias several times.
 * Transposing first costs little and leads to the fast path.
 */
export function registerMatMul(): void {
  for (const name of ['BatchMatMul', '_FusedMatMul']) {
    const stock = stockKernel(name, 'wasm');
    replaceKernel(stock, (params) => multiply(stock, params));
  }
}

function multiply(stock: KernelConfig, params: KernelParams): TensorInfo {
  const { transposeA, transposeB } = v.parse(transposes, params.attrs);
  if (!transposeA && !transposeB) return runKernel(stock, params);
  const backend = wasmBackendOf(params);
  const a = inputOf(params, 'a');
  const b = inputOf(params, 'b');
  const left = transposeA ? swapLastAxes(backend, a) : a;
  const right = transposeB ? swapLastAxes(backend, b) : b;
  const product = runKernel(stock, {
    inputs: { ...params.inputs, a: left, b: right },
    backend,
    attrs: { ...params.attrs, transposeA: false, transposeB: false },
  });
  if (transposeA) backend.disposeData(left.dataId);
  if (transposeB) backend.disposeData(right.dataId);
  return product;
}
