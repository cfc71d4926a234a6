import { beforeAll, describe, expect, it } from 'vitest';
import { activateBackend } from '../../../../src/engine/backend/backends.ts';
import { createCompiledTrainer } from '../../../../src/engine/compiled/compiledTrainer.ts';
import { createTrainer, lackingOnCompiled } from '../../../../src/engine/createLearner.ts';
import { createTfjsTrainer } from '../../../../src/engine/tfjs/tfjsTrainer.ts';
import type { Trainer, TrainerConfig } from '../../../../src/engine/trainer.ts';
import { createLayer } from '../../../../src/core/recipe/createLayer.ts';
import { batches, classConfig, classRows, constantRates, STATEFUL_NETWORK } from '../trainer/exampleData.ts';

const ROWS = 100;
const train = classRows(ROWS, 1);
const validation = classRows(60, 2);
const STEPS = 15;

/** With running averages and dropout. */
const network = {
  ...STATEFUL_NETWORK,
  layers: STATEFUL_NETWORK.layers.filter(({ type }) => type !== 'gaussianNoise'),
};

beforeAll(() => activateBackend('wasm'));

async function withTrainer<T>(
  use: (trainer: Trainer) => Promise<T>,
  create: (config: TrainerConfig) => Promise<Trainer> = createCompiledTrainer,
): Promise<T> {
  const trainer = await create(classConfig({ network }));
  trainer.loadData('train', train);
  trainer.loadData('validation', validation);
  try {
    return await use(trainer);
  } finally {
    trainer.dispose();
  }
}

const steps = (count: number, from = 0): Uint32Array[] => batches(from + count, ROWS, 16).slice(from);
const run = (trainer: Trainer, count: number, from = 0): Promise<void> =>
  trainer.runSteps(steps(count, from), constantRates(count, 0.01));

describe('the compiled trainer', () => {
  it('goes on bit for bit from a saved state in a fresh trainer', async () => {
    const straight = await withTrainer(async (trainer) => {
      await run(trainer, 2 * STEPS);
      return trainer.saveState();
    });
    const half = await withTrainer(async (trainer) => {
      await run(trainer, STEPS);
      return structuredClone(await trainer.saveState());
    });
    const resumed = await withTrainer(async (trainer) => {
      await run(trainer, 1);
      await trainer.restoreState(half);
      await run(trainer, STEPS, STEPS);
      return trainer.saveState();
    });
    expect(resumed).toEqual(straight);
    expect(resumed.tensors['weights/norm_1/moving_mean']).not.toEqual(half.tensors['weights/norm_1/moving_mean']);
  });

  it('goes on from what tfjs saved, and tfjs from what it saved', async () => {
    const finish = async (first: typeof createCompiledTrainer, second: typeof createCompiledTrainer) => {
      const state = await withTrainer(async (trainer) => {
        await run(trainer, STEPS);
        return trainer.saveState();
      }, first);
      return withTrainer(async (trainer) => {
        await trainer.restoreState(state);
        await run(trainer, STEPS, STEPS);
        return trainer.saveState();
      }, second);
    };
    const [ours, theirs] = [
      await finish(createTfjsTrainer, createCompiledTrainer),
      await finish(createCompiledTrainer, createTfjsTrainer),
    ];
    expect(Object.keys(ours.tensors).toSorted()).toEqual(Object.keys(theirs.tensors).toSorted());
    for (const [name, values] of Object.entries(ours.tensors)) {
      const others = theirs.tensors[name];
      values.forEach((value, i) => {
        expect(Math.abs(value - (others?.[i] ?? NaN)), `${name}[${i}]`).toBeLessThan(
          1e-4 * Math.max(1, Math.abs(value)),
        );
      });
    }
  });

  it('takes no more memory the longer it runs', async () => {
    await withTrainer(async (trainer) => {
      await run(trainer, STEPS);
      await trainer.evaluate('validation');
      const before = trainer.memory();
      for (let epoch = 0; epoch < 200; epoch++) {
        await run(trainer, 7);
        await trainer.evaluate('validation');
        await trainer.readLosses();
      }
      expect(trainer.memory()).toEqual(before);
    });
  });

  it('exports a model that gives what it gives', async () => {
    await withTrainer(async (trainer) => {
      await run(trainer, STEPS);
      const { weightSpecs, weights } = await trainer.exportModel();
      const stored = new Float32Array(weights);
      const own = await trainer.readWeights();
      let start = 0;
      for (const { name, shape } of weightSpecs) {
        const size = shape.reduce((product, length) => product * length, 1);
        expect(stored.slice(start, start + size)).toEqual(own[name]);
        start += size;
      }
      expect(start).toBe(stored.length);
    });
  });

  it('is chosen on WASM where it has all layers, and says what it lacks', async () => {
    expect(lackingOnCompiled(classConfig({ network }))).toEqual([]);
    const layers = [...network.layers.slice(0, -1), createLayer('gaussianNoise', 'noise'), ...network.layers.slice(-1)];
    expect(lackingOnCompiled(classConfig({ network: { ...network, layers } }))).toEqual(['gaussianNoise']);
    const trainer = await createTrainer(classConfig({ network }));
    expect(trainer.constructor.name).toBe('CompiledTrainer');
    trainer.dispose();
  });
});
