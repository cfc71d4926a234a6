import { expect, it } from 'vitest';
import repairedGan from '../../../../static-models/recipes/repaired-gan.json';
import repaired from '../../../../static-models/recipes/repaired-autoencoder.json';
import { arraySamples } from '../../../../src/core/preprocessing/samples.ts';
import { modelOf } from '../../../../src/core/recipe/editing.ts';
import { requireRecipe } from '../../../../src/core/recipe/parseRecipe.ts';
import { activateBackend, releaseBackend } from '../../../../src/engine/backend/backends.ts';
import { createGameTrainer } from '../../../../src/engine/tfjs/adversarialTrainer.ts';
import { createTfjsTrainer } from '../../../../src/engine/tfjs/tfjsTrainer.ts';
import { createRandom } from '../../../../src/shared/random.ts';
import { adversarialOf, autoencoderOf } from '../../../../src/workers/engine/preparedRun.ts';

const SAMPLE = [128, 128, 3];
const SIZE = 128 * 128 * 3;
const ROWS = 2;

// Four steps on software WebGPU take more than a minute: its layers are compared with those of WASM one by one elsewhere.
it('the repaired documented autoencoder trains on pictures of 128 × 128 × 3', async () => {
  await activateBackend('wasm');
  const recipe = requireRecipe(repaired);
  const sizes = { sample: SAMPLE, target: SAMPLE, vocabulary: null };
  const { loss, optimizer, gradientClip } = recipe.training;
  const trainer = await createTfjsTrainer({
    network: modelOf(recipe),
    sizes,
    loss,
    optimizer,
    gradientClip,
    classWeights: null,
    seed: 1,
    batchSize: ROWS,
    ...autoencoderOf(recipe, sizes),
  });
  try {
    const random = createRandom(3);
    const values = Float32Array.from({ length: ROWS * SIZE }, () => random.uniform());
    trainer.loadData('train', {
      rowCount: ROWS,
      features: arraySamples(values, SAMPLE, ROWS),
      targetWidth: 1,
      targets: new Float32Array(ROWS).fill(-1),
      rowIndices: Uint32Array.of(0, 1),
    });
    const steps = 4;
    await trainer.runSteps(
      Array.from({ length: steps }, () => Uint32Array.of(0, 1)),
      Array.from({ length: steps }, () => 0.001),
    );
    const losses = await trainer.readLosses();
    expect(losses.every(Number.isFinite)).toBe(true);
    expect(losses.at(-1)).toBeLessThan(losses[0] ?? 0);
  } finally {
    trainer.dispose();
    releaseBackend('wasm');
  }
});

it('the repaired documented GAN trains on pictures of 128 × 128 × 3', async () => {
  await activateBackend('wasm');
  const recipe = requireRecipe(repairedGan);
  const sizes = { sample: SAMPLE, target: SAMPLE, vocabulary: null };
  const { loss, optimizer, gradientClip } = recipe.training;
  const { adversarial } = adversarialOf(recipe, sizes);
  if (!adversarial) throw new Error('expected a GAN');
  const trainer = await createGameTrainer(
    { network: modelOf(recipe), sizes, loss, optimizer, gradientClip, classWeights: null, seed: 1, batchSize: ROWS },
    adversarial,
  );
  try {
    const latent = new Float32Array(adversarial.latent).fill(0.3);
    const before = await trainer.generate(latent, 1, []);
    trainer.loadData('train', {
      rowCount: ROWS,
      features: arraySamples(new Float32Array(ROWS * SIZE).fill(1), SAMPLE, ROWS),
      targetWidth: 1,
      targets: new Float32Array(ROWS).fill(-1),
      rowIndices: Uint32Array.of(0, 1),
    });
    const steps = 4;
    await trainer.runSteps(
      Array.from({ length: steps }, () => Uint32Array.of(0, 1)),
      Array.from({ length: steps }, () => 0.001),
    );
    expect((await trainer.readLosses()).every(Number.isFinite)).toBe(true);
    expect(trainer.readGame()?.discriminatorLoss).toBeGreaterThan(0);
    const made = await trainer.generate(latent, 1, []);
    expect(made).toHaveLength(SIZE);
    expect(made.every(Number.isFinite)).toBe(true);
    expect(made).not.toEqual(before);
  } finally {
    trainer.dispose();
    releaseBackend('wasm');
  }
});
