import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { arraySamples } from '../../../../src/core/preprocessing/samples.ts';
import type { PreparedRows } from '../../../../src/core/preprocessing/preparation.ts';
import { createLayer } from '../../../../src/core/recipe/createLayer.ts';
import { ACTIVATIONS, PADDINGS, type LayerOf, type LayerSpec } from '../../../../src/core/recipe/layerSpec.ts';
import { sizeOf } from '../../../../src/core/recipe/shapes.ts';
import { defaultLoss, defaultOptimizer } from '../../../../src/core/training/defaults.ts';
import { LOSSES, type OptimizerName } from '../../../../src/core/training/settings.ts';
import { activateBackend } from '../../../../src/engine/backend/backends.ts';
import { createCompiledTrainer, uncovered } from '../../../../src/engine/compiled/compiledTrainer.ts';
import { createTfjsTrainer } from '../../../../src/engine/tfjs/tfjsTrainer.ts';
import type { Trainer, TrainerConfig } from '../../../../src/engine/trainer.ts';
import { createRandom } from '../../../../src/shared/random.ts';

const STEPS = 20;
const OPTIMIZERS: readonly OptimizerName[] = [
  'sgd',
  'rmsprop',
  'adagrad',
  'adadelta',
  'adam',
  'adamw',
  'adamax',
  'nadam',
];

// The CPU backend is the slower and the simpler of tfjs's: where the two differ, it is the one to believe.
beforeAll(() => activateBackend('cpu', { allowSoftware: true }));

interface Case {
  readonly sample: readonly number[];
  readonly layers: readonly LayerSpec[];
  readonly outputs?: number;
  readonly batchSize?: number;
  readonly options?: Partial<TrainerConfig>;
}

function configOf({ sample, layers, outputs = 3, batchSize = 5, options }: Case): TrainerConfig {
  return {
    network: { inputShape: sample, layers },
    sizes: { sample, target: [outputs], vocabulary: null },
    loss: defaultLoss('meanSquaredError'),
    optimizer: defaultOptimizer('adam'),
    gradientClip: { kind: 'none' },
    classWeights: null,
    seed: 3,
    batchSize,
    ...options,
  };
}

/** Rows drawn from N(0, 1), one-hot targets: any loss takes those. */
function drawRows({ sample, outputs = 3 }: Case, rowCount: number): PreparedRows {
  const random = createRandom(7);
  const features = Float32Array.from({ length: rowCount * sizeOf(sample) }, () => random.normal());
  const targets = new Float32Array(rowCount * outputs);
  for (let row = 0; row < rowCount; row++) targets[row * outputs + random.below(outputs)] = 1;
  const rowIndices = Uint32Array.from({ length: rowCount }, (_, i) => i);
  return { rowCount, features: arraySamples(features, sample, rowCount), targetWidth: outputs, targets, rowIndices };
}

interface Trajectory {
  readonly losses: Float32Array;
  readonly weights: Readonly<Record<string, Float32Array>>;
  readonly norms: Readonly<Record<string, number>>;
  readonly evaluated: Float32Array;
}

/** Whole batches, then one that is smaller. */
async function follow(trainer: Trainer, rows: PreparedRows, batchSize: number): Promise<Trajectory> {
  try {
    trainer.loadData('train', rows);
    trainer.loadData('validation', rows);
    const batches = Array.from({ length: STEPS }, (_, step) =>
      Uint32Array.from(
        { length: step % 3 === 2 ? Math.max(1, batchSize - 2) : batchSize },
        (_, i) => (step * 3 + i) % rows.rowCount,
      ),
    );
    await trainer.runSteps(
      batches,
      batches.map(() => 0.01),
    );
    const { outputs, loss } = await trainer.evaluate('validation');
    return {
      losses: await trainer.readLosses(),
      weights: await trainer.readWeights(),
      norms: await trainer.readGradientNorms(),
      evaluated: Float32Array.of(loss, ...outputs),
    };
  } finally {
    trainer.dispose();
  }
}

