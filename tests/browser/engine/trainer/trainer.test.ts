import { engine, io, memory } from '@tensorflow/tfjs-core';
import { loadLayersModel } from '@tensorflow/tfjs-layers';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { activateBackend } from '../../../../src/engine/backend/backends.ts';
import { defaultLoss, defaultOptimizer } from '../../../../src/core/training/defaults.ts';
import { loadPredictor } from '../../../../src/engine/inspection/predictor.ts';
import type { PreparedRows } from '../../../../src/core/preprocessing/preparation.ts';
import { loadRows, type Batch } from '../../../../src/engine/tfjs/loadedRows.ts';
import { createTfjsTrainer } from '../../../../src/engine/tfjs/tfjsTrainer.ts';
import type { Trainer, TrainerConfig } from '../../../../src/engine/trainer.ts';
import { onBackends } from '../onBackends.ts';
import { batches, classConfig, classRows, CLASSES, constantRates, FEATURES, PLAIN_NETWORK } from './exampleData.ts';

const ROWS = 100;
const train = classRows(ROWS, 1);
const validation = classRows(60, 2);

async function withTrainer<T>(config: TrainerConfig, use: (trainer: Trainer) => Promise<T>): Promise<T> {
  const trainer = await createTfjsTrainer(config);
  trainer.loadData('train', train);
  trainer.loadData('validation', validation);
  try {
    return await use(trainer);
  } finally {
    trainer.dispose();
  }
}

function steps(count: number, from = 0): Uint32Array[] {
  return batches(from + count, ROWS, 16).slice(from);
}

function valuesOf({ features }: PreparedRows): Float32Array {
  return features.values ?? new Float32Array();
}

