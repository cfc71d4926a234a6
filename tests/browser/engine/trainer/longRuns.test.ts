import { engine } from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { arraySamples } from '../../../../src/core/preprocessing/samples.ts';
import type { PreparedRows } from '../../../../src/core/preprocessing/preparation.ts';
import { adaptRecipe } from '../../../../src/core/recipe/adaptRecipe.ts';
import { modelOf } from '../../../../src/core/recipe/editing.ts';
import { requireRecipe } from '../../../../src/core/recipe/parseRecipe.ts';
import { sizeOf } from '../../../../src/core/recipe/shapes.ts';
import type { Recipe, SizeBindings } from '../../../../src/core/recipe/recipe.ts';
import { activateBackend, releaseBackend } from '../../../../src/engine/backend/backends.ts';
import { floatsOf, isWasmBackend } from '../../../../src/engine/backend/wasmHeap.ts';
import { createGameTrainer } from '../../../../src/engine/tfjs/adversarialTrainer.ts';
import { createTrainer } from '../../../../src/engine/createLearner.ts';
import type { Learner, TrainerConfig } from '../../../../src/engine/trainer.ts';
import { createRandom } from '../../../../src/shared/random.ts';
import { adversarialOf, autoencoderOf } from '../../../../src/workers/engine/preparedRun.ts';

const ROWS = 9;
const BATCHES = [Uint32Array.of(0, 1, 2, 3, 4), Uint32Array.of(5, 6, 7, 8)];
const CLASSES = 3;
const EPOCHS = 200;
const RECIPES = import.meta.glob<unknown>('../../../../static-models/recipes/*.json', { import: 'default' });

const IMAGE = { sample: [8, 8, 1], vocabulary: null };
const WINDOW = { sample: [6, 2], vocabulary: null };
const TEXT = { sample: [6], vocabulary: 12 };
const TABLE = { sample: [8], vocabulary: null };

type Sample = Pick<SizeBindings, 'sample' | 'vocabulary'>;
const FAMILIES: readonly (readonly [recipe: string, sample: Sample])[] = [
  ['mlp-small', TABLE],
  ['cnn-small', IMAGE],
  ['cnn-residual', IMAGE],
  ['cnn-separable', IMAGE],
  ['conv1d-small', WINDOW],
  ['conv1d-flat', WINDOW],
  ['rnn-lstm', WINDOW],
  ['rnn-gru', WINDOW],
  ['rnn-bidirectional', WINDOW],
  ['rnn-attention', WINDOW],
  ['text-gru', TEXT],
  ['text-pooling', TEXT],
  ['autoencoder-small', TABLE],
  ['autoencoder-denoising', TABLE],
  ['autoencoder-variational', TABLE],
  ['autoencoder-window', WINDOW],
  ['autoencoder-window-lstm', WINDOW],
  ['autoencoder-image', IMAGE],
  ['gan-table', TABLE],
  ['translation-unet', IMAGE],
];

beforeEach(() => activateBackend('wasm'));
afterEach(() => releaseBackend('wasm'));

it.each(FAMILIES)('%s: after 200 epochs as many tensors, bytes and heap as after two', async (id, sample) => {
  const config = configOf(await recipe(id), sample);
  const isGame = config.adversarial !== undefined;
  const { trainer, judge } = await create(config);
  try {
    const data = rows(sample);
    trainer.loadData(
      'train',
      isGame ? { ...data, targetWidth: 1, targets: new Float32Array(ROWS), ...wantedOf(config, data) } : data,
    );
    await epoch(trainer, judge);
    const first = await epoch(trainer, judge);
    let last = first;
    for (let done = 2; done < EPOCHS; done++) last = await epoch(trainer, judge);
    expect(last).toEqual(first);
    expect(first.heapBytes).toBeGreaterThan(0);
  } finally {
    trainer.dispose();
  }
});

/** What a translation is to make of samples: themselves. */
function wantedOf({ adversarial }: TrainerConfig, { features }: PreparedRows): Pick<PreparedRows, 'wanted'> {
  return adversarial?.translation ? { wanted: features } : {};
}

async function create(config: TrainerConfig): Promise<{ trainer: Learner; judge: () => Promise<unknown> }> {
  const { adversarial } = config;
  if (!adversarial) {
    const trainer = await createTrainer(config);
    return { trainer, judge: () => trainer.evaluate('train') };
  }
  const trainer = await createGameTrainer(config, adversarial);
  const width = adversarial.translation ? sizeOf(config.sizes.sample) : adversarial.latent;
  const inputs = new Float32Array(ROWS * width).fill(0.5);
  const judge = (): Promise<unknown> => {
    trainer.readGame();
    return trainer.generate(inputs, ROWS, []);
  };
  return { trainer, judge };
}

/** Trains, reads, judges: what an epoch of a run does. Gives what the engine holds after it. */
async function epoch(
  trainer: Learner,
  judge: () => Promise<unknown>,
): Promise<{ tensors: number; bytes: number; heapBytes: number }> {
  await trainer.runSteps(BATCHES, [0.001, 0.001]);
  const losses = await trainer.readLosses();
  expect(losses.every(Number.isFinite)).toBe(true);
  await trainer.readGradientNorms();
  await judge();
  return { ...trainer.memory(), heapBytes: heapBytes() };
}

/** How large the heap has grown. */
function heapBytes(): number {
  const { backend } = engine();
  if (!isWasmBackend(backend)) throw new Error('expected WASM');
  const probe = backend.makeOutput([1], 'float32');
  const { byteLength } = floatsOf(backend, probe).buffer;
  backend.disposeData(probe.dataId);
  return byteLength;
}

async function recipe(id: string): Promise<Recipe> {
  return requireRecipe(await RECIPES[`../../../../static-models/recipes/${id}.json`]?.());
}

function rows({ sample, vocabulary }: Sample): PreparedRows {
  const random = createRandom(7);
  const size = sample.reduce((product, axis) => product * axis, 1);
  const draw = vocabulary === null ? () => random.normal() : () => random.below(vocabulary);
  return {
    rowCount: ROWS,
    features: arraySamples(Float32Array.from({ length: ROWS * size }, draw), sample, ROWS),
    targetWidth: CLASSES,
    targets: Float32Array.from({ length: ROWS * CLASSES }, (_, i) => (i % 4 === 0 ? 1 : 0)),
    rowIndices: Uint32Array.from({ length: ROWS }, (_, i) => i),
  };
}

function configOf(shipped: Recipe, sample: Sample): TrainerConfig {
  const isSupervised = shipped.procedure.kind === 'supervised';
  const other = shipped.procedure.kind === 'gan' ? 'generation' : 'reconstruction';
  const recipe = adaptRecipe(shipped, isSupervised ? 'multiclass' : other);
  const { loss, optimizer, gradientClip } = recipe.training;
  const sizes = { ...sample, target: isSupervised ? [CLASSES] : sample.sample };
  return {
    network: modelOf(recipe),
    sizes,
    loss,
    optimizer,
    gradientClip,
    classWeights: null,
    seed: 1,
    batchSize: 5,
    ...autoencoderOf(recipe, sizes),
    ...adversarialOf(recipe, sizes),
  };
}
