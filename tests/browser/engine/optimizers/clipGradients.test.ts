import { tensor, type Tensor } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { activateBackend } from '../../../../src/engine/backend/backends.ts';
import { clipGradients, norm } from '../../../../src/engine/optimizers/clipGradients.ts';
import keras from '../../../fixtures/optimizers/keras.json' with { type: 'json' };

const { limit, gradients } = keras.clip;

describe.each(['cpu', 'wasm', 'webgpu'] as const)('gradient clipping on %s', (backend) => {
  beforeAll(async () => {
    await activateBackend(backend, { allowSoftware: true });
  });

  it.each(['value', 'norm', 'globalNorm'] as const)('clips by %s as Keras does', async (kind) => {
    const clipped = clipGradients(
      { first: tensor(gradients[0] ?? []), second: tensor(gradients[1] ?? []) },
      { kind, limit },
    );
    expectClose(await clipped['first']?.data(), keras.clip[kind][0] ?? []);
    expectClose(await clipped['second']?.data(), keras.clip[kind][1] ?? []);
  });

  it('leaves gradients below the limit as they are', async () => {
    const small = { only: tensor([0.3, -0.4]) };
    for (const kind of ['value', 'norm', 'globalNorm'] as const) {
      expectClose(await clipGradients(small, { kind, limit: 0.5 })['only']?.data(), [0.3, -0.4]);
    }
  });

  it('takes the norm over all tensors', async () => {
    const length: Tensor = norm([tensor([3]), tensor([[0, 4]])]);
    expectClose(await length.data(), [5]);
  });
});

function expectClose(actual: ArrayLike<number> | undefined, expected: readonly number[]): void {
  expect(actual).toHaveLength(expected.length);
  for (const [i, value] of expected.entries()) expect(actual?.[i]).toBeCloseTo(value, 5);
}
