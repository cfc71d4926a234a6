import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import {
  engine,
  matMul,
  mean,
  relu,
  square,
  tensor,
  tidy,
  variable,
  variableGrads,
  type Scalar,
} from '@tensorflow/tfjs-core';
import { beforeEach, describe, expect, it } from 'vitest';
import { activateBackend, releaseBackend } from '../../../../src/engine/backend/backends.ts';
import { precompile } from '../../../../src/engine/backend/precompile.ts';
import { createOptimizer } from '../../../../src/engine/optimizers/createOptimizer.ts';

function pipelines(): unknown[] {
  const { backend } = engine();
  if (!(backend instanceof WebGPUBackend)) throw new Error('WebGPU is not set');
  return Object.values(backend['pipelineCache']);
}

function makeStep() {
  const weights = tidy(() => variable(tensor([0.5, -0.5, 1, 2, 3, -1], [3, 2]), true));
  const inputs = tensor([1, 2, 3, -1, 0.5, 2], [2, 3]);
  const optimizer = createOptimizer({ name: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-7, amsgrad: false }, 0.1);
  return {
    weights,
    optimizer,
    step: () => {
      tidy(() => {
        const { grads } = variableGrads(() => mean<Scalar>(square(relu(matMul(inputs, weights)))), [weights]);
        optimizer.applyGradients(grads);
      });
    },
  };
}

describe('precompile', () => {
  beforeEach(async () => {
    releaseBackend('webgpu');
    await activateBackend('webgpu', { allowSoftware: true });
  });

  it('compiles what a training step needs, and changes nothing', async () => {
    const { weights, optimizer, step } = makeStep();
    expect(await precompile(step)).toBe(true);
    expect(optimizer.iterations).toBe(0);
    const compiled = pipelines();
    expect(compiled.length).toBeGreaterThan(3);
    expect(compiled.every((pipeline) => pipeline instanceof GPUComputePipeline)).toBe(true);
    expect([...(await weights.data())]).toEqual([0.5, -0.5, 1, 2, 3, -1]);

    step();
    await weights.data();
    expect(pipelines()).toHaveLength(compiled.length);
    expect(optimizer.iterations).toBe(1);

    // The same step without compiling ahead ends in the same place.
    const other = makeStep();
    other.step();
    expect([...(await other.weights.data())]).toEqual([...(await weights.data())]);
  });

  it('leaves a backend that works when the run throws', async () => {
    const { weights, step } = makeStep();
    const ready = await precompile(() => {
      step();
      throw new Error('half way');
    });
    expect(ready).toBe(false);
    step();
    expect((await weights.data())[0]).not.toBe(0.5);
  });

  it('leaves a backend that works when a pipeline does not compile', async () => {
    const { weights, step } = makeStep();
    const { backend } = engine();
    if (!(backend instanceof WebGPUBackend)) throw new Error('WebGPU is not set');
    const broken = backend.device.createShaderModule({ code: '@compute @workgroup_size(1) fn main() {}' });
    const ready = await precompile(() => {
      step();
      backend['pipelineCache']['broken'] = backend.device.createComputePipelineAsync({
        layout: 'auto',
        compute: { module: broken, entryPoint: 'absent' },
      });
    });
    expect(ready).toBe(false);
    step();
    expect((await weights.data())[0]).not.toBe(0.5);
  });

  it('does nothing on other backends', async () => {
    await activateBackend('wasm');
    let hasRun = false;
    expect(
      await precompile(() => {
        hasRun = true;
      }),
    ).toBe(false);
    expect(hasRun).toBe(false);
  });
});
