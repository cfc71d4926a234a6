import { beforeAll, describe, expect, it } from 'vitest';
import { defaultEarlyStopping, defaultTraining } from '../../../../src/core/training/defaults.ts';
import type { EpochRecord, TrainingSettings } from '../../../../src/core/training/settings.ts';
import { activateBackend } from '../../../../src/engine/backend/backends.ts';
import { epochMetricFor } from '../../../../src/engine/procedures/epochMetric.ts';
import { PauseGate } from '../../../../src/engine/procedures/pauseGate.ts';
import type { RunCheckpoint } from '../../../../src/engine/procedures/runCheckpoint.ts';
import { supervisedJudge } from '../../../../src/engine/procedures/supervisedJudge.ts';
import {
  runTraining,
  type TrainingJob,
  type TrainingOutcome,
  type TrainingPorts,
} from '../../../../src/engine/procedures/trainingLoop.ts';
import { createTfjsTrainer } from '../../../../src/engine/tfjs/tfjsTrainer.ts';
import type { TrainProgress } from '../../../../src/protocol/engineContract.ts';
import { classConfig, classRows, CLASSES } from '../trainer/exampleData.ts';

const target = { kind: 'classes' as const, column: 'grade', classes: ['a', 'b', 'c'] };
const accuracy = epochMetricFor({ task: 'multiclass', target });

function settings(options: Partial<TrainingSettings> = {}): TrainingSettings {
  return {
    ...defaultTraining('multiclass'),
    epochs: 6,
    batchSize: 16,
    schedule: { kind: 'constant', initialLearningRate: 0.01, warmupSteps: 0 },
    earlyStopping: { ...defaultEarlyStopping(), enabled: false },
    checkpointSeconds: 5,
    ...options,
  };
}

function job(options: Partial<TrainingSettings> = {}): TrainingJob {
  return {
    settings: settings(options),
    train: classRows(100, 1),
    validation: classRows(40, 2),
  };
}

/** Ports in memory: a clock that runs one second per look, and all that was said. */
class Ports implements TrainingPorts {
  readonly pause = new PauseGate();
  readonly controller = new AbortController();
  readonly signal = this.controller.signal;
  readonly checkpoints: RunCheckpoint[] = [];
  readonly reported: TrainProgress[] = [];
  readonly paused: boolean[] = [];
  #clockMs = 0;

  constructor(private readonly onReport: (progress: TrainProgress, ports: Ports) => void = () => undefined) {}

  now(): number {
    this.#clockMs += 1000;
    return this.#clockMs;
  }

  async saveCheckpoint(checkpoint: RunCheckpoint): Promise<void> {
    this.checkpoints.push(structuredClone(checkpoint));
  }

  report(progress: TrainProgress): void {
    this.reported.push(progress);
    this.onReport(progress, this);
  }

  async onPaused(isPaused: boolean): Promise<void> {
    this.paused.push(isPaused);
  }

  get epochs(): EpochRecord[] {
    return this.reported.flatMap((progress) => (progress.kind === 'epoch' ? [progress.record] : []));
  }
}

async function run(what: TrainingJob, ports: Ports, checkpoint: RunCheckpoint | null = null): Promise<TrainingOutcome> {
  const trainer = await createTfjsTrainer(classConfig());
  try {
    return await runTraining(what, trainer, supervisedJudge(what, trainer, accuracy), ports, checkpoint);
  } finally {
    trainer.dispose();
  }
}

/** What an interruption must not change: all but the time that things took. */
function withoutTimes(history: readonly EpochRecord[]): unknown[] {
  return history.map((record) => ({ ...record, durationMs: 0, samplesPerSecond: 0 }));
}

/** The weights to the last bit (two `ArrayBuffer`s count as equal whatever is in them). */
function bytesOf({ model }: TrainingOutcome): Uint8Array {
  if (!model) throw new Error('no model was kept');
  return new Uint8Array(model.weights);
}

class Killed extends Error {}

/** Ends the run at once, as when the worker is killed: nothing is finished or saved. */
function killAtStep(step: number): (progress: TrainProgress) => void {
  return (progress) => {
    if (progress.kind === 'step' && progress.step >= step) throw new Killed();
  };
}

