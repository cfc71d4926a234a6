import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { getKernel, type KernelConfig, type TensorInfo } from '@tensorflow/tfjs-core';
import * as v from 'valibot';
import { inputOf, replaceKernel, runKernel, stockKernel, type KernelParams } from './kernelParams.ts';

let isRegistered = false;

/** Replaces the kernels of the WebGPU backend that are wrong. */
export function registerWebgpuKernels(): void {
  if (isRegistered) return;
  isRegistered = true;
  for (const name of ['Cumsum', 'Cumprod']) {
    const stock = stockKernel(name, 'webgpu');
    replaceKernel(stock, (params) => accumulate(stock, params));
  }
  const cast = stockKernel('Cast', 'webgpu');
  replaceKernel(cast, (params) => castInFull(cast, params));
}

/**
 * Stock casts whole numbers and truth values to floats in name alone; what then copies them, as a transpose does, takes their bits
 * for floats, and a recurrent layer loses its mask. A product has values of its own.
 */
function castInFull(stock: KernelConfig, params: KernelParams): TensorInfo {
  const cast = runKernel(stock, params);
  const { dtype } = inputOf(params, 'x');
  if (cast.dtype !== 'float32' || (dtype !== 'bool' && dtype !== 'int32')) return cast;
  const { backend } = params;
  if (!(backend instanceof WebGPUBackend)) throw new Error('a kernel for WebGPU was called on another backend');
  const one = backend.makeTensorInfo([], 'float32', Float32Array.of(1));
  const product = runKernel(getKernel('Multiply', 'webgpu'), { inputs: { a: cast, b: one }, backend, attrs: {} });
  backend.disposeData(one.dataId);
  backend.disposeData(cast.dataId);
  return product;
}

const attributes = v.object({ axis: v.number(), exclusive: v.boolean(), reverse: v.boolean() });

/**
 * Stock bakes the length into the shader of a reverse sum, but not into the key that it caches the pipeline under: the
 * second length gets the first one's. A forward sum of the reversed values has no length in it.
 */
function accumulate(stock: KernelConfig, params: KernelParams): TensorInfo {
  const { axis, exclusive, reverse } = v.parse(attributes, params.attrs);
  if (!reverse) return runKernel(stock, params);
  const { backend } = params;
  if (!(backend instanceof WebGPUBackend)) throw new Error('a kernel for WebGPU was called on another backend');
  const flip = (x: TensorInfo): TensorInfo =>
    runKernel(getKernel('Reverse', 'webgpu'), { inputs: { x }, backend, attrs: { dims: [axis] } });
  const flipped = flip(inputOf(params, 'x'));
  const sums = runKernel(stock, { inputs: { x: flipped }, backend, attrs: { axis, exclusive, reverse: false } });
  const result = flip(sums);
  backend.disposeData(flipped.dataId);
  backend.disposeData(sums.dataId);
  return result;
}
