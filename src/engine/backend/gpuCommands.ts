import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { isCompilingAhead } from './precompile.ts';

/*
 * What a shader of our own needs of tfjs's WebGPU backend and tfjs keeps private (4.22, its last release):
 * the open compute pass, the pipeline cache, and the lists of what must outlive the next submit. Reading them here,
 * and nowhere else, keeps our dispatches in the same pass as tfjs's own, in order, without a submit in between.
 */

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
  const cache: Record<string, unknown> = backend['pipelineCache'];
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
  backend['uniformPendingDisposal'].push(buffer);
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
  backend['dispatchCountInPass']++;
  for (const { dataId } of tensors) backend['commandQueueOwnedIds'].add(dataId);
}

function openPass(backend: WebGPUBackend): GPUComputePassEncoder {
  const open: unknown = backend['computePassEncoder'];
  if (open instanceof GPUComputePassEncoder) return open;
  backend.ensureCommandEncoderReady();
  const encoder: unknown = backend['commandEncoder'];
  if (!(encoder instanceof GPUCommandEncoder)) throw new Error('tfjs has no command encoder');
  const pass = encoder.beginComputePass();
  backend['computePassEncoder'] = pass;
  return pass;
}
