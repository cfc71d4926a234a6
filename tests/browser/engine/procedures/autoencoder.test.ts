import { memory } from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, it } from 'vitest';
import { arraySamples } from '../../../../src/core/preprocessing/samples.ts';
import type { PreparedRows } from '../../../../src/core/preprocessing/preparation.ts';
import { createLayer } from '../../../../src/core/recipe/createLayer.ts';
import { chainNetworks } from '../../../../src/core/recipe/networks.ts';
import type { Autoencoder, NetworkSpec } from '../../../../src/core/recipe/recipe.ts';
import { resolveSizes } from '../../../../src/core/recipe/sizes.ts';
import { defaultLoss, defaultOptimizer } from '../../../../src/core/training/defaults.ts';
import { activateBackend, releaseBackend } from '../../../../src/engine/backend/backends.ts';
import { loadPredictor } from '../../../../src/engine/inspection/predictor.ts';
import { extractNetwork } from '../../../../src/engine/tfjs/extractNetwork.ts';
import { createTfjsTrainer } from '../../../../src/engine/tfjs/tfjsTrainer.ts';
import type { Trainer, TrainerConfig } from '../../../../src/engine/trainer.ts';
import { createRandom } from '../../../../src/shared/random.ts';

const WIDTH = 6;
const CODE = 2;
const ROWS = 256;

/** Six columns that two hidden numbers make, with a little noise. */
function rows(): PreparedRows {
  const random = createRandom(5);
  const values = new Float32Array(ROWS * WIDTH);
  for (let row = 0; row < ROWS; row++) {
    const [a, b] = [random.normal(), random.normal()];
    [a, b, a + b, a - b, 0.5 * a, -b].forEach((value, i) => (values[row * WIDTH + i] = value + 0.05 * random.normal()));
  }
  return {
    rowCount: ROWS,
    features: arraySamples(values, [WIDTH], ROWS),
    targetWidth: 1,
    targets: new Float32Array(ROWS).fill(-1),
    rowIndices: Uint32Array.from({ length: ROWS }, (_, i) => i),
  };
}

const dense = (id: string, units: number, activation: 'relu' | 'linear') => ({
  ...createLayer('dense', id),
  units,
  activation,
});

function networks(codeUnits: number): { encoder: NetworkSpec; decoder: NetworkSpec } {
  return {
    encoder: { inputShape: ['$features'], layers: [dense('e1', 16, 'relu'), dense('code', codeUnits, 'linear')] },
    decoder: { inputShape: ['$code'], layers: [dense('d1', 16, 'relu'), dense('out', WIDTH, 'linear')] },
  };
}

function configOf(kind: Pick<Autoencoder, 'variational' | 'corruption'>): TrainerConfig {
  const both = networks(kind.variational ? 2 * CODE : CODE);
  return {
    network: chainNetworks(both),
    sizes: { sample: [WIDTH], target: [WIDTH], vocabulary: null },
    loss: defaultLoss('meanSquaredError'),
    optimizer: defaultOptimizer('adam'),
    gradientClip: { kind: 'none' },
    classWeights: null,
    seed: 3,
    batchSize: 32,
    autoencoder: { ...kind, encoderLayers: 2, encoderId: 'code', codeSize: CODE },
  };
}

const KINDS = {
  plain: { variational: null, corruption: null },
  denoising: { variational: null, corruption: { kind: 'gaussian', level: 0.2 } },
  masked: { variational: null, corruption: { kind: 'masking', level: 0.2 } },
  'salted and peppered': { variational: null, corruption: { kind: 'saltAndPepper', level: 0.1 } },
  variational: { variational: { beta: 0.01 }, corruption: null },
} as const satisfies Record<string, Pick<Autoencoder, 'variational' | 'corruption'>>;

