import { engine } from '@tensorflow/tfjs-core';
import { floatsOf, forgetPackedCopies, isWasmBackend } from '../backend/wasmHeap.ts';
import { ensureOwnBuffer, type UpdateExecutor } from './updateExecutor.ts';

/** One pass over views of the WASM heap. */
export const updateOnHeap: UpdateExecutor = (updates, rule, step, learningRate) => {
  const { backend } = engine();
  if (!isWasmBackend(backend)) throw new Error('the WASM backend is not set');
  for (const { variable } of updates) ensureOwnBuffer(variable);
  for (const { variable, gradient, slots } of updates) {
    const arrays = {
      variable: floatsOf(backend, variable),
      gradient: floatsOf(backend, gradient),
      slots: slots.map((slot) => floatsOf(backend, slot)),
    };
    rule.update(arrays, step, learningRate);
    forgetPackedCopies(backend, variable);
  }
};