describe.each(['wasm', 'cpu'] as const)('a supervised run on %s', (backend) => {
  beforeAll(async () => {
    await activateBackend(backend);
  });

  it.each([3, 9, 20, 33])(
    'killed at step %i and taken up again ends with the same weights, bit for bit',
    async (step) => {
      const schedule = { kind: 'cosine', initialLearningRate: 0.01, warmupSteps: 5, alpha: 0 } as const;
      const whole = await run(job({ schedule }), new Ports());
      const killed = new Ports(killAtStep(step));
      await expect(run(job({ schedule }), killed)).rejects.toThrow(Killed);
      const resumed = await run(job({ schedule }), new Ports(), killed.checkpoints.at(-1) ?? null);
      expect(bytesOf(resumed)).toEqual(bytesOf(whole));
      expect(bytesOf(resumed).length).toBeGreaterThan(1000);
      expect(withoutTimes(resumed.history)).toEqual(withoutTimes(whole.history));
      if (step > 9) expect(killed.checkpoints.at(-1)?.step).toBeGreaterThan(0);
    },
  );

  it('interrupted again and again still gets there', async () => {
    const whole = await run(job(), new Ports());
    let checkpoint: RunCheckpoint | null = null;
    for (const step of [8, 15, 22, 30, 37]) {
      const ports = new Ports(killAtStep(step));
      await expect(run(job(), ports, checkpoint)).rejects.toThrow(Killed);
      checkpoint = ports.checkpoints.at(-1) ?? checkpoint;
    }
    expect(bytesOf(await run(job(), new Ports(), checkpoint))).toEqual(bytesOf(whole));
  });
});

