import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { gpuInternals } from './gpuInternals.ts';
import { isCompilingAhead } from './precompile.ts';

/** A tensor's buffer on the GPU, uploaded if it was not there. */
export function bufferOf(backend: WebGPUBackend, tensor: TensorInfo): GPUBuffer {
  backend.uploadToGPU(tensor.dataId);
  const { resource } = backend.tensorMap.get(tensor.dataId);
  if (!(resource instanceof GPUBuffer)) throw new Error('a tensor has no GPU buffer');
  return resource;
}

/** Forgets the copy that an earlier read-back left on the CPU, because the buffer has changed since. */
export function dropCpuCopy(backend: WebGPUBackend, tensor: TensorInfo): void {
  Reflect.set(backend.tensorMap.get(tensor.dataId), 'values', null);
}

/**
 * The pipeline under a key, compiled at its first use; null while `precompile` has it compile in the
 * background, and waits for it as for tfjs's own.
 */
export function requestPipeline(backend: WebGPUBackend, key: string, source: () => string): GPUComputePipeline | null {
  const cache = gpuInternals(backend).pipelineCache;
  const cached = cache[key];
  if (cached instanceof GPUComputePipeline) return cached;
  if (isCompilingAhead() && cached !== undefined) return null;
  const { device } = backend;
  const descriptor: GPUComputePipelineDescriptor = {
    label: key,
    layout: 'auto',
    compute: { module: device.createShaderModule({ label: key, code: source() }), entryPoint: 'main' },
  };
  if (isCompilingAhead()) {
    cache[key] = device.createComputePipelineAsync(descriptor);
    return null;
  }
  const pipeline = device.createComputePipeline(descriptor);
  cache[key] = pipeline;
  return pipeline;
}

/** A uniform buffer that lives until the commands recorded now are submitted. */
export function stageUniform(backend: WebGPUBackend, values: Float32Array<ArrayBuffer>): GPUBuffer {
  const buffer = backend.bufferManager.acquireBuffer(
    Math.ceil(values.byteLength / 16) * 16,
    GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST,
  );
  backend.queue.writeBuffer(buffer, 0, values);
  gpuInternals(backend).uniformPendingDisposal.push(buffer);
  return buffer;
}

/** Records a dispatch behind what tfjs has recorded, and keeps the tensors' buffers until it is submitted. */
export function recordDispatch(
  backend: WebGPUBackend,
  pipeline: GPUComputePipeline,
  bindGroup: GPUBindGroup,
  [columns, rows]: readonly [number, number],
  tensors: readonly TensorInfo[],
): void {
  const pass = openPass(backend);
  pass.setPipeline(pipeline);
  pass.setBindGroup(0, bindGroup);
  pass.dispatchWorkgroups(columns, rows);
  const internals = gpuInternals(backend);
  internals.dispatchCountInPass += 1;
  for (const { dataId } of tensors) internals.commandQueueOwnedIds.add(dataId);
}

function openPass(backend: WebGPUBackend): GPUComputePassEncoder {
  backend.ensureCommandEncoderReady();
  const internals = gpuInternals(backend);
  if (!internals.commandEncoder) throw new Error('tfjs has no command encoder');
  internals.computePassEncoder ??= internals.commandEncoder.beginComputePass();
  return internals.computePassEncoder;
}