/** The largest difference, in units of the largest value of the two, at least 1. */
function gap(ours: Float32Array, theirs: Float32Array): number {
  expect(ours.length).toBe(theirs.length);
  const scale = theirs.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
  return ours.reduce((most, value, i) => Math.max(most, Math.abs(value - (theirs[i] ?? NaN)) / scale), 0);
}

/** Sums in another order, twenty steps on: float32 keeps seven digits, Adam's division by √v̂ costs two of them. */
const TOLERANCE = 2e-5;

async function expectParity(given: Case, tolerance = TOLERANCE): Promise<void> {
  const config = configOf(given);
  expect(uncovered(config)).toEqual([]);
  const rows = drawRows(given, 11);
  const ours = await follow(await createCompiledTrainer(config), rows, config.batchSize);
  const theirs = await follow(await createTfjsTrainer(config), rows, config.batchSize);
  expect(Object.keys(ours.weights)).toEqual(Object.keys(theirs.weights));
  expect(gap(ours.losses, theirs.losses)).toBeLessThan(tolerance);
  expect(gap(ours.evaluated, theirs.evaluated)).toBeLessThan(tolerance);
  for (const [name, values] of Object.entries(theirs.weights)) {
    expect([name, gap(ours.weights[name] ?? new Float32Array(), values)]).toEqual([
      name,
      expect.closeTo(0, -Math.log10(2 * tolerance)),
    ]);
  }
  expect(Object.keys(ours.norms)).toEqual(Object.keys(theirs.norms));
  const [a, b] = [ours, theirs].map(({ norms }) => Float32Array.from(Object.values(norms)));
  if (a && b) expect(gap(a, b)).toBeLessThan(tolerance);
}

const dense = (id: string, units: number, options: Partial<LayerOf<'dense'>> = {}): LayerSpec => ({
  ...createLayer('dense', id),
  units,
  ...options,
});
const head = dense('head', 3, { activation: 'linear' });