describe('a supervised run', () => {
  beforeAll(async () => {
    await activateBackend('wasm');
  });

  it('reports every step once, every epoch, and learns', async () => {
    const ports = new Ports();
    const outcome = await run(job(), ports);
    const steps = ports.reported.flatMap((progress) => (progress.kind === 'step' ? progress.losses : []));
    expect(steps.map(({ step }) => step)).toEqual(Array.from({ length: 42 }, (_, i) => i));
    expect(steps.every(({ loss }) => Number.isFinite(loss))).toBe(true);
    expect(ports.epochs.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(outcome).toMatchObject({ status: 'finished', stopReason: 'epochs', divergence: null });
    expect(outcome.history).toEqual(ports.epochs);
    const [first, last] = [outcome.history[0], outcome.history.at(-1)];
    expect(last?.trainLoss).toBeLessThan(first?.trainLoss ?? 0);
    expect(last?.validationMetric).toBeGreaterThan(0.7);
    // 100 rows in batches of 16: the epoch's loss is the mean over rows, so the last batch of 4 counts less.
    const epochLosses = steps.slice(0, 7).map(({ loss }) => loss);
    const expected = epochLosses.reduce((sum, loss, i) => sum + loss * (i < 6 ? 16 : 4), 0) / 100;
    expect(first?.trainLoss).toBeCloseTo(expected, 6);
    expect(Object.keys(last?.gradientNorms ?? {})).toEqual(['hidden_1', 'norm_1', 'hidden_2', 'head']);
  });

  it('goes by its schedule, and lowers the rate on a plateau', async () => {
    const plateau = {
      kind: 'reduceOnPlateau',
      initialLearningRate: 0.01,
      warmupSteps: 3,
      factor: 0.5,
      patience: 1,
      minDelta: 10,
      minLearningRate: 0.003,
    } as const;
    const ports = new Ports();
    const { history } = await run(job({ schedule: plateau, epochs: 5 }), ports);
    // No fall of the loss is as large as minDelta, so after the first epoch every one is a plateau.
    expect(history.map(({ learningRate }) => learningRate)).toEqual([0.01, 0.01, 0.005, 0.003, 0.003]);
    const [warmUp] = ports.reported.flatMap((progress) => (progress.kind === 'step' ? [progress.learningRate] : []));
    expect(warmUp).toBe(0);
  });

  it('stops early and keeps the best weights', async () => {
    const impatient = { ...defaultEarlyStopping(), patience: 2, minDelta: 0 };
    const wild = { kind: 'constant', initialLearningRate: 0.5, warmupSteps: 0 } as const;
    const ports = new Ports();
    const outcome = await run(job({ epochs: 60, earlyStopping: impatient, schedule: wild }), ports);
    expect(outcome.stopReason).toBe('earlyStopping');
    const losses = outcome.history.map(({ validationLoss }) => validationLoss ?? NaN);
    const best = losses.indexOf(Math.min(...losses)) + 1;
    expect(outcome.bestEpoch).toBe(best);
    expect(outcome.model?.epoch).toBe(best);
    expect(outcome.history).toHaveLength(best + 2);
    // The same run cut off after its best epoch has the same weights.
    const short = await run(job({ epochs: best, schedule: wild }), new Ports());
    expect(bytesOf(outcome)).toEqual(bytesOf(short));
  });

  it('stops where it diverges, says where, and keeps the best weights', async () => {
    const exploding = {
      kind: 'step',
      initialLearningRate: 0.01,
      warmupSteps: 0,
      everyEpochs: 2,
      factor: 1e42,
    } as const;
    const trainer = await createTfjsTrainer(
      classConfig({ optimizer: { name: 'sgd', momentum: 0, nesterov: false }, gradientClip: { kind: 'none' } }),
    );
    const what = job({ schedule: exploding });
    const judge = supervisedJudge(what, trainer, accuracy);
    const outcome = await runTraining(what, trainer, judge, new Ports(), null);
    trainer.dispose();
    expect(outcome).toMatchObject({ status: 'diverged', stopReason: 'diverged' });
    expect(outcome.divergence?.loss).toMatch(/NaN|Infinity/);
    expect(outcome.divergence?.epoch).toBe(3);
    expect(outcome.history).toHaveLength(2);
    expect(outcome.model?.epoch).toBe(outcome.bestEpoch);
    const weights = new Float32Array(outcome.model?.weights ?? new ArrayBuffer(0));
    expect(weights.length).toBeGreaterThan(0);
    expect(weights.every(Number.isFinite)).toBe(true);
  });

  it('has no model where it diverges before an epoch has ended', async () => {
    const huge = { kind: 'constant', initialLearningRate: 1e38, warmupSteps: 0 } as const;
    const outcome = await run(job({ schedule: huge }), new Ports());
    expect(outcome).toMatchObject({ status: 'diverged', model: null, bestEpoch: null, history: [] });
  });

  it('stops when asked, keeps what was reached, and can be taken up to the very end it would have had', async () => {
    const whole = await run(job(), new Ports());
    const ports: Ports = new Ports((progress) => {
      if (progress.kind === 'step' && progress.step >= 17) ports.controller.abort();
    });
    const stopped = await run(job(), ports);
    expect(stopped).toMatchObject({ status: 'stopped', stopReason: 'user' });
    expect(stopped.history).toHaveLength(2);
    expect(bytesOf(stopped)).not.toEqual(bytesOf(whole));
    const resumed = await run(job(), new Ports(), ports.checkpoints.at(-1) ?? null);
    expect(bytesOf(resumed)).toEqual(bytesOf(whole));
  });

  it('keeps nothing where it is stopped before its first step', async () => {
    const ports = new Ports();
    ports.controller.abort();
    expect(await run(job(), ports)).toMatchObject({ status: 'stopped', model: null, history: [] });
  });

  it('waits while paused, with a checkpoint, and goes on unchanged', async () => {
    const whole = await run(job(), new Ports());
    let stepsWhilePaused = 0;
    const ports: Ports = new Ports((progress) => {
      if (progress.kind !== 'step') return;
      if (ports.pause.isPaused && ports.paused.at(-1) === true) stepsWhilePaused++;
      if (progress.step >= 10 && ports.paused.length === 0 && !ports.pause.isPaused) {
        ports.pause.pause();
        setTimeout(() => ports.pause.resume(), 50);
      }
    });
    const outcome = await run(job(), ports);
    expect(ports.paused).toEqual([true, false]);
    expect(stepsWhilePaused).toBe(0);
    expect(ports.checkpoints.length).toBeGreaterThan(0);
    expect(bytesOf(outcome)).toEqual(bytesOf(whole));
  });

  it('can be stopped while it is paused', async () => {
    const ports: Ports = new Ports((progress) => {
      if (progress.kind === 'step') {
        ports.pause.pause();
        setTimeout(() => ports.controller.abort(), 30);
      }
    });
    expect(await run(job(), ports)).toMatchObject({ status: 'stopped' });
  });

  it('paused, takes one step for each that is asked for, across the end of an epoch, and ends as if undisturbed', async () => {
    const whole = await run(job({ epochs: 2 }), new Ports());
    const ports = new Ports((progress) => {
      if (progress.kind === 'step' && progress.step === 1) ports.pause.pause();
    });
    /** The step after which the run stands still, each time that it does. */
    const stoodAt: number[] = [];
    ports.onPaused = async (isPaused) => {
      if (!isPaused) return;
      const taken = ports.reported.flatMap((progress) => (progress.kind === 'step' ? [progress.step] : []));
      stoodAt.push(taken.at(-1) ?? NaN);
      // Later, as a user's click comes: when the run waits.
      setTimeout(() => (stoodAt.length < 10 ? ports.pause.step() : ports.pause.resume()));
    };
    const outcome = await run(job({ epochs: 2 }), ports);
    expect(stoodAt).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(outcome.status).toBe('finished');
    expect(bytesOf(outcome)).toEqual(bytesOf(whole));
    expect(withoutTimes(outcome.history)).toEqual(withoutTimes(whole.history));
  });

  it('in slow motion shows every step by itself and ends as if undisturbed', async () => {
    const whole = await run(job({ epochs: 2 }), new Ports());
    const ports = new Ports();
    ports.pause.slowDown(1);
    const outcome = await run(job({ epochs: 2 }), ports);
    const shown = ports.reported.flatMap((progress) => (progress.kind === 'step' ? [progress.losses.length] : []));
    expect(shown).toEqual(Array(14).fill(1));
    expect(bytesOf(outcome)).toEqual(bytesOf(whole));
    expect(withoutTimes(outcome.history)).toEqual(withoutTimes(whole.history));
  });

  it('can be stopped while it stands still in slow motion', async () => {
    const ports: Ports = new Ports((progress) => {
      if (progress.kind === 'step') setTimeout(() => ports.controller.abort());
    });
    // Longer than any test may take: only the stop ends it.
    ports.pause.slowDown(600_000);
    expect(await run(job(), ports)).toMatchObject({ status: 'stopped' });
    expect(ports.reported.filter(({ kind }) => kind === 'step')).toHaveLength(1);
  });

  it('does without validation rows', async () => {
    const { history, bestEpoch } = await run({ ...job({ epochs: 2 }), validation: null }, new Ports());
    expect(history.map(({ validationLoss, validationMetric }) => [validationLoss, validationMetric])).toEqual([
      [null, null],
      [null, null],
    ]);
    expect(bestEpoch).not.toBeNull();
  });

  it('measures a large training part on a sample', async () => {
    const ports = new Ports();
    const large = { ...job({ epochs: 1, batchSize: 2048 }), train: classRows(12_000, 5) };
    const { history } = await run(large, ports);
    expect(history[0]?.trainMetric).toBeGreaterThan(0);
    expect(history[0]?.trainMetric).toBeLessThanOrEqual(1);
    // What the screen says of it.
    expect(history[0]?.trainMetricRows).toBe(10_000);
    // A share of 10 000 rows, not of 12 000.
    expect(((history[0]?.trainMetric ?? 0) * 10_000) % 1).toBeCloseTo(0, 6);
  });
});

describe('the metric of an epoch', () => {
  const rows = { ...classRows(4, 1), rowCount: 4 };

  it('is the share of rows whose highest score is right', () => {
    const targets = Float32Array.from([1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 0, 0]);
    const scores = Float32Array.from([0.5, 0.3, 0.2, 0.1, 0.8, 0.1, 0.6, 0.3, 0.1, 0.4, 0.3, 0.3]);
    const metric = epochMetricFor({ task: 'multiclass', target });
    expect(metric({ ...rows, targets, targetWidth: CLASSES }, scores)).toBe(0.75);
  });

  it('wants every label of a row right, decided at 0.5', () => {
    const metric = epochMetricFor({ task: 'multilabel', target: { kind: 'labels', columns: ['x', 'y'] } });
    const labelled = { ...rows, rowCount: 2, targetWidth: 2, targets: Float32Array.from([1, 0, 1, 1]) };
    expect(metric(labelled, Float32Array.from([0.5, 0.4, 0.9, 0.4]))).toBe(0.5);
  });

  it('is the mean absolute error in target units', () => {
    const numbers = { kind: 'numbers' as const, columns: ['x'], center: [100], scale: [10] };
    const metric = epochMetricFor({ task: 'regression', target: numbers });
    const measured = { ...rows, rowCount: 2, targetWidth: 1, targets: Float32Array.from([0, 1]) };
    expect(metric(measured, Float32Array.from([0.5, 1]))).toBeCloseTo(2.5, 6);
  });
});
