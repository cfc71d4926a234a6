import { engine, type Tensor } from '@tensorflow/tfjs-core';
import { isWasmBackend } from '../backend/wasmHeap.ts';
import { ensureOwnBuffer, type UpdateExecutor } from './updateExecutor.ts';

/** One pass over views of the WASM heap. */
export const updateOnHeap: UpdateExecutor = (updates, rule, step, learningRate) => {
  for (const { variable } of updates) ensureOwnBuffer(variable);
  const { backend } = engine();
  if (!isWasmBackend(backend)) throw new Error('the WASM backend is not set');
  const viewOf = (tensor: Tensor): Float32Array => {
    const view = backend.typedArrayFromHeap(tensor);
    if (!(view instanceof Float32Array)) throw new Error(`expected float32, got ${tensor.dtype}`);
    return view;
  };
  for (const { variable, gradient, slots } of updates) {
    rule.update(
      { variable: viewOf(variable), gradient: viewOf(gradient), slots: slots.map(viewOf) },
      step,
      learningRate,
    );
  }
};
