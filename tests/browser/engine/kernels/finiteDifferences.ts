import * as tf from '@tensorflow/tfjs-core';
import { createRandom } from '../../../../src/shared/random.ts';
import type { GradientCase } from './gradientCases.ts';

export type Values = readonly Float32Array[];

export function drawInputs({ shapes, domain }: GradientCase): Values {
  return shapes.map((shape, index) => {
    const random = createRandom(7 + index);
    return Float32Array.from({ length: tf.util.sizeFromShape([...shape]) }, () => {
      const value = random.normal();
      return domain ? domain(value) : value;
    });
  });
}

/** A scalar that every element of the output moves differently. */
function weigh(output: tf.Tensor): tf.Tensor {
  const weights = Float32Array.from({ length: output.size }, (_, i) => Math.cos(1 + 0.7 * i));
  return tf.sum(tf.mul(output, tf.tensor(weights, output.shape)));
}

function tensorsOf({ shapes }: GradientCase, values: Values): tf.Tensor[] {
  return values.map((each, index) => tf.tensor(each.slice(), [...(shapes[index] ?? [])]));
}

/** Outputs of the current backend. */
export async function forward(testCase: GradientCase, values: Values): Promise<Float32Array> {
  const output = tf.tidy(() => testCase.run(...tensorsOf(testCase, values)));
  const read = Float32Array.from(await output.data());
  output.dispose();
  return read;
}

/** Gradients by the current backend. */
export async function gradients(testCase: GradientCase, values: Values): Promise<Values> {
  const results = tf.tidy(() =>
    tf.grads((...inputs: tf.Tensor[]) => weigh(testCase.run(...inputs)))(tensorsOf(testCase, values)),
  );
  const read = await Promise.all(results.map(async (result) => Float32Array.from(await result.data())));
  tf.dispose(results);
  return read;
}

/**
 * Gradients by central differences of the forward pass on the current backend. The outputs are weighed in 64 bits,
 * so that only the rounding of the outputs themselves, divided by the step, is left.
 */
export function finiteDifferences(testCase: GradientCase, values: Values, step = 2 ** -9): Values {
  const weighedOutputs = (moved: Values): number => {
    const output = tf.tidy(() => testCase.run(...tensorsOf(testCase, moved)).dataSync());
    let total = 0;
    for (const [i, value] of output.entries()) total += value * Math.cos(1 + 0.7 * i);
    return total;
  };
  return values.map((each, input) =>
    Float32Array.from(each, (_, i) => {
      const at = (change: number): number =>
        weighedOutputs(values.map((other, k) => (k === input ? withChange(other, i, change) : other)));
      return (at(step) - at(-step)) / (2 * step);
    }),
  );
}

function withChange(values: Float32Array, index: number, change: number): Float32Array {
  const moved = values.slice();
  moved[index] = (moved[index] ?? 0) + change;
  return moved;
}
