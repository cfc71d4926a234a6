import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import type { BackendName } from '../../../../src/core/training/settings.ts';
import { activateBackend } from '../../../../src/engine/backend/backends.ts';
import { createRandom } from '../../../../src/shared/random.ts';

/** More places than are summed at a time, and a last range of fewer images. */
const SHAPE: [number, number, number, number] = [5, 80, 81, 2];

it.each([1, 2])(
  'the gradients of a convolution with stride %s over many places are those of the CPU',
  async (stride) => {
    const expected = await gradientsOn('cpu', stride);
    const actual = await gradientsOn('wasm', stride);
    expect(actual.map(({ length }) => length)).toEqual(expected.map(({ length }) => length));
    for (const [which, values] of actual.entries()) {
      const wanted = expected[which] ?? [];
      const scale = Math.max(...Array.from(wanted, Math.abs));
      const error = values.reduce((worst, value, i) => Math.max(worst, Math.abs(value - (wanted[i] ?? NaN))), 0);
      expect(error / scale).toBeLessThan(1e-5);
    }
  },
);

async function gradientsOn(backend: BackendName, stride: number): Promise<Float32Array[]> {
  await activateBackend(backend, { allowSoftware: true });
  const random = createRandom(5);
  const drawn = (size: number): Float32Array => Float32Array.from({ length: size }, () => random.normal());
  const x = tf.tensor4d(drawn(tf.util.sizeFromShape(SHAPE)), SHAPE);
  const filter = tf.tensor4d(drawn(3 * 3 * 2 * 3), [3, 3, 2, 3]);
  const gradients = tf.grads((x, filter) =>
    tf.sum(tf.square(tf.conv2d<tf.Tensor4D>(tf.reshape(x, SHAPE), tf.reshape(filter, [3, 3, 2, 3]), stride, 'valid'))),
  )([x, filter]);
  const values = await Promise.all(gradients.map(async (each) => Float32Array.from(await each.data())));
  tf.dispose([x, filter, ...gradients]);
  return values;
}