describe('one step after another as tfjs takes them', () => {
  it.each(ACTIVATIONS)('a dense layer with %s', (activation) =>
    expectParity({ sample: [6], layers: [dense('hidden', 9, { activation }), head] }),
  );

  it.each(LOSSES)('the loss %s, from logits and from outputs', async (name) => {
    for (const activation of ['linear', 'sigmoid', 'softmax'] as const) {
      const loss = { ...defaultLoss(name), labelSmoothing: 0.1 };
      const last = dense('head', 3, { activation });
      const isLogarithm =
        activation === 'linear' &&
        ![
          'meanSquaredError',
          'meanAbsoluteError',
          'huber',
          'logCosh',
          'hinge',
          'squaredHinge',
          'categoricalHinge',
        ].includes(name);
      // A logarithm of what may be negative is not a number on any engine.
      if (!isLogarithm)
        await expectParity({
          sample: [6],
          layers: [dense('hidden', 5, { activation: 'tanh' }), last],
          options: { loss },
        });
    }
  });

  it.each(OPTIMIZERS)('the optimizer %s', (name) =>
    expectParity({ sample: [6], layers: [dense('hidden', 7), head], options: { optimizer: defaultOptimizer(name) } }),
  );

  it.each([
    { kind: 'value', limit: 0.01 },
    { kind: 'norm', limit: 0.05 },
    { kind: 'globalNorm', limit: 0.05 },
  ] as const)('gradients clipped by $kind', (gradientClip) =>
    expectParity({ sample: [6], layers: [dense('hidden', 7), head], options: { gradientClip } }),
  );

  it('class weights, per class and per answer', async () => {
    const loss = defaultLoss('categoricalCrossentropy');
    const softmax = dense('head', 3, { activation: 'softmax' });
    await expectParity({ sample: [6], layers: [softmax], options: { loss, classWeights: [1, 2, 0.5] } });
    const sigmoid = dense('head', 3, { activation: 'sigmoid' });
    const answers = defaultLoss('binaryCrossentropy');
    await expectParity({
      sample: [6],
      layers: [sigmoid],
      options: { loss: answers, classWeights: [1, 2, 3, 1, 0.5, 1] },
    });
  });

  it('penalties on weights', () =>
    expectParity({ sample: [6], layers: [dense('hidden', 7, { kernelRegularizer: { l1: 0.01, l2: 0.02 } }), head] }));

  it('batch normalisation, dropout and mixup', () =>
    expectParity({
      sample: [6],
      // Without a bias: its gradient would be nothing but rounding, which Adam makes large.
      layers: [
        dense('hidden', 9, { useBias: false }),
        createLayer('batchNormalization', 'norm'),
        createLayer('dropout', 'drop'),
        head,
      ],
      options: { mixupAlpha: 0.4 },
    }));

  it('branches that are added, multiplied and joined', () =>
    expectParity({
      sample: [6],
      layers: [
        dense('first', 5),
        { ...dense('second', 5), inputs: ['input'] },
        { ...createLayer('add', 'sum'), inputs: ['first', 'second'] },
        { ...createLayer('multiply', 'product'), inputs: ['sum', 'second'] },
        { ...createLayer('concatenate', 'both'), inputs: ['product', 'first', 'sum'] },
        head,
      ],
    }));

  it.each(PADDINGS)('convolutions of pictures of any size, padding %s', { timeout: 120_000 }, async (padding) => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          height: fc.integer({ min: 5, max: 9 }),
          width: fc.integer({ min: 5, max: 9 }),
          channels: fc.integer({ min: 1, max: 5 }),
          filters: fc.integer({ min: 1, max: 9 }),
          kernelSize: fc.integer({ min: 1, max: 4 }),
          strides: fc.integer({ min: 1, max: 3 }),
          poolSize: fc.integer({ min: 1, max: 3 }),
          batchSize: fc.integer({ min: 1, max: 6 }),
        }),
        async ({ height, width, channels, filters, kernelSize, strides, poolSize, batchSize }) => {
          const pool = { poolSize, strides: poolSize, padding: 'same' as const };
          await expectParity({
            sample: [height, width, channels],
            batchSize,
            layers: [
              { ...createLayer('conv2d', 'conv'), filters, kernelSize, strides, padding, activation: 'relu' },
              { ...createLayer('maxPooling2d', 'largest'), ...pool },
              { ...createLayer('conv2d', 'again'), filters: 4, kernelSize: 2, padding: 'same', activation: 'tanh' },
              { ...createLayer('averagePooling2d', 'mean'), ...pool },
              createLayer('flatten', 'flat'),
              head,
            ],
          });
        },
      ),
      { numRuns: 8 },
    );
  });

  it('a network of pictures as recipes have it', () =>
    expectParity({
      sample: [8, 8, 2],
      layers: [
        { ...createLayer('conv2d', 'conv_1'), filters: 8, padding: 'same', activation: 'linear', useBias: false },
        createLayer('batchNormalization', 'norm_1'),
        { ...createLayer('activation', 'relu_1'), activation: 'relu' },
        { ...createLayer('maxPooling2d', 'pool_1') },
        createLayer('spatialDropout', 'drop_1'),
        { ...createLayer('leakyReLU', 'leaky') },
        createLayer('globalAveragePooling2d', 'summary'),
        head,
      ],
    }));

  it('convolutions over time', () =>
    expectParity({
      sample: [13, 3],
      layers: [
        {
          ...createLayer('conv1d', 'conv_1'),
          filters: 6,
          kernelSize: 5,
          strides: 2,
          padding: 'same',
          activation: 'relu',
        },
        { ...createLayer('maxPooling1d', 'pool_1'), poolSize: 2, strides: 2, padding: 'same' },
        { ...createLayer('averagePooling1d', 'pool_2'), poolSize: 2, strides: 1, padding: 'valid' },
        dense('each', 4, { activation: 'relu' }),
        createLayer('globalAveragePooling1d', 'summary'),
        head,
      ],
    }));
});
