import {
  add,
  conv2d,
  grad,
  leakyRelu,
  matMul,
  mean,
  memory,
  mul,
  norm,
  reshape,
  softplus,
  square,
  sub,
  sum,
  tensor,
  tidy,
  valueAndGrad,
  type Rank,
  type Tensor,
} from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, it } from 'vitest';
import imageRecipe from '../../../../static-models/recipes/gan-image.json';
import { judgeGeneration } from '../../../../src/core/evaluation/generation.ts';
import { arraySamples } from '../../../../src/core/preprocessing/samples.ts';
import type { PreparedRows } from '../../../../src/core/preprocessing/preparation.ts';
import { createLayer } from '../../../../src/core/recipe/createLayer.ts';
import { modelOf } from '../../../../src/core/recipe/editing.ts';
import { requireRecipe } from '../../../../src/core/recipe/parseRecipe.ts';
import type { LayerSpec } from '../../../../src/core/recipe/layerSpec.ts';
import { ADVERSARIAL_LOSSES, type AdversarialLoss } from '../../../../src/core/recipe/recipe.ts';
import { defaultLoss, defaultOptimizer } from '../../../../src/core/training/defaults.ts';
import { activateBackend, releaseBackend } from '../../../../src/engine/backend/backends.ts';
import { loadPredictor } from '../../../../src/engine/inspection/predictor.ts';
import { gradientPenalty } from '../../../../src/engine/losses/adversarialLosses.ts';
import { createGameTrainer } from '../../../../src/engine/tfjs/adversarialTrainer.ts';
import type { AdversarialConfig, GameTrainer, TrainerConfig } from '../../../../src/engine/trainer.ts';
import { createRandom } from '../../../../src/shared/random.ts';
import { adversarialOf } from '../../../../src/workers/engine/preparedRun.ts';

const MODES = 8;
const ROWS = 2048;
const BATCH = 128;
const LATENT = 8;

/** Eight small clouds on a circle of radius 1.4, as a standardised table has them. */
function ring(): PreparedRows {
  const random = createRandom(2);
  const values = new Float32Array(2 * ROWS);
  const modes = new Float32Array(ROWS);
  for (let row = 0; row < ROWS; row++) {
    const mode = random.below(MODES);
    const angle = (2 * Math.PI * mode) / MODES;
    values[2 * row] = 1.4 * Math.cos(angle) + 0.03 * random.normal();
    values[2 * row + 1] = 1.4 * Math.sin(angle) + 0.03 * random.normal();
    modes[row] = mode;
  }
  return {
    rowCount: ROWS,
    features: arraySamples(values, [2], ROWS),
    targetWidth: 1,
    targets: modes,
    rowIndices: Uint32Array.from({ length: ROWS }, (_, i) => i),
  };
}

/** How many clouds have at least 1 % of the samples within 0.25. */
function modesCovered(samples: Float32Array): number {
  const counts = new Array<number>(MODES).fill(0);
  for (let row = 0; row < samples.length / 2; row++) {
    for (let mode = 0; mode < MODES; mode++) {
      const angle = (2 * Math.PI * mode) / MODES;
      const distance = Math.hypot(
        (samples[2 * row] ?? 0) - 1.4 * Math.cos(angle),
        (samples[2 * row + 1] ?? 0) - 1.4 * Math.sin(angle),
      );
      if (distance < 0.25) counts[mode] = (counts[mode] ?? 0) + 1;
    }
  }
  return counts.filter((count) => count >= samples.length / 200).length;
}

const dense = (id: string, units: number, activation: 'relu' | 'linear'): LayerSpec => ({
  ...createLayer('dense', id),
  units,
  activation,
  kernelInitializer: activation === 'relu' ? 'heNormal' : 'glorotUniform',
});

function configOf(loss: AdversarialLoss, classes = 0): { config: TrainerConfig; game: AdversarialConfig } {
  const isCritic = loss === 'wassersteinGradientPenalty';
  return {
    config: {
      network: {
        inputShape: ['$code'],
        layers: [dense('g1', 64, 'relu'), dense('g2', 64, 'relu'), dense('g3', 2, 'linear')],
      },
      sizes: { sample: [2], target: [2], vocabulary: null },
      loss: defaultLoss('meanSquaredError'),
      optimizer: { ...defaultOptimizer('adam'), ...(isCritic ? { beta1: 0, beta2: 0.9 } : { beta1: 0.5 }) },
      gradientClip: { kind: 'none' },
      classWeights: null,
      seed: 1,
      batchSize: BATCH,
    },
    game: {
      discriminator: {
        inputShape: ['$features'],
        layers: [
          dense('d1', 64, 'linear'),
          createLayer('leakyReLU', 'd2'),
          dense('d3', 64, 'linear'),
          createLayer('leakyReLU', 'd4'),
          dense('d5', 1, 'linear'),
        ],
      },
      latent: LATENT,
      loss,
      discriminatorSteps: isCritic ? 5 : 1,
      labelSmoothing: 0,
      classes,
      translation: null,
    },
  };
}

