import { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { util, type TensorInfo } from '@tensorflow/tfjs-core';

/** Whether tfjs's current backend is the WASM one, whose heap our kernels write to. */
export function isWasmBackend(backend: unknown): backend is BackendWasm {
  return backend instanceof BackendWasm;
}

/** A view of a tensor on the heap. It is void once the heap grows: take it after the last allocation. */
export function floatsOf(backend: BackendWasm, tensor: TensorInfo): Float32Array {
  const view = backend.typedArrayFromHeap(tensor);
  if (!(view instanceof Float32Array)) throw new Error(`expected float32, got ${tensor.dtype}`);
  return view;
}

/**
 * Says that a tensor's values have changed under it. XNNPACK packs the weights of a product or convolution once, and
 * keeps the copy under the tensor's id until the tensor is disposed: so its id is given up, and taken up again.
 */
export function forgetPackedCopies(backend: BackendWasm, tensor: TensorInfo): void {
  const { id, memoryOffset } = backend.dataIdMap.get(tensor.dataId);
  backend.wasm.tfjs.disposeData(id);
  backend.wasm.tfjs.registerTensor(id, util.sizeFromShape(tensor.shape), memoryOffset);
}
