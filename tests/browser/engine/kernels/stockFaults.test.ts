import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-webgpu';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import simdUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import { beforeAll, describe, expect, it } from 'vitest';
import { drawInputs, finiteDifferences, gradients } from './finiteDifferences.ts';
import { GRADIENT_CASES } from './gradientCases.ts';

/*
 * What tfjs 4.22 has wrong or lacks without Lathe's kernels. This file loads tfjs alone. A test that fails here says
 * that tfjs has mended something, and that a replacement in src/engine/kernels can go.
 */

type Fault = 'throws' | 'is wrong';

const FAULTS: readonly (readonly ['cpu' | 'wasm' | 'webgpu', string, Fault])[] = [
  ['cpu', 'cumulative sum over the first axis', 'throws'],
  ['cpu', 'average pooling, overlapping', 'is wrong'],
  ['cpu', 'up-sampling, nearest', 'is wrong'],
  ['cpu', 'up-sampling, bilinear', 'throws'],
  ['wasm', 'gather (embedding)', 'throws'],
  ['wasm', 'convolution, same, strides 1', 'throws'],
  ['wasm', 'transposed convolution', 'throws'],
  ['wasm', 'depthwise convolution, valid, strides 1', 'throws'],
  ['wasm', 'max-pooling of negative values', 'is wrong'],
  ['webgpu', 'cumulative sum, another length', 'is wrong'],
];

function caseNamed(name: string) {
  const found = GRADIENT_CASES.find((each) => each.name === name);
  if (!found) throw new Error(`no case '${name}'`);
  return found;
}

describe('tfjs without our kernels', () => {
  beforeAll(async () => {
    setWasmPaths({
      'tfjs-backend-wasm.wasm': simdUrl,
      'tfjs-backend-wasm-simd.wasm': simdUrl,
      'tfjs-backend-wasm-threaded-simd.wasm': simdUrl,
    });
    tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
    await tf.setBackend('webgpu');
    // The first length that a reverse sum meets is the one that its shader keeps.
    const first = caseNamed('cumulative sum');
    await gradients(first, drawInputs(first));
  });

  it.each(FAULTS)('%s: the gradient of %s %s', async (backend, name, fault) => {
    const testCase = caseNamed(name);
    const inputs = drawInputs(testCase);
    await tf.setBackend('cpu');
    const expected = finiteDifferences(testCase, inputs);
    await tf.setBackend(backend);
    if (fault === 'throws') {
      await expect(gradients(testCase, inputs)).rejects.toThrow();
      return;
    }
    const actual = await gradients(testCase, inputs);
    const worst = expected.flatMap((values, input) =>
      Array.from(values, (value, i) => Math.abs((actual[input]?.[i] ?? 0) - value)),
    );
    expect(Math.max(...worst)).toBeGreaterThan(0.05);
  });

  it('webgpu: the mask of a recurrent layer is lost', async () => {
    await tf.setBackend('webgpu');
    // Small tensors would be computed on the CPU, which has it right.
    tf.env().set('WEBGPU_CPU_FORWARD', false);
    const mask = tf.cast(tf.cast(tf.tensor3d([0, 1, 1, 1, 0, 1], [2, 3, 1]), 'bool'), 'float32');
    const values = [...(await tf.slice(tf.transpose(mask, [1, 0, 2]), [0, 0, 0], [1, 2, 1]).data())];
    tf.env().set('WEBGPU_CPU_FORWARD', true);
    expect(values).not.toEqual([0, 1]);
  });

  it('wasm: a dense layer with a transposed side adds its bias several times', async () => {
    const inner = 200;
    const run = async (transposeA: boolean): Promise<number[]> => {
      const a = tf.ones(transposeA ? [inner, 1] : [1, inner]);
      const b = tf.ones([inner, 1]);
      return [...(await tf.fused.matMul({ a, b, transposeA, bias: tf.tensor1d([10]), activation: 'linear' }).data())];
    };
    await tf.setBackend('wasm');
    expect(await run(false)).toEqual([210]);
    expect(await run(true)).not.toEqual([210]);
  });
});
