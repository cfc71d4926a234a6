import { memory, tensor, tidy } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { drawMixture } from '../../../../src/core/training/mixup.ts';
import { mixBatch } from '../../../../src/engine/tfjs/mixBatch.ts';
import { createTfjsTrainer } from '../../../../src/engine/tfjs/tfjsTrainer.ts';
import type { Trainer, TrainerConfig } from '../../../../src/engine/trainer.ts';
import { onBackends } from '../onBackends.ts';
import { batches, classConfig, classRows, CLASSES, constantRates, FEATURES, PLAIN_NETWORK } from './exampleData.ts';

const ROWS = 48;
const training = classRows(ROWS, 3);
const steps = batches(4, ROWS, 16);
const ALPHA = 0.4;

async function withTrainer<T>(options: Partial<TrainerConfig>, work: (trainer: Trainer) => Promise<T>): Promise<T> {
  const trainer = await createTfjsTrainer(classConfig({ mixupAlpha: ALPHA, ...options }));
  try {
    trainer.loadData('train', training);
    return await work(trainer);
  } finally {
    trainer.dispose();
  }
}

onBackends(() => {
  it('mixes samples of any shape, and their targets, in the same shares', async () => {
    const before = memory().numTensors;
    const features = tensor([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], [3, 2, 2, 1]);
    const targets = tensor([1, 0, 0, 1, 1, 0], [3, 2]);
    const mixture = { partners: Int32Array.of(1, 2, 0), shares: Float32Array.of(0.75, 1, 0.5) };
    const mixed = tidy(() => mixBatch({ features, targets }, mixture));
    expect([...(await mixed.features.data())]).toEqual([2, 3, 4, 5, 5, 6, 7, 8, 5, 6, 7, 8]);
    expect([...(await mixed.targets.data())]).toEqual([0.75, 0.25, 0, 1, 1, 0]);
    for (const each of [features, targets, mixed.features, mixed.targets]) each.dispose();
    expect(memory().numTensors).toBe(before);
  });

  it('takes the loss of the mixed targets', async () => {
    const [positions = new Uint32Array(0)] = steps;
    const { partners, shares } = drawMixture(positions.length, ALPHA, 42, 0);
    const rowOf = (values: Float32Array, width: number, place: number): readonly number[] => {
      const own = positions[place] ?? 0;
      const other = positions[partners[place] ?? 0] ?? 0;
      const share = shares[place] ?? 0;
      return Array.from(
        { length: width },
        (_, i) => share * (values[own * width + i] ?? 0) + (1 - share) * (values[other * width + i] ?? 0),
      );
    };
    const places = Array.from(positions, (_, place) => place);
    const features = places.flatMap((place) => rowOf(training.features.values ?? new Float32Array(0), FEATURES, place));
    const wanted = places.map((place) => rowOf(training.targets, CLASSES, place));
    await withTrainer({ network: PLAIN_NETWORK }, async (trainer) => {
      const scores = await trainer.predict(Float32Array.from(features), positions.length);
      const losses = wanted.map((row, place) =>
        row.reduce((sum, share, i) => sum - share * Math.log(scores[place * CLASSES + i] ?? 0), 0),
      );
      await trainer.runSteps([positions], [0.01]);
      const [loss] = await trainer.readLosses();
      expect(loss).toBeCloseTo(losses.reduce((sum, each) => sum + each, 0) / losses.length, 4);
    });
  });

  it('goes on after a checkpoint as if there had been none', async () => {
    const straight = await withTrainer({}, async (trainer) => {
      await trainer.runSteps(steps, constantRates(4, 0.01));
      return trainer.saveState();
    });
    const half = await withTrainer({}, async (trainer) => {
      await trainer.runSteps(steps.slice(0, 2), constantRates(2, 0.01));
      return trainer.saveState();
    });
    const resumed = await withTrainer({}, async (trainer) => {
      await trainer.restoreState(half);
      await trainer.runSteps(steps.slice(2), constantRates(2, 0.01));
      return trainer.saveState();
    });
    const plain = await withTrainer({ mixupAlpha: 0 }, async (trainer) => {
      await trainer.runSteps(steps, constantRates(4, 0.01));
      return trainer.saveState();
    });
    expect(resumed).toEqual(straight);
    expect(plain.tensors['weights/hidden_1/kernel']).not.toEqual(straight.tensors['weights/hidden_1/kernel']);
  });
});
