import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { engine, env } from '@tensorflow/tfjs-core';
import { registerWebgpuKernels } from '../kernels/webgpu.ts';
import { updateOnGpu } from '../optimizers/gpuUpdate.ts';
import { registerUpdateExecutor } from '../optimizers/updateExecutor.ts';
import { describeAdapter, isSoftwareAdapter, requestAdapter } from './adapter.ts';
import { BackendUnavailable, type ActiveBackend } from './backends.ts';
import { watchDevice } from './deviceLost.ts';

const PRIORITY = 3;
/** tfjs submits after so many dispatches. More per submit costs less JavaScript; too many delay a read-back. */
const DISPATCHES_PER_SUBMIT = 64;

/**
 * A WebGPU device of our own, because the factory in tfjs neither looks at what the adapter is nor watches the device.
 * @throws BackendUnavailable
 */
export async function createWebgpuBackend(allowSoftware: boolean, onGone: () => void): Promise<ActiveBackend> {
  const adapter = await requestAdapter();
  if (!adapter) throw new BackendUnavailable('unavailable', 'no WebGPU adapter');
  const isSoftware = isSoftwareAdapter(adapter.info);
  const description = describeAdapter(adapter.info);
  if (isSoftware && !allowSoftware) throw new BackendUnavailable('software', description);

  const device = await requestDevice(adapter);
  let isReleased = false;
  const watch = watchDevice(device, () => isReleased, onGone);

  env().set('WEBGPU_DEFERRED_SUBMIT_BATCH_SIZE', DISPATCHES_PER_SUBMIT);
  if (engine().backendNames().includes('webgpu')) engine().removeBackend('webgpu');
  engine().registerBackend('webgpu', () => new WebGPUBackend(device, adapter.info), PRIORITY);
  registerWebgpuKernels();
  registerUpdateExecutor('webgpu', updateOnGpu);
  return {
    name: 'webgpu',
    isSoftware,
    adapter: description,
    onLost: watch.onLost,
    throwIfFailed: () => {
      watch.throwIfFailed();
    },
    release: () => {
      isReleased = true;
      device.destroy();
    },
  };
}

/** A device with all that the adapter allows of what tfjs and our shaders use. */
async function requestDevice(adapter: GPUAdapter): Promise<GPUDevice> {
  const { limits } = adapter;
  try {
    return await adapter.requestDevice({
      requiredFeatures: adapter.features.has('timestamp-query') ? ['timestamp-query'] : [],
      requiredLimits: {
        maxComputeWorkgroupStorageSize: limits.maxComputeWorkgroupStorageSize,
        maxComputeWorkgroupsPerDimension: limits.maxComputeWorkgroupsPerDimension,
        maxComputeWorkgroupSizeX: limits.maxComputeWorkgroupSizeX,
        maxComputeInvocationsPerWorkgroup: limits.maxComputeInvocationsPerWorkgroup,
        maxStorageBufferBindingSize: limits.maxStorageBufferBindingSize,
        maxBufferSize: limits.maxBufferSize,
      },
    });
  } catch (error) {
    throw new BackendUnavailable('unavailable', error instanceof Error ? error.message : String(error));
  }
}