async function play(trainer: GameTrainer, steps: number, rate: number, seed = 0): Promise<void> {
  const random = createRandom(seed);
  for (let done = 0; done < steps; done += 50) {
    const count = Math.min(50, steps - done);
    const batches = Array.from({ length: count }, () => Uint32Array.from({ length: BATCH }, () => random.below(ROWS)));
    await trainer.runSteps(
      batches,
      batches.map(() => rate),
    );
    await trainer.readLosses();
    trainer.readGame();
  }
}

function fixedLatent(count: number): Float32Array {
  const random = createRandom(77);
  return Float32Array.from({ length: count * LATENT }, () => random.normal());
}

afterEach(() => releaseBackend('wasm'));

describe('a GAN on the ring of eight clouds', () => {
  const settings = {
    nonSaturating: [1000, 0.001],
    leastSquares: [1000, 0.001],
    wassersteinGradientPenalty: [900, 0.002],
  } as const;

  it.each(ADVERSARIAL_LOSSES)(
    'covers at least seven of them: %s',
    async (loss) => {
      await activateBackend('wasm');
      const { config, game } = configOf(loss);
      const trainer = await createGameTrainer(config, game);
      try {
        const data = ring();
        trainer.loadData('train', data);
        const [steps, rate] = settings[loss];
        await play(trainer, 100, rate);
        const tensors = memory().numTensors;
        await play(trainer, steps, rate, 1);
        expect(memory().numTensors).toBe(tensors);
        const samples = await trainer.generate(fixedLatent(1000), 1000, []);
        expect(modesCovered(samples)).toBeGreaterThanOrEqual(7);
        const real = (data.features.values ?? new Float32Array()).subarray(0, 600);
        const quality = judgeGeneration(samples.subarray(0, 600), real, 2);
        expect(quality.isCollapsed).toBe(false);
        expect(quality.coverage).toBeGreaterThan(0.1);
      } finally {
        trainer.dispose();
      }
    },
    120_000,
  );

  it('told the class, makes samples of it', async () => {
    await activateBackend('wasm');
    const { config, game } = configOf('nonSaturating', MODES);
    const trainer = await createGameTrainer(config, game);
    trainer.loadData('train', ring());
    await play(trainer, 800, 0.001);
    const classes = Array.from({ length: 800 }, (_, i) => i % MODES);
    const samples = await trainer.generate(fixedLatent(800), 800, classes);
    const right = classes.filter((mode, row) => {
      const angle = (2 * Math.PI * mode) / MODES;
      return (samples[2 * row] ?? 0) * Math.cos(angle) + (samples[2 * row + 1] ?? 0) * Math.sin(angle) > 1.2;
    });
    expect(right.length).toBeGreaterThan(600);
    trainer.dispose();
  }, 120_000);

  it.each(ADVERSARIAL_LOSSES)('goes on from a saved state with the very next step: %s', async (loss) => {
    await activateBackend('wasm');
    const { config, game } = configOf(loss);
    const samplesAfter = async (isInterrupted: boolean): Promise<Float32Array> => {
      let trainer = await createGameTrainer(config, game);
      trainer.loadData('train', ring());
      await play(trainer, 5, 0.001);
      if (isInterrupted) {
        const state = await trainer.saveState();
        trainer.dispose();
        trainer = await createGameTrainer(config, game);
        trainer.loadData('train', ring());
        await trainer.restoreState(state);
      }
      await play(trainer, 5, 0.001, 1);
      const samples = await trainer.generate(fixedLatent(8), 8, []);
      trainer.dispose();
      return samples;
    };
    expect(await samplesAfter(true)).toEqual(await samplesAfter(false));
  });

  it('the recipe for pictures, told the class, goes on from a saved state with its running averages', async () => {
    await activateBackend('wasm');
    const shape = [8, 8, 1];
    const recipe = requireRecipe(imageRecipe);
    if (recipe.procedure.kind !== 'gan') throw new Error('expected a GAN');
    const sizes = { sample: shape, target: shape, vocabulary: null, classes: 2 };
    const { adversarial } = adversarialOf({ ...recipe, procedure: { ...recipe.procedure, conditional: true } }, sizes);
    if (!adversarial) throw new Error('expected a GAN');
    const { optimizer, loss, gradientClip } = recipe.training;
    const network = modelOf(recipe);
    const config = { network, sizes, optimizer, loss, gradientClip, classWeights: null, seed: 1, batchSize: BATCH };
    const random = createRandom(6);
    const values = Float32Array.from({ length: ROWS * 64 }, () => random.uniform());
    const data = { ...ring(), features: arraySamples(values, shape, ROWS), targets: ring().targets.map((c) => c % 2) };
    const started = async (): Promise<GameTrainer> => {
      const trainer = await createGameTrainer(config, adversarial);
      trainer.loadData('train', data);
      return trainer;
    };
    const latents = fixedLatent(4 * (adversarial.latent / LATENT));
    const end = async (trainer: GameTrainer): Promise<Float32Array> => {
      await play(trainer, 3, 0.001, 1);
      const made = await trainer.generate(latents, 4, [0, 1, 0, 1]);
      trainer.dispose();
      return made;
    };

    const whole = await started();
    await play(whole, 3, 0.001);
    const state = await whole.saveState();
    const expected = await end(whole);
    const resumed = await started();
    await resumed.restoreState(state);
    expect(await end(resumed)).toEqual(expected);
    expect(expected).toHaveLength(4 * 64);
    expect(Math.max(...expected) - Math.min(...expected)).toBeGreaterThan(0.01);
  });

  it('leaves its generator as a stock model', async () => {
    await activateBackend('wasm');
    const { config, game } = configOf('leastSquares');
    const trainer = await createGameTrainer(config, game);
    const expected = await trainer.generate(fixedLatent(4), 4, []);
    const predictor = await loadPredictor(await trainer.exportModel());
    trainer.dispose();
    const given = await predictor.predict(fixedLatent(4), 4);
    predictor.dispose();
    given.forEach((value, i) => expect(Math.abs(value - (expected[i] ?? NaN))).toBeLessThan(1e-5));
  });
});

