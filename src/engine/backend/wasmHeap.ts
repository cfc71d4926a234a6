import { BackendWasm } from '@tensorflow/tfjs-backend-wasm';

/** Whether tfjs's current backend is the WASM one, whose heap our kernels write to. */
export function isWasmBackend(backend: unknown): backend is BackendWasm {
  return backend instanceof BackendWasm;
}
