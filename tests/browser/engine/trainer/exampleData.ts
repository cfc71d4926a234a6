import { arraySamples } from '../../../../src/core/preprocessing/samples.ts';
import type { PreparedRows } from '../../../../src/core/preprocessing/preparation.ts';
import type { LayerSpec } from '../../../../src/core/recipe/layerSpec.ts';
import type { NetworkSpec } from '../../../../src/core/recipe/recipe.ts';
import { createHead, createLayer } from '../../../../src/core/recipe/createLayer.ts';
import { createBatchOrder } from '../../../../src/core/training/batchOrder.ts';
import { defaultLoss, defaultOptimizer } from '../../../../src/core/training/defaults.ts';
import type { TrainerConfig } from '../../../../src/engine/trainer.ts';
import { createRandom } from '../../../../src/shared/random.ts';

export const FEATURES = 6;
export const CLASSES = 3;

/** Rows of three classes whose centres lie apart, one-hot targets. */
export function classRows(rowCount: number, seed: number): PreparedRows {
  const random = createRandom(seed);
  const features = new Float32Array(rowCount * FEATURES);
  const targets = new Float32Array(rowCount * CLASSES);
  for (let row = 0; row < rowCount; row++) {
    const label = random.below(CLASSES);
    targets[row * CLASSES + label] = 1;
    for (let k = 0; k < FEATURES; k++) features[row * FEATURES + k] = random.normal() + (k % CLASSES === label ? 3 : 0);
  }
  return {
    rowCount,
    features: arraySamples(features, [FEATURES], rowCount),
    targetWidth: CLASSES,
    targets,
    rowIndices: Uint32Array.from({ length: rowCount }, (_, i) => i),
  };
}

function dense(id: string, units: number): LayerSpec {
  return { ...createLayer('dense', id), units };
}

/** Every kind of state that a resumed run must take up: running averages, dropout, noise. */
export const STATEFUL_NETWORK: NetworkSpec = {
  inputShape: ['$features'],
  layers: [
    dense('hidden_1', 16),
    createLayer('batchNormalization', 'norm_1'),
    createLayer('dropout', 'drop_1'),
    createLayer('gaussianNoise', 'noise_1'),
    dense('hidden_2', 8),
    createHead('head', 'softmax'),
  ],
};

export const PLAIN_NETWORK: NetworkSpec = {
  inputShape: ['$features'],
  layers: [dense('hidden_1', 16), dense('hidden_2', 8), createHead('head', 'softmax')],
};

export function classConfig(options: Partial<TrainerConfig> = {}): TrainerConfig {
  return {
    network: STATEFUL_NETWORK,
    sizes: { sample: [FEATURES], target: [CLASSES], vocabulary: null },
    loss: defaultLoss('categoricalCrossentropy'),
    optimizer: defaultOptimizer('adam'),
    gradientClip: { kind: 'globalNorm', limit: 1 },
    classWeights: null,
    seed: 42,
    batchSize: 16,
    ...options,
  };
}

/** The batches of as many epochs as `steps` need. */
export function batches(steps: number, rowCount: number, batchSize: number): Uint32Array[] {
  const all: Uint32Array[] = [];
  for (let epoch = 1; all.length < steps; epoch++) all.push(...createBatchOrder(42, epoch, rowCount, batchSize));
  return all.slice(0, steps);
}

export function constantRates(steps: number, rate: number): number[] {
  return Array.from({ length: steps }, () => rate);
}