onBackends((backend) => {
  // A software GPU takes half a second for a step.
  const many = backend === 'webgpu' ? 12 : 120;
  const few = backend === 'webgpu' ? 4 : 15;

  it('learns: the loss falls and most rows come out right', async () => {
    await withTrainer(classConfig(), async (trainer) => {
      const before = await trainer.evaluate('validation');
      await trainer.runSteps(steps(many), constantRates(many, 0.03));
      const after = await trainer.evaluate('validation');
      expect(after.loss).toBeLessThan(0.7 * before.loss);
      const right = Array.from({ length: validation.rowCount }, (_, row) => {
        const outputs = after.outputs.subarray(row * CLASSES, (row + 1) * CLASSES);
        return validation.targets[row * CLASSES + outputs.indexOf(Math.max(...outputs))] ?? 0;
      });
      expect(right.reduce((sum, hit) => sum + hit, 0) / validation.rowCount).toBeGreaterThan(0.6);
    });
  });

  it('goes on bit for bit from a saved state in a fresh trainer', async () => {
    const straight = await withTrainer(classConfig(), async (trainer) => {
      await trainer.runSteps(steps(2 * few), constantRates(2 * few, 0.01));
      return { state: await trainer.saveState(), losses: await trainer.readLosses() };
    });
    const half = await withTrainer(classConfig(), async (trainer) => {
      await trainer.runSteps(steps(few), constantRates(few, 0.01));
      return { state: structuredClone(await trainer.saveState()), losses: await trainer.readLosses() };
    });
    const resumed = await withTrainer(classConfig({ seed: 42 }), async (trainer) => {
      await trainer.runSteps(steps(1), constantRates(1, 0.05));
      await trainer.restoreState(half.state);
      await trainer.runSteps(steps(few, few), constantRates(few, 0.01));
      return { state: await trainer.saveState(), losses: await trainer.readLosses() };
    });
    expect(resumed.state).toEqual(straight.state);
    expect([...half.losses, ...resumed.losses]).toEqual([...straight.losses]);
    expect(Object.keys(straight.state.tensors).some((name) => name.startsWith('optimizer/'))).toBe(true);
    // Weights did move, so that equality says something.
    expect(resumed.state.tensors['weights/hidden_1/kernel']).not.toEqual(half.state.tensors['weights/hidden_1/kernel']);
    expect(resumed.state.tensors['weights/norm_1/moving_mean']).not.toEqual(
      half.state.tensors['weights/norm_1/moving_mean'],
    );
  });

  it('steps as stock tfjs does under plain gradient descent', async () => {
    const config = classConfig({
      network: PLAIN_NETWORK,
      optimizer: { name: 'sgd', momentum: 0, nesterov: false },
      gradientClip: { kind: 'none' },
    });
    await withTrainer(config, async (trainer) => {
      const exported = await trainer.exportModel();
      const stock = await loadLayersModel(
        io.fromMemory({
          modelTopology: JSON.parse(JSON.stringify(exported.topology)),
          weightSpecs: exported.weightSpecs.map((spec) => ({ ...spec, shape: [...spec.shape] })),
          weightData: exported.weights,
        }),
      );
      stock.compile({ optimizer: 'sgd', loss: 'categoricalCrossentropy' });
      const theirs: number[] = [];
      for (const positions of steps(few)) {
        const batch = await loadRows(train, [CLASSES]).pick(positions, null);
        theirs.push(Number(await stock.trainOnBatch(batch.features, batch.targets)));
        batch.features.dispose();
        batch.targets.dispose();
      }
      await trainer.runSteps(steps(few), constantRates(few, 0.01));
      const ours = await trainer.readLosses();
      theirs.forEach((loss, i) => expect(ours[i]).toBeCloseTo(loss, 4));
      stock.dispose();
    });
  });

  it('reads nothing back while it steps, and holds no more tensors after many epochs (WASM, CPU: 200) than after one', async () => {
    await withTrainer(classConfig(), async (trainer) => {
      const epochSteps = backend === 'webgpu' ? 1 : 7;
      const epoch = async (): Promise<number> => {
        await trainer.runSteps(steps(epochSteps), constantRates(epochSteps, 0.01));
        await trainer.readLosses();
        await trainer.readGradientNorms();
        await trainer.evaluate('train');
        await trainer.evaluate('validation');
        return trainer.memory().tensors;
      };
      const first = await epoch();
      const read = vi.spyOn(engine().backend, 'read');
      const readSync = vi.spyOn(engine().backend, 'readSync');
      await trainer.runSteps(steps(few), constantRates(few, 0.01));
      expect(read).not.toHaveBeenCalled();
      if (backend === 'webgpu') expect(readSync).not.toHaveBeenCalled();
      vi.restoreAllMocks();
      await trainer.readLosses();
      let last = first;
      // Software WebGPU takes seconds for an epoch.
      const epochs = backend === 'webgpu' ? 4 : 200;
      for (let i = 1; i < epochs; i++) last = await epoch();
      expect(last).toBe(first);
    });
  });

  it('gives back every tensor', async () => {
    const before = memory().numTensors;
    await withTrainer(classConfig({ classWeights: [1, 2, 3] }), async (trainer) => {
      await trainer.runSteps(steps(3), constantRates(3, 0.01));
      await trainer.predict(valuesOf(validation), validation.rowCount);
    });
    expect(memory().numTensors).toBe(before);
  });

  it('tells the gradient norm of every layer with weights, of the last step', async () => {
    await withTrainer(classConfig(), async (trainer) => {
      expect(await trainer.readGradientNorms()).toEqual({});
      await trainer.runSteps(steps(2), constantRates(2, 0.01));
      const norms = await trainer.readGradientNorms();
      expect(Object.keys(norms)).toEqual(['hidden_1', 'norm_1', 'hidden_2', 'head']);
      for (const norm of Object.values(norms)) expect(norm).toBeGreaterThan(0);
    });
  });

  it('weighs classes in training and evaluation alike', async () => {
    const lossUnder = (classWeights: number[] | null): Promise<{ trained: number; evaluated: number }> =>
      withTrainer(classConfig({ network: PLAIN_NETWORK, classWeights }), async (trainer) => {
        const { loss } = await trainer.evaluate('train');
        await trainer.runSteps([Uint32Array.from({ length: ROWS }, (_, i) => i)], [0]);
        return { trained: (await trainer.readLosses())[0] ?? NaN, evaluated: loss };
      });
    const [plain, first, all] = [await lossUnder(null), await lossUnder([1, 0, 0]), await lossUnder([2, 2, 2])];
    expect(all.trained).toBeCloseTo(2 * plain.trained, 4);
    expect(all.evaluated).toBeCloseTo(2 * plain.evaluated, 4);
    expect(plain.trained).toBeCloseTo(plain.evaluated, 4);
    expect(first.evaluated).toBeGreaterThan(0);
    expect(first.evaluated).toBeLessThan(plain.evaluated);
    expect(first.trained).toBeCloseTo(first.evaluated, 4);
  });

  it('adds penalties to the training loss, not to the evaluated one', async () => {
    const [hidden, ...rest] = PLAIN_NETWORK.layers;
    if (hidden?.type !== 'dense') throw new Error('no dense layer');
    const penalized = { ...PLAIN_NETWORK, layers: [{ ...hidden, kernelRegularizer: { l1: 0.1, l2: 0.2 } }, ...rest] };
    await withTrainer(classConfig({ network: penalized }), async (trainer) => {
      const kernel = (await trainer.readWeights())['hidden_1/kernel'] ?? new Float32Array();
      const penalty = kernel.reduce((sum, w) => sum + 0.1 * Math.abs(w) + 0.2 * w * w, 0);
      const { loss } = await trainer.evaluate('train');
      await trainer.runSteps([Uint32Array.from({ length: ROWS }, (_, i) => i)], [0]);
      const [trained = NaN] = await trainer.readLosses();
      expect(trained).toBeCloseTo(loss + penalty, 3);
      expect(penalty).toBeGreaterThan(1);
    });
  });

  it('predicts what evaluation gives, across inference batches', async () => {
    const rows = classRows(5000, 9);
    await withTrainer(classConfig(), async (trainer) => {
      trainer.loadData('sample', rows);
      const { outputs } = await trainer.evaluate('sample');
      const predicted = await trainer.predict(valuesOf(rows), rows.rowCount);
      expect(predicted).toEqual(outputs);
      expect(outputs).toHaveLength(5000 * CLASSES);
      expect(outputs.slice(-CLASSES).reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 5);
    });
  });

  it('gives scores, and a model that gives them, where the last layer gives logits', async () => {
    const layers = PLAIN_NETWORK.layers.map((layer) =>
      layer.id === 'head' && layer.type === 'dense' ? { ...layer, activation: 'linear' as const } : layer,
    );
    const fromLogits = classConfig({
      network: { ...PLAIN_NETWORK, layers },
      loss: { ...defaultLoss('categoricalCrossentropy'), fromLogits: true },
      scores: 'softmax',
    });
    const firstStep = (
      config: TrainerConfig,
    ): Promise<{ loss: number; outputs: Float32Array; stock: ArrayLike<number> }> =>
      withTrainer(config, async (trainer) => {
        const { loss, outputs } = await trainer.evaluate('validation');
        const { topology, weightSpecs, weights } = await trainer.exportModel();
        const stock = await loadPredictor({ topology, weightSpecs, weights });
        const predicted = await stock.predict(valuesOf(validation), validation.rowCount);
        stock.dispose();
        return { loss, outputs, stock: predicted };
      });
    const [logits, probabilities] = [
      await firstStep(fromLogits),
      await firstStep(classConfig({ network: PLAIN_NETWORK })),
    ];
    expect(logits.loss).toBeCloseTo(probabilities.loss, 5);
    logits.outputs.forEach((score, i) => {
      expect(score).toBeCloseTo(probabilities.outputs[i] ?? NaN, 5);
      expect(score).toBeCloseTo(logits.stock[i] ?? NaN, 5);
    });
  });

  it('streams what it does not upload, to the same batches', async () => {
    const [resident, streamed] = [loadRows(train, [CLASSES]), loadRows(train, [CLASSES], 0)];
    const positions = Uint32Array.of(99, 3, 3, 0);
    const read = async (taken: Promise<Batch>): Promise<unknown[]> => {
      const { features, targets } = await taken;
      const values = [[...(await features.data())], features.shape, [...(await targets.data())], targets.shape];
      features.dispose();
      targets.dispose();
      return values;
    };
    expect(await read(streamed.pick(positions, 1))).toEqual(await read(resident.pick(positions, 2)));
    expect(await read(streamed.range(5, 9))).toEqual(await read(resident.range(5, 9)));
    resident.dispose();
    streamed.dispose();
  });
});

