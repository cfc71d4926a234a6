import { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import { engine } from '@tensorflow/tfjs-core';
import { registerCpuKernels } from '../kernels/cpu.ts';
import { updateOnCpu } from '../optimizers/cpuUpdate.ts';
import { registerUpdateExecutor } from '../optimizers/updateExecutor.ts';
import type { ActiveBackend } from './backends.ts';

const PRIORITY = 1;

/** Plain JavaScript: slow, and there on every machine. */
export function createCpuBackend(): ActiveBackend {
  if (!engine().backendNames().includes('cpu')) engine().registerBackend('cpu', () => new MathBackendCPU(), PRIORITY);
  registerCpuKernels();
  registerUpdateExecutor('cpu', updateOnCpu);
  return {
    name: 'cpu',
    isSoftware: false,
    adapter: 'JavaScript',
    onLost: new Promise(() => {}),
    throwIfFailed: () => {},
    release: () => {},
  };
}
