import { engine, setBackend, tensor } from '@tensorflow/tfjs-core';
import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { afterEach, describe, expect, it } from 'vitest';
import { activateBackend, activeBackend, releaseBackend } from '../../../../src/engine/backend/backends.ts';
import { describeMachine, engineMemory } from '../../../../src/engine/backend/machine.ts';
import { selfTest } from '../../../../src/engine/backend/selfTest.ts';
import { yieldToMessages } from '../../../../src/engine/backend/yield.ts';

describe('backends', () => {
  afterEach(() => {
    releaseBackend('webgpu');
  });

  it.each(['cpu', 'wasm', 'webgpu'] as const)(
    '%s starts, passes the self-test and leaves nothing behind',
    async (name) => {
      const backend = await activateBackend(name, { allowSoftware: true });
      expect(engine().backendName).toBe(name);
      expect(activeBackend()).toBe(backend);
      const before = engineMemory();
      expect(await selfTest()).toBeNull();
      expect(engineMemory()).toEqual(before);
      expect(Object.keys(engine().registeredVariables)).toEqual([]);
      backend.throwIfFailed();
    },
  );

  it('takes no software GPU unasked, also when one is running already', async () => {
    await expect(activateBackend('webgpu')).rejects.toMatchObject({ reason: 'software' });
    await activateBackend('webgpu', { allowSoftware: true });
    await expect(activateBackend('webgpu')).rejects.toMatchObject({ reason: 'software' });
  });

  it('starts again after it was released', async () => {
    for (const name of ['wasm', 'webgpu', 'cpu'] as const) {
      await activateBackend(name, { allowSoftware: true });
      releaseBackend(name);
      const again = await activateBackend(name, { allowSoftware: true });
      expect(await selfTest()).toBeNull();
      again.throwIfFailed();
    }
  });

  it('says that the device was lost, and makes a new one', async () => {
    const lost = await activateBackend('webgpu', { allowSoftware: true });
    const { backend } = engine();
    if (!(backend instanceof WebGPUBackend)) throw new Error('WebGPU is not set');
    const kept = tensor([1, 2, 3]);
    backend.device.destroy();
    expect(await lost.onLost).not.toBe('');
    expect(() => {
      lost.throwIfFailed();
    }).toThrow('engine.deviceLost');
    expect(activeBackend()).toBeNull();
    kept.dispose();

    const next = await activateBackend('webgpu', { allowSoftware: true });
    expect(await selfTest()).toBeNull();
    next.throwIfFailed();
  });

  it('reports an error that the GPU raises later', async () => {
    const active = await activateBackend('webgpu', { allowSoftware: true });
    const { backend } = engine();
    if (!(backend instanceof WebGPUBackend)) throw new Error('WebGPU is not set');
    backend.device.createBuffer({ size: 16, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.STORAGE });
    await backend.queue.onSubmittedWorkDone();
    await yieldToMessages();
    expect(() => {
      active.throwIfFailed();
    }).toThrow('engine.failed');
    active.throwIfFailed();
  });

  it('describes the machine', async () => {
    const machine = await describeMachine();
    expect(machine.wasmSimd).toBe(true);
    expect(machine.webgpu?.isSoftware).toBe(true);
    expect(machine.webgpu?.maxBindingBytes).toBeGreaterThanOrEqual(128 * 2 ** 20);
  });

  it('finds a backend whose gradients are wrong', async () => {
    await activateBackend('cpu');
    const { getKernel, registerKernel, unregisterKernel } = await import('@tensorflow/tfjs-core');
    const tanhKernel = getKernel('Tanh', 'cpu');
    unregisterKernel('Tanh', 'cpu');
    registerKernel({ ...getKernel('Relu', 'cpu'), kernelName: 'Tanh' });
    try {
      expect(await selfTest()).toMatch(/loss/);
    } finally {
      unregisterKernel('Tanh', 'cpu');
      registerKernel(tanhKernel);
      await setBackend('cpu');
    }
    expect(await selfTest()).toBeNull();
  });
});
