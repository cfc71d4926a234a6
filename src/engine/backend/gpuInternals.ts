/**
 * What a shader of our own needs of tfjs's WebGPU backend and tfjs keeps private (4.22, its last release): the open
 * compute pass, the pipeline cache, and the lists of what must outlive the next submit. Reaching for them here, and
 * nowhere else, keeps our dispatches in one pass with tfjs's own, in order, without a submit in between.
 */
export interface GpuInternals {
  readonly pipelineCache: Record<string, unknown>;
  readonly commandEncoder: GPUCommandEncoder | null;
  computePassEncoder: GPUComputePassEncoder | null;
  dispatchCountInPass: number;
  readonly uniformPendingDisposal: GPUBuffer[];
  readonly commandQueueOwnedIds: WeakSet<object>;
}

const NAMES = [
  'pipelineCache',
  'commandEncoder',
  'computePassEncoder',
  'dispatchCountInPass',
  'uniformPendingDisposal',
  'commandQueueOwnedIds',
];

/** @throws Error where tfjs's backend is not built as in 4.22 */
export function gpuInternals(backend: object): GpuInternals {
  if (!hasInternals(backend)) throw new Error('this WebGPU backend is not that of tfjs 4.22');
  return backend;
}

function hasInternals(backend: object): backend is GpuInternals {
  return NAMES.every((name) => name in backend);
}
