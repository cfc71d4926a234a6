import { memory } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import unet from '../../../../static-models/recipes/translation-unet.json';
import repaired from '../../../../static-models/recipes/repaired-gan-translation.json';
import { arraySamples } from '../../../../src/core/preprocessing/samples.ts';
import type { PreparedRows } from '../../../../src/core/preprocessing/preparation.ts';
import { modelOf } from '../../../../src/core/recipe/editing.ts';
import { requireRecipe } from '../../../../src/core/recipe/parseRecipe.ts';
import { ADVERSARIAL_LOSSES, type AdversarialLoss, type Recipe } from '../../../../src/core/recipe/recipe.ts';
import { sizeOf } from '../../../../src/core/recipe/shapes.ts';
import { activateBackend, releaseBackend } from '../../../../src/engine/backend/backends.ts';
import { loadPredictor } from '../../../../src/engine/inspection/predictor.ts';
import { createGameTrainer } from '../../../../src/engine/tfjs/adversarialTrainer.ts';
import type { GameTrainer } from '../../../../src/engine/trainer.ts';
import { createRandom } from '../../../../src/shared/random.ts';
import { adversarialOf } from '../../../../src/workers/engine/preparedRun.ts';
import { onBackends } from '../onBackends.ts';

const SIDE = 8;
const ROWS = 24;
const BATCH = 4;

/** Pictures with a bright square; what is wanted is their negative, in one channel. */
function negatives(
  shape: readonly number[],
  rows: number,
): PreparedRows & { readonly wanted: PreparedRows['features'] } {
  const random = createRandom(5);
  const [height = 1, width = 1, channels = 1] = shape;
  const pixels = height * width;
  const values = new Float32Array(rows * pixels * channels);
  const wanted = new Float32Array(rows * pixels);
  for (let row = 0; row < rows; row++) {
    const [top, left] = [random.below(height >> 1), random.below(width >> 1)];
    for (let pixel = 0; pixel < pixels; pixel++) {
      const [y, x] = [Math.floor(pixel / width) - top, (pixel % width) - left];
      const isBright = x >= 0 && y >= 0 && x < width >> 1 && y < height >> 1;
      const value = isBright ? 0.9 : 0.1 + 0.05 * random.uniform();
      values.fill(value, (row * pixels + pixel) * channels, (row * pixels + pixel + 1) * channels);
      wanted[row * pixels + pixel] = 1 - value;
    }
  }
  return {
    rowCount: rows,
    features: arraySamples(values, shape, rows),
    wanted: arraySamples(wanted, [height, width, 1], rows),
    targetWidth: 1,
    targets: new Float32Array(rows).fill(-1),
    rowIndices: Uint32Array.from({ length: rows }, (_, i) => i),
  };
}

async function trainerOf(
  json: unknown,
  loss: AdversarialLoss,
  shape: readonly number[],
  change: Partial<Translation> = {},
) {
  const shipped = requireRecipe(json);
  if (shipped.procedure.kind !== 'gan') throw new Error('expected a GAN');
  const { translation } = shipped.procedure;
  if (!translation) throw new Error('expected a translation');
  const recipe: Recipe = {
    ...shipped,
    procedure: { ...shipped.procedure, loss, translation: { ...translation, ...change } },
  };
  const sizes = { sample: shape, target: [...shape.slice(0, -1), 1], vocabulary: null };
  const { optimizer, gradientClip, loss: unused } = recipe.training;
  const { adversarial } = adversarialOf(recipe, sizes);
  if (!adversarial) throw new Error('expected a GAN');
  return createGameTrainer(
    {
      network: modelOf(recipe),
      sizes,
      loss: unused,
      optimizer,
      gradientClip,
      classWeights: null,
      seed: 1,
      batchSize: BATCH,
    },
    adversarial,
  );
}
type Translation = NonNullable<Extract<Recipe['procedure'], { kind: 'gan' }>['translation']>;

async function play(trainer: GameTrainer, steps: number, seed: number): Promise<Float32Array> {
  const random = createRandom(seed);
  const batches = Array.from({ length: steps }, () => Uint32Array.from({ length: BATCH }, () => random.below(ROWS)));
  await trainer.runSteps(
    batches,
    batches.map(() => 0.002),
  );
  return trainer.readLosses();
}

async function errorOf(trainer: GameTrainer, { features, wanted, rowCount }: ReturnType<typeof negatives>) {
  const made = await trainer.generate(features.values ?? new Float32Array(), rowCount, []);
  expect(made).toHaveLength(rowCount * sizeOf(wanted.shape));
  return made.reduce((sum, value, i) => sum + Math.abs(value - (wanted.values?.[i] ?? NaN)), 0) / made.length;
}

