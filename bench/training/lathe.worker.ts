import { arraySamples } from '../../src/core/preprocessing/samples.ts';
import { activateBackend } from '../../src/engine/backend/backends.ts';
import { createTrainer } from '../../src/engine/createLearner.ts';
import type { Trainer } from '../../src/engine/trainer.ts';
import { answerRequests } from './answer.ts';
import { LEARNING_RATE, type BenchInputs } from './cases.ts';
import { countGpuCalls } from './gpuCounters.ts';

const counters = countGpuCalls();
let current: { readonly trainer: Trainer; readonly inputs: BenchInputs } | null = null;

answerRequests({
  async prepare(backend, inputs) {
    current?.trainer.dispose();
    await activateBackend(backend, { allowSoftware: true });
    const { widths, batchSize } = inputs.case;
    const units = widths.slice(1);
    const trainer = await createTrainer({
      network: {
        inputShape: ['$features'],
        layers: units.map((size, i) => ({
          type: 'dense',
          id: `dense_${i}`,
          units: size,
          activation: i === units.length - 1 ? 'softmax' : 'relu',
          useBias: true,
          kernelInitializer: 'glorotUniform',
          kernelRegularizer: null,
        })),
      },
      sizes: { sample: [widths[0] ?? 0], target: [widths.at(-1) ?? 0], vocabulary: null },
      loss: { name: 'categoricalCrossentropy', fromLogits: false, delta: 1, gamma: 2, labelSmoothing: 0 },
      optimizer: { name: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-7, amsgrad: false },
      gradientClip: { kind: 'none' },
      classWeights: null,
      seed: 1,
      batchSize,
    });
    trainer.writeWeights(
      Object.fromEntries(
        inputs.layers.flatMap(({ kernel, bias }, i) => [
          [`dense_${i}/kernel`, kernel],
          [`dense_${i}/bias`, bias],
        ]),
      ),
    );
    const rowCount = inputs.steps * batchSize;
    trainer.loadData('train', {
      rowCount,
      features: arraySamples(inputs.features, [widths[0] ?? 0], rowCount),
      targetWidth: widths.at(-1) ?? 0,
      targets: inputs.targets,
      rowIndices: Uint32Array.from({ length: rowCount }, (_, i) => i),
    });
    current = { trainer, inputs };
  },

  async block() {
    if (!current) throw new Error('nothing is prepared');
    const { trainer, inputs } = current;
    const { steps } = inputs;
    const { batchSize } = inputs.case;
    const batches = Array.from({ length: steps }, (_, step) =>
      Uint32Array.from({ length: batchSize }, (_, i) => step * batchSize + i),
    );
    counters.take();
    const startMs = performance.now();
    await trainer.runSteps(
      batches,
      batches.map(() => LEARNING_RATE),
    );
    const losses = await trainer.readLosses();
    const ms = performance.now() - startMs;
    const { dispatches, submits } = counters.take();
    const loss = losses.reduce((sum, value) => sum + value, 0) / steps;
    return { ms, loss, dispatches: dispatches / steps, submits: submits / steps };
  },
});
