import { engine } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { activateBackend, releaseBackend } from '../../../../src/engine/backend/backends.ts';
import { chooseEngine } from '../../../../src/engine/backend/router.ts';
import { selfTest } from '../../../../src/engine/backend/selfTest.ts';

const ALLOW_SOFTWARE = {
  activate: (name: Parameters<typeof activateBackend>[0]) => activateBackend(name, { allowSoftware: true }),
  selfTest,
  release: releaseBackend,
};

describe('router', () => {
  it('passes over a software GPU, and runs on WASM', async () => {
    const choice = await chooseEngine('auto', () => Promise.resolve(1));
    expect(choice).toMatchObject({ backend: 'wasm', reason: 'onlyOne', isSoftware: false });
    expect(choice.candidates.map(({ backend, status }) => [backend, status])).toEqual([
      ['webgpu', 'software'],
      ['wasm', 'ok'],
    ]);
    expect(engine().backendName).toBe('wasm');
  });

  it('takes the faster of two', async () => {
    const times = { webgpu: 2, wasm: 5, cpu: 1 };
    const choice = await chooseEngine('auto', (name) => Promise.resolve(times[name]), ALLOW_SOFTWARE);
    expect(choice).toMatchObject({ backend: 'webgpu', reason: 'fastest' });
    expect(choice.candidates.map(({ msPerStep }) => msPerStep)).toEqual([2, 5]);
    expect(engine().backendName).toBe('webgpu');
    const other = await chooseEngine('auto', (name) => Promise.resolve(10 - times[name]), ALLOW_SOFTWARE);
    expect(other.backend).toBe('wasm');
    expect(engine().backendName).toBe('wasm');
  });

  it('runs on the software GPU when that is pinned', async () => {
    const choice = await chooseEngine('webgpuSoftware', () => Promise.resolve(1));
    expect(choice).toMatchObject({ backend: 'webgpu', reason: 'pinned', isSoftware: true });
    expect(engine().backendName).toBe('webgpu');
  });

  it('demotes a backend that fails the self-test or the probe, and falls to the CPU', async () => {
    const parts = {
      ...ALLOW_SOFTWARE,
      selfTest: () => Promise.resolve(engine().backendName === 'webgpu' ? 'gradient of kernel [0] is 0' : null),
    };
    const probe = (name: string) =>
      name === 'wasm' ? Promise.reject(new Error('no such kernel')) : Promise.resolve(9);
    const choice = await chooseEngine('auto', probe, parts);
    expect(choice).toMatchObject({ backend: 'cpu', reason: 'onlyOne' });
    expect(choice.candidates.map(({ status, detail }) => [status, detail])).toEqual([
      ['failedSelfTest', 'gradient of kernel [0] is 0'],
      ['error', 'no such kernel'],
      ['ok', 'JavaScript'],
    ]);
    expect(engine().backendName).toBe('cpu');
  });

  it('says what was tried when nothing can be used', async () => {
    await expect(chooseEngine('webgpu', () => Promise.resolve(1))).rejects.toMatchObject({
      code: 'engine.noBackend',
      details: { tried: expect.stringContaining('webgpu: software') },
    });
  });
});