describe('a translation on WASM', () => {
  const shape = [SIDE, SIDE, 3];

  it.each(ADVERSARIAL_LOSSES)(
    'learns what becomes of pictures, goes on exactly, and leaks nothing: %s',
    async (loss) => {
      await activateBackend('wasm');
      const data = negatives(shape, ROWS);
      let trainer = await trainerOf(unet, loss, shape);
      try {
        trainer.loadData('train', data);
        const before = await errorOf(trainer, data);
        await play(trainer, 30, 1);
        const tensors = memory().numTensors;
        const state = await trainer.saveState();
        await play(trainer, 30, 2);
        const after = await errorOf(trainer, data);
        expect(memory().numTensors).toBe(tensors);
        expect(after).toBeLessThan(0.4 * before);
        const expected = await trainer.readWeights();
        trainer.dispose();
        trainer = await trainerOf(unet, loss, shape);
        trainer.loadData('train', data);
        await trainer.restoreState(state);
        await play(trainer, 30, 2);
        expect(await trainer.readWeights()).toEqual(expected);
        const predictor = await loadPredictor(await trainer.exportModel());
        const given = await predictor.predict(data.features.values?.slice(0, sizeOf(shape)) ?? new Float32Array(), 1);
        predictor.dispose();
        const own = await trainer.generate(data.features.values?.slice(0, sizeOf(shape)) ?? new Float32Array(), 1, []);
        given.forEach((value, i) => expect(Math.abs(value - (own[i] ?? NaN))).toBeLessThan(1e-5));
      } finally {
        trainer.dispose();
        releaseBackend('wasm');
      }
    },
  );

  it('weighs the mean absolute difference by λ beside the adversarial loss', async () => {
    await activateBackend('wasm');
    const data = negatives(shape, ROWS);
    const losses: number[] = [];
    let error = 0;
    try {
      for (const l1Weight of [0, 10, 30]) {
        const trainer = await trainerOf(unet, 'leastSquares', shape, { l1Weight });
        trainer.loadData('train', data);
        if (l1Weight === 0) {
          const four = negatives(shape, BATCH);
          error = await errorOf(trainer, four);
        }
        await trainer.runSteps([Uint32Array.of(0, 1, 2, 3)], [0]);
        losses.push(...(await trainer.readLosses()));
        trainer.dispose();
      }
    } finally {
      releaseBackend('wasm');
    }
    const [none = NaN, ten = NaN, thirty = NaN] = losses;
    expect((ten - none) / 10).toBeCloseTo(error, 4);
    expect((thirty - none) / 30).toBeCloseTo(error, 4);
  });

  it('the repaired documented translation trains on pictures of 128 × 128 × 3', async () => {
    await activateBackend('wasm');
    const large = [128, 128, 3];
    const recipe = requireRecipe(repaired);
    const sizes = { sample: large, target: large, vocabulary: null };
    const { optimizer, gradientClip, loss } = recipe.training;
    const { adversarial } = adversarialOf(recipe, sizes);
    if (!adversarial) throw new Error('expected a GAN');
    const config = { sizes, loss, optimizer, gradientClip, classWeights: null, seed: 1, batchSize: 1 };
    const trainer = await createGameTrainer({ network: modelOf(recipe), ...config }, adversarial);
    try {
      const source = new Float32Array(sizeOf(large)).fill(0.2);
      trainer.loadData('train', {
        ...negatives(large, 1),
        features: arraySamples(source, large, 1),
        wanted: arraySamples(
          source.map((value) => 1 - value),
          large,
          1,
        ),
      });
      await trainer.runSteps(
        Array.from({ length: 4 }, () => Uint32Array.of(0)),
        Array.from({ length: 4 }, () => 0.001),
      );
      const losses = await trainer.readLosses();
      expect(losses.every(Number.isFinite)).toBe(true);
      expect(losses.at(-1)).toBeLessThan(losses[0] ?? 0);
    } finally {
      trainer.dispose();
      releaseBackend('wasm');
    }
  });
});

describe('a translation', () => {
  const given: number[][] = [];

  onBackends((backend) => {
    it('takes the same steps everywhere', async () => {
      const shape = [SIDE, SIDE, 1];
      const trainer = await trainerOf(unet, 'nonSaturating', shape);
      try {
        trainer.loadData('train', negatives(shape, ROWS));
        const losses = Array.from(await play(trainer, 3, 1));
        expect(losses.every(Number.isFinite)).toBe(true);
        given.push(losses);
        for (const [i, loss] of losses.entries()) {
          const expected = given[0]?.[i] ?? NaN;
          expect(Math.abs(loss - expected)).toBeLessThan(2e-3 * expected);
        }
      } finally {
        trainer.dispose();
        releaseBackend(backend);
      }
    });
  });
});
