import {
  concat,
  conv2d,
  engine,
  fused,
  matMul,
  reshape,
  tensor,
  tensor4d,
  tidy,
  variable,
  type Tensor,
  type Tensor4D,
} from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { activateBackend } from '../../../../src/engine/backend/backends.ts';
import { createOptimizer } from '../../../../src/engine/optimizers/createOptimizer.ts';
import { updateRuleFor } from '../../../../src/engine/optimizers/updateRules.ts';
import { createRandom } from '../../../../src/shared/random.ts';
import { SPECS } from '../../../fixtures/optimizers/specs.ts';

/** More than one workgroup, and not a multiple of one. */
const SHAPE: [number, number] = [19, 31];
const STEPS = 6;

function draws(seed: number, length: number): Float32Array {
  const random = createRandom(seed);
  return Float32Array.from({ length }, () => random.normal());
}

describe.each(['cpu', 'wasm', 'webgpu'] as const)('optimizers on %s', (backend) => {
  beforeAll(async () => {
    await activateBackend(backend, { allowSoftware: true });
  });
  afterEach(() => {
    engine().disposeVariables();
  });

  it.each(SPECS)('%s moves a variable as its rule does', async (_name, spec) => {
    const size = SHAPE[0] * SHAPE[1];
    const rule = updateRuleFor(spec);
    const expected = draws(1, size);
    const slots = rule.slots.map(({ initialValue }) => new Float32Array(size).fill(initialValue));

    const weights = variable(tensor(expected.slice(), SHAPE), true, 'weights');
    const optimizer = createOptimizer(spec);
    for (let step = 1; step <= STEPS; step++) {
      const learningRate = 0.1 / step;
      const gradient = draws(100 + step, size);
      rule.update({ variable: expected, gradient, slots }, step, learningRate);
      optimizer.setLearningRate(learningRate);
      const onDevice = tensor(gradient, SHAPE);
      optimizer.applyGradients({ weights: onDevice });
      onDevice.dispose();
      // Read in the middle, so that a copy that the backend keeps of what it read would be found stale later.
      if (step === 3) await weights.data();
    }
    expectClose(await weights.data(), expected);
    optimizer.dispose();
  });

  it('has the next forward pass use what it wrote', async () => {
    // WASM packs the weights of products and convolutions, and keeps the copies.
    const kernel = tidy(() => variable(tensor([1, 2, 3, 4], [2, 2]), true, 'kernel'));
    const bias = tidy(() => variable(tensor([1, 1]), true, 'bias'));
    const filter = tidy(() => variable(tensor([1, 2], [1, 1, 1, 2]), true, 'filter'));
    const forward = () =>
      tidy(() => {
        const dense = fused.matMul({ a: tensor([1, 1], [1, 2]), b: kernel, bias, activation: 'linear' });
        const plain = matMul(tensor([1, 1], [1, 2]), kernel);
        const convolved = conv2d(tensor4d([1], [1, 1, 1, 1]), tensor4dOf(filter), 1, 'same');
        return concat([reshape(dense, [2]), reshape(plain, [2]), reshape(convolved, [2])]);
      });
    const before = forward();
    expect([...(await before.data())]).toEqual([5, 7, 4, 6, 1, 2]);
    const optimizer = createOptimizer({ name: 'sgd', momentum: 0, nesterov: false }, 1);
    const gradients = {
      kernel: tensor([1, 1, 1, 1], [2, 2]),
      bias: tensor([1, 1]),
      filter: tensor([1, 1], [1, 1, 1, 2]),
    };
    optimizer.applyGradients(gradients);
    const after = forward();
    expect([...(await after.data())]).toEqual([2, 4, 2, 4, 0, 1]);
    optimizer.applyGradients(gradients);
    expect([...(await forward().data())]).toEqual([-1, 1, 0, 2, -1, 0]);
  });

  it('leaves a clone of the variable as it was', async () => {
    const weights = variable(tensor([1, 2, 3]), true, 'cloned');
    const snapshot: Tensor = weights.clone();
    const optimizer = createOptimizer({ name: 'sgd', momentum: 0, nesterov: false }, 1);
    optimizer.applyGradients({ cloned: tensor([1, 1, 1]) });
    expect([...(await snapshot.data())]).toEqual([1, 2, 3]);
    expect([...(await weights.data())]).toEqual([0, 1, 2]);
  });

  it('goes on from a saved state as if it had never stopped', async () => {
    const spec = { name: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-7, amsgrad: true } as const;
    const first = variable(tensor(draws(1, 8)), true, 'first');
    const optimizer = createOptimizer(spec, 0.05);
    const step = (target: typeof first, by: typeof optimizer, seed: number) => {
      const gradient = tensor(draws(seed, 8));
      by.applyGradients({ [target.name]: gradient });
      gradient.dispose();
    };
    for (const seed of [2, 3, 4]) step(first, optimizer, seed);
    const state = await optimizer.saveState([{ name: 'w', variable: first }]);
    const second = variable(first.clone(), true, 'second');
    const resumed = createOptimizer(spec, 0.05);
    resumed.restoreState(state, [{ name: 'w', variable: second }]);
    for (const seed of [5, 6]) {
      step(first, optimizer, seed);
      step(second, resumed, seed);
    }
    expect(resumed.iterations).toBe(5);
    expect([...(await second.data())]).toEqual([...(await first.data())]);
    // The saved state is a copy, not the live slots.
    expect(Object.keys(state)).toEqual(['iterations', 'momentum/w', 'velocity/w', 'velocityHat/w']);
    expect(state['iterations']).toEqual(Float32Array.of(3));
  });

  it('frees its slots', () => {
    const weights = variable(tensor([1, 2]), true, 'freed');
    const gradient = tensor([1, 1]);
    const before = engine().memory().numTensors;
    const optimizer = createOptimizer({ name: 'nadam', beta1: 0.9, beta2: 0.999, epsilon: 1e-7 });
    optimizer.applyGradients({ [weights.name]: gradient });
    expect(engine().memory().numTensors).toBe(before + 2);
    optimizer.dispose();
    expect(engine().memory().numTensors).toBe(before);
  });
});

function tensor4dOf(x: Tensor): Tensor4D {
  const [a = 1, b = 1, c = 1, d = 1] = x.shape;
  return reshape(x, [a, b, c, d]);
}

function expectClose(actual: ArrayLike<number>, expected: Float32Array): void {
  let worst = 0;
  for (let i = 0; i < expected.length; i++) {
    worst = Math.max(worst, Math.abs((actual[i] ?? NaN) - (expected[i] ?? NaN)));
  }
  expect(worst).toBeLessThan(2e-5);
}
