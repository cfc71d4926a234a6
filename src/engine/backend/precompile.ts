import { engine, env, tidy } from '@tensorflow/tfjs-core';
import { gpuInternals } from './gpuInternals.ts';

const COMPILE_ONLY = 'WEBGPU_ENGINE_COMPILE_ONLY';
let isCompiling = false;

/** Whether kernels are asked only to compile: nothing runs on the GPU, and values are not to be trusted. */
export function isCompilingAhead(): boolean {
  return isCompiling;
}

/**
 * Compiles every WebGPU pipeline that `run` uses in parallel, where tfjs would compile one after another at first use.
 * `run` computes nothing meanwhile: it must neither read a tensor nor assign to one that matters, and what it returns
 * inside `tidy` is disposed. A fused optimizer keeps still by itself. Does nothing on other backends.
 * @returns whether the pipelines are ready; if not, they compile at their first use, as ever.
 */
export async function precompile(run: () => void): Promise<boolean> {
  if (engine().backendName !== 'webgpu') return false;
  const { WebGPUBackend } = await import('@tensorflow/tfjs-backend-webgpu');
  const { backend } = engine();
  if (!(backend instanceof WebGPUBackend)) return false;

  let hasRun = true;
  isCompiling = true;
  env().set(COMPILE_ONLY, true);
  try {
    tidy(run);
  } catch {
    // What was asked for until then still compiles; the rest does at its first use.
    hasRun = false;
  } finally {
    env().set(COMPILE_ONLY, false);
    isCompiling = false;
  }
  try {
    await backend.checkCompileCompletionAsync();
    return hasRun;
  } catch {
    dropPending(gpuInternals(backend).pipelineCache);
    return false;
  }
}

/** tfjs refuses to run with a pipeline that is a promise, for ever, if one of them failed: forget them all. */
function dropPending(cache: Record<string, unknown>): void {
  for (const [key, pipeline] of Object.entries(cache)) {
    if (pipeline instanceof Promise) Reflect.deleteProperty(cache, key);
  }
}
