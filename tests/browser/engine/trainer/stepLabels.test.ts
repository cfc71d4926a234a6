import { expect, it } from 'vitest';
import { UNLABELLED } from '../../../../src/core/preprocessing/stepLabels.ts';
import type { PreparedRows } from '../../../../src/core/preprocessing/preparation.ts';
import { arraySamples, rangeOf } from '../../../../src/core/preprocessing/samples.ts';
import { classWeightsFor } from '../../../../src/core/training/classWeights.ts';
import { createTfjsTrainer } from '../../../../src/engine/tfjs/tfjsTrainer.ts';
import type { TrainerConfig } from '../../../../src/engine/trainer.ts';
import { createRandom } from '../../../../src/shared/random.ts';
import { onBackends } from '../onBackends.ts';
import { classConfig } from './exampleData.ts';

const SAMPLES = 24;
const STEPS = 5;
const CLASSES = 3;
/** What stands where a step has no label must not matter: only that it has none. */
const isLabelled = (step: number): boolean => step % 4 !== 1;

/** The class of a step is whether its first feature rises: what a step alone cannot say. */
function stepRows(): PreparedRows {
  const random = createRandom(7);
  const features = Float32Array.from({ length: SAMPLES * STEPS * 2 }, () => random.normal());
  const targets = new Float32Array(SAMPLES * STEPS * CLASSES);
  for (let step = 0; step < SAMPLES * STEPS; step++) {
    const before = step % STEPS === 0 ? 0 : (features[(step - 1) * 2] ?? 0);
    const rise = (features[step * 2] ?? 0) - before;
    const at = step * CLASSES;
    if (isLabelled(step)) targets[at + (rise < -0.7 ? 0 : rise < 0.7 ? 1 : 2)] = 1;
    else targets.fill(UNLABELLED, at, at + CLASSES);
  }
  return {
    rowCount: SAMPLES,
    features: arraySamples(features, [STEPS, 2], SAMPLES),
    targetWidth: STEPS * CLASSES,
    targets,
    rowIndices: rangeOf(0, SAMPLES),
    steps: { count: STEPS, rows: rangeOf(0, SAMPLES * STEPS) },
  };
}

function stepConfig(classWeights: readonly number[] | null): TrainerConfig {
  return {
    ...classConfig(),
    sizes: { sample: [STEPS, 2], target: [STEPS, CLASSES], vocabulary: null },
    classWeights,
    network: {
      inputShape: ['$time', '$features'],
      layers: [
        {
          type: 'gru',
          id: 'gru',
          units: 8,
          activation: 'tanh',
          returnSequences: true,
          bidirectional: true,
          useBias: true,
          kernelInitializer: 'glorotUniform',
          recurrentInitializer: 'orthogonal',
          recurrentActivation: 'sigmoid',
        },
        {
          type: 'dense',
          id: 'output',
          units: '$outputs',
          activation: 'softmax',
          useBias: true,
          kernelInitializer: 'glorotUniform',
          kernelRegularizer: null,
        },
      ],
    },
  };
}

onBackends((backend) => {
  it('the loss is the mean over labelled steps, weights in, and falls as it trains', async () => {
    const rows = stepRows();
    const weights = classWeightsFor({ kind: 'custom', weights: [1, 0.5, 2] }, [1, 1, 1]) ?? [];
    const trainer = await createTfjsTrainer(stepConfig(weights));
    try {
      trainer.loadData('train', rows);
      const { loss, outputs } = await trainer.evaluate('train');
      expect(outputs).toHaveLength(SAMPLES * STEPS * CLASSES);
      let sum = 0;
      let count = 0;
      for (let step = 0; step < SAMPLES * STEPS; step++) {
        if (!isLabelled(step)) continue;
        const index = rows.targets.subarray(step * CLASSES, (step + 1) * CLASSES).indexOf(1);
        sum -= (weights[index] ?? 0) * Math.log(outputs[step * CLASSES + index] ?? NaN);
        count += 1;
      }
      expect(loss).toBeCloseTo(sum / count, 4);

      await trainer.runSteps([rangeOf(0, SAMPLES)], [0]);
      const [trained] = await trainer.readLosses();
      expect(trained).toBeCloseTo(loss, 4);
      // A software GPU takes seconds for a step.
      const many = backend === 'webgpu' ? 2 : 30;
      await trainer.runSteps(
        Array.from({ length: many }, () => rangeOf(0, SAMPLES)),
        Array.from({ length: many }, () => 0.03),
      );
      expect((await trainer.evaluate('train')).loss).toBeLessThan((backend === 'webgpu' ? 1 : 0.7) * loss);
    } finally {
      trainer.dispose();
    }
  });
});
