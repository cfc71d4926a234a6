import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { getKernel, type TensorInfo } from '@tensorflow/tfjs-core';
import { floatsOf, isWasmBackend } from '../backend/wasmHeap.ts';
import { runKernel, type KernelParams } from './kernelParams.ts';

/** @throws Error where a kernel for WASM is called on another backend */
export function wasmBackendOf({ backend }: KernelParams): BackendWasm {
  if (!isWasmBackend(backend)) throw new Error('a kernel for WASM was called on another backend');
  return backend;
}

export function integersOf(backend: BackendWasm, tensor: TensorInfo): Int32Array {
  const view = backend.typedArrayFromHeap(tensor);
  if (!(view instanceof Int32Array)) throw new Error(`expected int32, got ${tensor.dtype}`);
  return view;
}

/** A new float32 tensor of zeros. */
export function zerosOf(backend: BackendWasm, shape: readonly number[]): TensorInfo {
  const output = backend.makeOutput([...shape], 'float32');
  floatsOf(backend, output).fill(0);
  return output;
}

/** A new tensor with the last two axes swapped. */
export function swapLastAxes(backend: BackendWasm, tensor: TensorInfo): TensorInfo {
  const perm = tensor.shape.map((_, axis) => axis);
  const last = perm.length - 1;
  perm.splice(last - 1, 2, last, last - 1);
  return runKernel(getKernel('Transpose', 'wasm'), { inputs: { x: tensor }, backend, attrs: { perm } });
}

/** The same data under another shape, borrowed: not to be disposed. */
export function viewAs(tensor: TensorInfo, shape: readonly number[]): TensorInfo {
  return { ...tensor, shape: [...shape] };
}
