import { engine, setBackend } from '@tensorflow/tfjs-core';
// Methods on tensors that tfjs's own gradients and initialisers call.
import '@tensorflow/tfjs-core/dist/public/chained_ops/cast';
import '@tensorflow/tfjs-core/dist/public/chained_ops/reshape';
import '@tensorflow/tfjs-core/dist/public/chained_ops/split';
import '@tensorflow/tfjs-core/dist/public/chained_ops/transpose';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import type { BackendName } from '../../core/training/settings.ts';
import { registerGradientFixes } from '../kernels/gradients.ts';

/** A tfjs backend that is set and ready. */
export interface ActiveBackend {
  readonly name: BackendName;
  /** The GPU is emulated on the CPU. */
  readonly isSoftware: boolean;
  /** What runs it, in words for the screen: the GPU's own description, or the kind of WASM. */
  readonly adapter: string;
  /** Resolves with the reason when the GPU device goes away under us, and never otherwise. */
  readonly onLost: Promise<string>;
  /**
   * Asked after a read-back, because GPU errors come late and elsewhere.
   * @throws AppError `engine.deviceLost`, `engine.failed`
   */
  throwIfFailed(): void;
  /** Gives back what the backend holds (device, threads). Tensors on it are lost. */
  release(): void;
}

/** Why a backend cannot run on this machine. */
export class BackendUnavailable extends Error {
  override readonly name = 'BackendUnavailable';

  constructor(
    readonly reason: 'unavailable' | 'software',
    message: string,
  ) {
    super(message);
  }
}

export interface BackendOptions {
  /** Take a GPU that is emulated on the CPU: 11 to 17 times slower than WASM, so only when it is asked for. */
  readonly allowSoftware?: boolean;
}

const live = new Map<BackendName, ActiveBackend>();
let current: ActiveBackend | null = null;

/**
 * Loads, creates and sets a backend; a second call reuses the first's, and one that was lost is made anew.
 * @throws BackendUnavailable
 */
export async function activateBackend(name: BackendName, options: BackendOptions = {}): Promise<ActiveBackend> {
  let backend = live.get(name);
  if (backend?.isSoftware && !options.allowSoftware) {
    throw new BackendUnavailable('software', backend.adapter);
  }
  if (!backend) {
    backend = await createBackend(name, options.allowSoftware ?? false);
    live.set(name, backend);
  }
  if (!(await setBackend(name))) throw new BackendUnavailable('unavailable', `tfjs could not start ${name}`);
  current = backend;
  return backend;
}

/** The backend set last, or null before the first and after a loss. */
export function activeBackend(): ActiveBackend | null {
  return current;
}

/** Frees a backend that is not needed any longer. Its tensors are lost. */
export function releaseBackend(name: BackendName): void {
  const backend = live.get(name);
  if (!backend) return;
  forgetBackend(name);
  backend.release();
}

/** Takes a backend out of tfjs, so that the next `activateBackend` makes a new one. */
function forgetBackend(name: BackendName): void {
  if (current === live.get(name)) current = null;
  live.delete(name);
  engine().removeBackend(name);
}

async function createBackend(name: BackendName, allowSoftware: boolean): Promise<ActiveBackend> {
  registerGradientFixes();
  switch (name) {
    case 'webgpu': {
      const { createWebgpuBackend } = await import('./webgpuBackend.ts');
      return createWebgpuBackend(allowSoftware, () => forgetBackend('webgpu'));
    }
    case 'wasm': {
      const { createWasmBackend } = await import('./wasmBackend.ts');
      return createWasmBackend();
    }
    case 'cpu': {
      const { createCpuBackend } = await import('./cpuBackend.ts');
      return createCpuBackend();
    }
  }
}
