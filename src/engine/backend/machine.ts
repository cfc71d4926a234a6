import { memory } from '@tensorflow/tfjs-core';
import type { EngineMemory, MachineReport } from '../../protocol/engineContract.ts';
import { describeAdapter, isSoftwareAdapter, requestAdapter } from './adapter.ts';

/** The smallest WebAssembly module with a SIMD instruction in it (after wasm-feature-detect). */
const SIMD_MODULE = Uint8Array.of(
  0,
  97,
  115,
  109,
  1,
  0,
  0,
  0,
  1,
  5,
  1,
  96,
  0,
  1,
  123,
  3,
  2,
  1,
  0,
  10,
  10,
  1,
  8,
  0,
  65,
  0,
  253,
  15,
  253,
  98,
  11,
);

/** Adapter and limits of this machine. Creates no device. */
export async function describeMachine(): Promise<MachineReport> {
  const adapter = await requestAdapter();
  const deviceMemory: unknown = 'deviceMemory' in navigator ? navigator.deviceMemory : null;
  return {
    webgpu: adapter && {
      adapter: describeAdapter(adapter.info),
      isSoftware: isSoftwareAdapter(adapter.info),
      maxBufferBytes: adapter.limits.maxBufferSize,
      maxBindingBytes: adapter.limits.maxStorageBufferBindingSize,
    },
    wasmSimd: WebAssembly.validate(SIMD_MODULE),
    wasmThreads: 1,
    deviceMemoryGiB: typeof deviceMemory === 'number' ? deviceMemory : null,
  };
}

/** What tfjs holds at this moment, over all backends. */
export function engineMemory(): EngineMemory {
  const { numTensors, numBytes } = memory();
  return { tensors: numTensors, bytes: numBytes };
}
