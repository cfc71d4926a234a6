import { describe, beforeAll } from 'vitest';
import { activateBackend } from '../../../src/engine/backend/backends.ts';
import { BACKENDS, type BackendName } from '../../../src/core/training/settings.ts';

/** Runs the same tests on every backend; WebGPU is the software adapter where the machine has no GPU. */
export function onBackends(run: (backend: BackendName) => void, backends: readonly BackendName[] = BACKENDS): void {
  describe.each(backends)('on %s', (backend) => {
    beforeAll(async () => {
      await activateBackend(backend, { allowSoftware: true });
    });
    run(backend);
  });
}
