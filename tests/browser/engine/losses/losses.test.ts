import '@tensorflow/tfjs-layers';
import { grad, mean, tensor2d, tidy, type Tensor } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { createLoss, createWeigher, startsFromLogits } from '../../../../src/engine/losses/loss.ts';
import { LOSSES, type LossName, type LossSpec } from '../../../../src/core/training/settings.ts';
import { defaultLoss } from '../../../../src/core/training/defaults.ts';
import fixtures from '../../../conformance/training/losses.json';
import { onBackends } from '../onBackends.ts';

interface LossCase {
  readonly label: string;
  readonly loss: LossSpec;
  readonly targets: number[][];
  readonly outputs: number[][];
  readonly perSample: number[];
  readonly mean: number;
  readonly weights: number[];
  readonly weightedMean: number;
  readonly gradient: number[][] | null;
}

const cases = fixtures.filter((each): each is typeof each & LossCase => LOSSES.some((name) => name === each.loss.name));

/** float32 sums: a millionth of the largest value. */
function expectClose(actual: ArrayLike<number>, expected: readonly number[], relative: number): void {
  const scale = Math.max(1, ...expected.map(Math.abs));
  expect(actual.length).toBe(expected.length);
  for (const [i, value] of expected.entries()) {
    expect(Math.abs((actual[i] ?? NaN) - value), `entry ${i}: ${actual[i]} for ${value}`).toBeLessThan(
      relative * scale,
    );
  }
}

async function read(compute: () => Tensor): Promise<Float32Array> {
  const result = tidy(compute);
  const values = await result.data<'float32'>();
  result.dispose();
  return values;
}

onBackends(() => {
  it('covers every loss with reference values', () => {
    expect(new Set(cases.map(({ loss }) => loss.name))).toEqual(new Set(LOSSES));
  });

  describe.each(cases.map((each) => [`${each.loss.name}, ${each.label}`, each] as const))('%s', (_, each) => {
    const loss = createLoss(each.loss, false);

    it('has the values of Keras', async () => {
      const perSample = await read(() => loss.perSample(tensor2d(each.targets), tensor2d(each.outputs)));
      expectClose(perSample, each.perSample, 3e-5);
      const weighted = await read(() =>
        loss.mean(tensor2d(each.targets), tensor2d(each.outputs), tensor2d(each.weights, [each.weights.length, 1])),
      );
      expectClose(weighted, [each.weightedMean], 3e-5);
    });

    const expectedGradient = each.gradient?.flat();
    // There is none where outputs sit on a clipping edge.
    if (!expectedGradient) return;
    it('has the gradient of Keras', async () => {
      const gradient = await read(() =>
        grad((outputs) => loss.mean(tensor2d(each.targets), outputs, null))(tensor2d(each.outputs)),
      );
      expectClose(gradient, expectedGradient, 3e-5);
    });
  });

  describe.each(['binary', 'categorical'] as const)('%s losses from folded logits', (kind) => {
    const head = kind === 'binary' ? 'sigmoid' : 'softmax';
    const names = LOSSES.filter((name) => startsFromLogits(defaultLoss(name), head));
    const targets = [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ];
    const logits = [
      [2, -1, 0.5],
      [0.3, 0.2, -3],
      [-1, 4, 1],
    ];

    it.each(names)('%s equals the loss of the probabilities', async (name: LossName) => {
      const spec = { ...defaultLoss(name), labelSmoothing: 0.1 };
      const folded = await read(() => createLoss(spec, true).perSample(tensor2d(targets), tensor2d(logits)));
      const plain = await read(() => createLoss(spec, false).perSample(tensor2d(targets), activated(head, logits)));
      expectClose(folded, [...plain], 1e-5);
    });

    it.each(names)('%s still has a gradient where the probability rounds to 0', async (name: LossName) => {
      const gradient = await read(() =>
        grad((outputs) => createLoss(defaultLoss(name), true).mean(tensor2d([[1, 0]]), outputs, null))(
          tensor2d([[-12, 12]]),
        ),
      );
      expect(gradient[0]).toBeLessThan(-0.1);
      expect(gradient.every(Number.isFinite)).toBe(true);
    });
  });

  it('weighs one-hot classes, single outputs and labels', async () => {
    const check = async (weights: number[], targets: number[][], expected: number[]): Promise<void> => {
      const weigher = createWeigher(weights, targets[0]?.length ?? 0);
      expectClose(await read(() => weigher.weigh(tensor2d(targets))), expected, 1e-6);
      weigher.dispose();
    };
    await check(
      [1, 2, 5],
      [
        [0, 0, 1],
        [1, 0, 0],
      ],
      [5, 1],
    );
    await check([0.5, 4], [[1], [0]], [4, 0.5]);
    await check(
      [1, 3, 2, 7],
      [
        [1, 0],
        [0, 1],
      ],
      [3, 2, 1, 7],
    );
    expect(() => createWeigher([1, 2, 3], 2)).toThrow(RangeError);
  });

  it('means over a batch', async () => {
    const loss = createLoss(defaultLoss('meanSquaredError'), false);
    const [targets, outputs] = [tensor2d([[1], [3]]), tensor2d([[2], [1]])];
    const [whole] = await read(() => loss.mean(targets, outputs, null));
    const [average] = await read(() => mean(loss.perSample(targets, outputs)));
    expect(whole).toBeCloseTo(2.5, 6);
    expect(average).toBeCloseTo(2.5, 6);
    targets.dispose();
    outputs.dispose();
  });
});

function activated(head: 'sigmoid' | 'softmax', logits: readonly (readonly number[])[]): Tensor {
  return tensor2d(
    logits.map((row) => {
      const powers = row.map(Math.exp);
      const total = powers.reduce((sum, power) => sum + power, 0);
      return powers.map((power) => (head === 'sigmoid' ? power / (1 + power) : power / total));
    }),
  );
}