describe('gradientPenalty', () => {
  const random = createRandom(4);
  const normals = (length: number, scale: number): Float32Array =>
    Float32Array.from({ length }, () => scale * random.normal());
  type Critic = (weights: Tensor) => (batch: Tensor) => Tensor;
  /** Smooth critics with one hidden layer; `weights` are those of that layer. */
  const lastOfDense = normals(5, 1);
  /** Far from the kink, where differences of finite steps mean nothing. */
  const offsets = [6, -6, 6, -6, 6];
  const dense: Critic = (weights) => (batch) =>
    matMul(
      softplus(mul(0.3, leakyRelu(add(matMul(batch, reshape(weights, [2, 5])), tensor(offsets)), 0.2))),
      tensor(lastOfDense, [5, 1]),
    );
  const lastOfConvolution = normals(8, 1);
  const convolution: Critic = (weights) => (batch) => {
    const hidden = leakyRelu(
      add(
        conv2d(reshape<Rank.R4>(batch, [-1, 4, 4, 1]), reshape<Rank.R4>(weights, [3, 3, 1, 2]), 2, 'same'),
        tensor([4, -4]),
      ),
      0.2,
    );
    return matMul(softplus(reshape(hidden, [-1, 8])), tensor(lastOfConvolution, [8, 1]));
  };
  const cases: readonly {
    name: string;
    critic: Critic;
    weights: Float32Array;
    points: Float32Array;
    shape: number[];
  }[] = [
    { name: 'dense', critic: dense, weights: normals(10, 1), points: normals(12, 1), shape: [6, 2] },
    {
      name: 'convolution',
      critic: convolution,
      weights: normals(18, 0.6),
      points: normals(48, 1),
      shape: [3, 4, 4, 1],
    },
  ];

  /** The penalty as it is defined, by first derivatives. */
  async function penaltyOf(critic: Critic, values: Float32Array, points: Tensor): Promise<number> {
    const penalty = tidy(() => {
      const slopes = grad((batch: Tensor) => sum(critic(tensor(values))(batch)))(points);
      const lengths = norm(reshape(slopes, [points.shape[0], -1]), 2, 1);
      return mul(mean(square(sub(lengths, 1))), 10);
    });
    const [value = NaN] = await penalty.data();
    penalty.dispose();
    return value;
  }

  describe.each(['cpu', 'wasm', 'webgpu'] as const)('on %s', (backend) => {
    afterEach(() => releaseBackend(backend));

    it.each(cases)(
      'has the value and the gradient by finite differences of the penalty itself: $name',
      async ({ critic, weights, points, shape }) => {
        await activateBackend(backend, { allowSoftware: true });
        const at = tensor(points, shape);
        const given = tidy(() => valueAndGrad((flat: Tensor) => gradientPenalty(critic(flat), at))(tensor(weights)));
        const [value = NaN] = await given.value.data();
        expect(value).toBeCloseTo(await penaltyOf(critic, weights, at), 3);
        const gradient = await given.grad.data();
        const expected: number[] = [];
        for (const i of weights.keys()) {
          const changed = (change: number): Promise<number> =>
            penaltyOf(
              critic,
              weights.map((each, j) => (i === j ? each + change : each)),
              at,
            );
          expected.push(((await changed(1e-2)) - (await changed(-1e-2))) / 2e-2);
        }
        const largest = Math.max(...expected.map(Math.abs));
        expect(largest).toBeGreaterThan(0.5);
        expected.forEach((each, i) => expect(Math.abs((gradient[i] ?? NaN) - each)).toBeLessThan(0.02 * largest));
      },
    );
  });
});
