import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import simdUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import { engine, env } from '@tensorflow/tfjs-core';
import { registerWasmKernels } from '../kernels/wasm.ts';
import { updateOnHeap } from '../optimizers/heapUpdate.ts';
import { registerUpdateExecutor } from '../optimizers/updateExecutor.ts';
import { BackendUnavailable, type ActiveBackend } from './backends.ts';

const PRIORITY = 2;
const createTfjsBackend = engine().findBackendFactory('wasm');

// One binary is shipped. tfjs asks for three addresses, and takes the SIMD one once threads are ruled out below.
setWasmPaths({
  'tfjs-backend-wasm.wasm': simdUrl,
  'tfjs-backend-wasm-simd.wasm': simdUrl,
  'tfjs-backend-wasm-threaded-simd.wasm': simdUrl,
});
// The threaded build starts its threads from the source text of its own minified code, which no bundler keeps intact.
env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);

/**
 * WASM with SIMD, one thread, with the kernels that stock tfjs lacks or has wrong.
 * @throws BackendUnavailable without SIMD
 */
export async function createWasmBackend(): Promise<ActiveBackend> {
  if (!(await env().getAsync('WASM_HAS_SIMD_SUPPORT'))) {
    throw new BackendUnavailable('unavailable', 'this browser has no WebAssembly SIMD');
  }
  if (!engine().backendNames().includes('wasm')) engine().registerBackend('wasm', createTfjsBackend, PRIORITY);
  registerWasmKernels();
  registerUpdateExecutor('wasm', updateOnHeap);
  return {
    name: 'wasm',
    isSoftware: false,
    adapter: 'WebAssembly SIMD',
    onLost: new Promise(() => {}),
    throwIfFailed: () => {},
    release: () => {},
  };
}