describe('across backends', () => {
  const losses = new Map<string, readonly number[]>();
  afterAll(() => losses.clear());

  it.each(['cpu', 'wasm', 'webgpu'] as const)('%s takes the same path', async (backend) => {
    await activateBackend(backend, { allowSoftware: true });
    const values = await withTrainer(classConfig(), async (trainer) => {
      await trainer.runSteps(steps(8), constantRates(8, 0.01));
      return [...(await trainer.readLosses())];
    });
    losses.set(backend, values);
    losses.get('cpu')?.forEach((loss, i) => expect(Math.abs((values[i] ?? NaN) - loss)).toBeLessThan(2e-4));
  });
});

describe('binary and regression networks', () => {
  it.each(['meanSquaredError', 'huber', 'binaryCrossentropy'] as const)('%s trains one output', async (name) => {
    await activateBackend('wasm');
    const rowCount = 64;
    const { features } = classRows(rowCount, 4);
    const values = features.values ?? new Float32Array();
    const targets = Float32Array.from({ length: rowCount }, (_, row) => ((values[row * FEATURES] ?? 0) > 0.5 ? 1 : 0));
    const head = PLAIN_NETWORK.layers.at(-1);
    if (head?.type !== 'dense') throw new Error('no head');
    const layers = [
      ...PLAIN_NETWORK.layers.slice(0, -1),
      { ...head, activation: name === 'binaryCrossentropy' ? ('sigmoid' as const) : ('linear' as const) },
    ];
    const trainer = await createTfjsTrainer(
      classConfig({
        network: { ...PLAIN_NETWORK, layers },
        sizes: { sample: [FEATURES], target: [1], vocabulary: null },
        loss: defaultLoss(name),
        optimizer: defaultOptimizer('adam'),
        classWeights: name === 'binaryCrossentropy' ? [1, 2] : null,
      }),
    );
    const rowIndices = Uint32Array.from({ length: rowCount }, (_, i) => i);
    trainer.loadData('train', { rowCount, features, targetWidth: 1, targets, rowIndices });
    const before = await trainer.evaluate('train');
    await trainer.runSteps(batches(120, rowCount, 16), constantRates(120, 0.01));
    const after = await trainer.evaluate('train');
    expect(after.loss).toBeLessThan(before.loss / 3);
    trainer.dispose();
  });
});