async function train(trainer: Trainer, epochs: number, from = 0): Promise<void> {
  for (let epoch = from; epoch < from + epochs; epoch++) {
    const batches = Array.from({ length: ROWS / 32 }, (_, b) =>
      Uint32Array.from({ length: 32 }, (__, i) => b * 32 + i),
    );
    await trainer.runSteps(
      batches,
      batches.map(() => 0.01),
    );
    await trainer.readLosses();
  }
}

afterEach(() => releaseBackend('wasm'));

describe.each(Object.entries(KINDS))('an autoencoder, %s', (_, kind) => {
  it('makes correlated columns again from two numbers, and holds no more tensors for it', async () => {
    await activateBackend('wasm');
    const trainer = await createTfjsTrainer(configOf(kind));
    try {
      const data = rows();
      trainer.loadData('train', data);
      const before = await trainer.evaluate('train');
      await train(trainer, 10);
      await trainer.evaluate('train');
      const tensors = memory().numTensors;
      await train(trainer, 50, 10);
      const after = await trainer.evaluate('train');
      expect(memory().numTensors).toBe(tensors);
      expect(after.loss).toBeLessThan(0.25 * before.loss);
      const values = data.features.values ?? new Float32Array(0);
      const outputs = await trainer.predict(values, ROWS);
      const meanOf = (term: (difference: number) => number): number =>
        outputs.reduce((sum, value, i) => sum + term(value - (values[i] ?? NaN)), 0) / outputs.length;
      const error = meanOf((difference) => difference ** 2);
      expect(after.error).toBeCloseTo(meanOf(Math.abs), 5);
      // The columns' own variance is about 1.2: the mean would leave that.
      expect(error).toBeLessThan(0.2);
    } finally {
      trainer.dispose();
    }
  });

  it('goes on from a saved state with the very next step', async () => {
    await activateBackend('wasm');
    const data = rows();
    const weightsAfter = async (isInterrupted: boolean) => {
      let trainer = await createTfjsTrainer(configOf(kind));
      trainer.loadData('train', data);
      await train(trainer, 2);
      if (isInterrupted) {
        const state = await trainer.saveState();
        trainer.dispose();
        trainer = await createTfjsTrainer(configOf(kind));
        trainer.loadData('train', data);
        await trainer.restoreState(state);
      }
      await train(trainer, 2, 2);
      const weights = await trainer.readWeights();
      trainer.dispose();
      return weights;
    };
    expect(await weightsAfter(true)).toEqual(await weightsAfter(false));
  });

  it('leaves as one stock model, and as encoder and decoder that give the same together', async () => {
    await activateBackend('wasm');
    const config = configOf(kind);
    const trainer = await createTfjsTrainer(config);
    const data = rows();
    const inputs = await data.features.read(Uint32Array.of(0, 1, 2), null);
    trainer.loadData('train', data);
    await train(trainer, 3);
    const expected = await trainer.predict(inputs, 3);
    const whole = await trainer.exportModel();
    trainer.dispose();

    const both = networks(kind.variational ? 2 * CODE : CODE);
    const sizes = { ...config.sizes, code: CODE };
    const encoder = await loadPredictor(await extractNetwork(whole, resolveSizes(both.encoder, sizes)));
    const decoder = await loadPredictor(await extractNetwork(whole, resolveSizes(both.decoder, sizes)));
    const one = await loadPredictor(whole);
    const given = await encoder.predict(inputs, 3);
    const width = given.length / 3;
    const codes = Float32Array.from(
      { length: 3 * CODE },
      (_, i) => given[Math.floor(i / CODE) * width + (i % CODE)] ?? NaN,
    );
    const inParts = await decoder.predict(codes, 3);
    const atOnce = await one.predict(inputs, 3);
    [encoder, decoder, one].forEach((each) => each.dispose());
    for (const outputs of [inParts, atOnce]) {
      expect(outputs.length).toBe(expected.length);
      outputs.forEach((value, i) => expect(Math.abs(value - (expected[i] ?? NaN))).toBeLessThan(1e-5));
    }
  });
});
