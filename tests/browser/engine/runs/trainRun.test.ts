import { engine } from '@tensorflow/tfjs-core';
import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type {
  EngineContract,
  EngineMemory,
  TrainOutcome,
  TrainProgress,
} from '../../../../src/protocol/engineContract.ts';
import type { CallContext } from '../../../../src/protocol/serve.ts';
import { WorkerClient } from '../../../../src/protocol/workerClient.ts';
import { AppError } from '../../../../src/shared/appError.ts';
import { getCheckpoint } from '../../../../src/storage/checkpoints.ts';
import { hasModel } from '../../../../src/services/projectStatus.ts';
import { getEvaluation } from '../../../../src/storage/evaluations.ts';
import { getModel, putModel } from '../../../../src/storage/models.ts';
import { deleteRun, getRun, updateRun } from '../../../../src/storage/runs.ts';
import { evaluatedRows, evaluateRun } from '../../../../src/workers/engine/evaluateRun.ts';
import { findLearningRate } from '../../../../src/workers/engine/findLearningRate.ts';
import { predictFile } from '../../../../src/workers/engine/predictFile.ts';
import { predictRows } from '../../../../src/workers/engine/predictRows.ts';
import { pauseRun, resumeRun, trainRun } from '../../../../src/workers/engine/trainRun.ts';
import { storeRun } from './storedRun.ts';

function context<P>(
  onProgress: (value: P) => void = () => undefined,
  signal = new AbortController().signal,
): CallContext<P> {
  return { signal, progress: onProgress };
}

/** The stored weights to the last bit. */
async function storedWeights(runId: string): Promise<Uint8Array> {
  const model = await getModel(runId);
  if (!model) throw new Error(`run ${runId} has no model`);
  return new Uint8Array(model.weights);
}

async function rejection(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => null,
    (error: unknown) => error,
  );
}

describe('a stored run', () => {
  it('is trained, with everything in its record', async () => {
    const run = await storeRun('wasm');
    const said: TrainProgress[] = [];
    const outcome = await trainRun(
      { runId: run.id },
      context((progress) => said.push(progress)),
    );
    expect(outcome).toEqual({ status: 'finished', stopReason: 'epochs', epochs: 8, bestEpoch: expect.any(Number) });

    const phases = said.flatMap((progress) => (progress.kind === 'phase' ? [progress.phase] : []));
    expect(phases).toEqual(['loadingData', 'choosingEngine', 'compiling', 'training', 'saving']);
    const record = await getRun(run.id);
    expect(record).toMatchObject({
      status: 'finished',
      stopReason: 'epochs',
      error: null,
      engine: { backend: 'wasm', reason: 'pinned' },
    });
    expect(record.pipeline?.features.map(({ name }) => name)).toContain('line=north');
    expect(record.history).toHaveLength(8);
    expect(record.history.at(-1)?.validationMetric).toBeGreaterThan(0.8);
    expect(record.parameterCount).toBeGreaterThan(100);
    expect(record.trainedMs).toBeGreaterThan(0);
    expect(await getCheckpoint(run.id)).toBeNull();
    expect((await getModel(run.id))?.epoch).toBe(8);
  });

  it('over a thousand epochs holds what it held, records a few hundred bytes an epoch, and leaves no checkpoint behind', async () => {
    const epochs = 1000;
    const run = await storeRun('wasm', { epochs, batchSize: 256, checkpointSeconds: 0.05 });
    const held: EngineMemory[] = [];
    let checkpoints = 0;
    const outcome = await trainRun(
      { runId: run.id },
      context((progress) => {
        if (progress.kind === 'step') held.push(progress.memory);
        if (progress.kind === 'checkpoint') checkpoints += 1;
      }),
    );
    expect(outcome).toMatchObject({ status: 'finished', epochs });
    expect(checkpoints).toBeGreaterThan(0);
    // The best weights are read, not kept on the device; so from the second step on nothing is added.
    expect(held).toHaveLength(epochs);
    expect(held.at(-1)).toEqual(held[2]);
    const { history } = await getRun(run.id);
    expect(history.map(({ epoch }) => epoch)).toEqual(Array.from({ length: epochs }, (_, i) => i + 1));
    expect(JSON.stringify(history).length / epochs).toBeLessThan(600);
    expect(await getCheckpoint(run.id)).toBeNull();
  });

  it('gives the same weights for the same seed, and others for another', async () => {
    const [first, second, other] = [
      await storeRun('wasm'),
      await storeRun('wasm'),
      await storeRun('wasm', { seed: 43 }),
    ];
    for (const run of [first, second, other]) await trainRun({ runId: run.id }, context());
    expect(await storedWeights(second.id)).toEqual(await storedWeights(first.id));
    expect(await storedWeights(other.id)).not.toEqual(await storedWeights(first.id));
  });

  it('pauses and goes on, and says so in its record', async () => {
    const run = await storeRun('wasm', { epochs: 30 });
    const statuses: string[] = [];
    const asked: Promise<void>[] = [];
    const outcome = await trainRun(
      { runId: run.id },
      context((progress) => {
        if (progress.kind !== 'epoch' || progress.record.epoch < 3 || asked.length > 0) return;
        const ask = async (): Promise<void> => {
          expect(await pauseRun({ runId: run.id })).toEqual({ paused: true });
          await new Promise((resolve) => setTimeout(resolve, 300));
          statuses.push((await getRun(run.id)).status);
          expect(await resumeRun({ runId: run.id })).toEqual({ paused: false });
          await new Promise((resolve) => setTimeout(resolve, 50));
          statuses.push((await getRun(run.id)).status);
        };
        asked.push(ask());
      }),
    );
    await Promise.all(asked);
    expect(outcome.epochs).toBe(30);
    expect(statuses[0]).toBe('paused');
    expect(['running', 'finished']).toContain(statuses[1]);
    expect(await pauseRun({ runId: run.id })).toEqual({ paused: false });
  });

  it('keeps what was reached when it is stopped, and goes on from there when it is asked again', async () => {
    const [whole, stopped] = [await storeRun('wasm', { epochs: 20 }), await storeRun('wasm', { epochs: 20 })];
    await trainRun({ runId: whole.id }, context());
    const controller = new AbortController();
    const stop = (progress: TrainProgress): void => {
      if (progress.kind === 'epoch' && progress.record.epoch === 5) controller.abort();
    };
    const outcome = await trainRun({ runId: stopped.id }, context(stop, controller.signal));
    expect(outcome).toMatchObject({ status: 'stopped', stopReason: 'user', epochs: 5 });
    expect(await getModel(stopped.id)).not.toBeNull();
    expect(await getRun(stopped.id)).toMatchObject({ status: 'stopped', stopReason: 'user' });

    await trainRun({ runId: stopped.id }, context());
    expect(await storedWeights(stopped.id)).toEqual(await storedWeights(whole.id));
    expect((await getRun(stopped.id)).history).toHaveLength(20);
  });

  it('stopped within its first epoch keeps the weights as they were, to judge and to use', async () => {
    const run = await storeRun('wasm', { batchSize: 1 });
    const controller = new AbortController();
    const outcome = await trainRun(
      { runId: run.id },
      context((progress) => {
        if (progress.kind === 'step') controller.abort();
      }, controller.signal),
    );
    expect(outcome).toMatchObject({ status: 'stopped', epochs: 0, bestEpoch: null });
    const record = await getRun(run.id);
    expect(record.kept).toEqual({ epoch: 0, version: 1 });
    expect(hasModel(record)).toBe(true);
    expect((await evaluateRun({ runId: run.id, part: 'test' }, context())).rowCount).toBeGreaterThan(0);
  });

  it('stopped, taken up again and failed keeps the model that it had', async () => {
    const run = await storeRun('wasm', { epochs: 20 });
    const controller = new AbortController();
    await trainRun(
      { runId: run.id },
      context((progress) => {
        if (progress.kind === 'epoch' && progress.record.epoch === 3) controller.abort();
      }, controller.signal),
    );
    const weights = await storedWeights(run.id);
    const report = await evaluateRun({ runId: run.id, part: 'test' }, context());
    const { preparation } = await getRun(run.id);
    await updateRun(run.id, { preparation: { ...preparation, columns: {} } });
    expect(await rejection(trainRun({ runId: run.id }, context()))).toBeInstanceOf(AppError);
    await updateRun(run.id, { preparation });
    const record = await getRun(run.id);
    expect(record).toMatchObject({ status: 'failed', kept: { epoch: 3, version: 1 } });
    expect(hasModel(record)).toBe(true);
    expect(await storedWeights(run.id)).toEqual(weights);
    expect(await getEvaluation(run.id, 'test')).toEqual(report);
    const { outputs } = await predictRows({ runId: run.id, rows: [{ heat: 560, speed: 1, line: 'south' }] });
    expect(outputs).toHaveLength(1);
  });

  it('judges the weights that are kept, where new ones come while it judges', async () => {
    const [run, other] = [await storeRun('wasm', { epochs: 1 }), await storeRun('wasm', { epochs: 20 })];
    for (const { id } of [run, other]) await trainRun({ runId: id }, context());
    const newer = await getModel(other.id);
    if (!newer) throw new Error('no model');
    const storing: Promise<void>[] = [];
    const report = await evaluateRun(
      { runId: run.id, part: 'test' },
      context(() => {
        if (storing.length === 0) storing.push(putModel({ ...newer, runId: run.id }));
      }),
    );
    await Promise.all(storing);
    expect((await getRun(run.id)).kept).toEqual({ epoch: 20, version: 2 });
    const expected = await evaluateRun({ runId: other.id, part: 'test' }, context());
    const alike = { runId: '', evaluatedAt: 0 };
    expect({ ...report, ...alike }).toEqual({ ...expected, ...alike });
    expect(await getEvaluation(run.id, 'test')).toEqual(report);
    const rows = await evaluatedRows({ runId: run.id, part: 'test' }, context());
    expect(rows.outputs).toEqual((await evaluatedRows({ runId: other.id, part: 'test' }, context())).outputs);
  });

  it('records why it failed', async () => {
    const run = await storeRun('wasm');
    const unprepared = { ...run.preparation, columns: {} };
    await updateRun(run.id, { preparation: unprepared });
    const error = await rejection(trainRun({ runId: run.id }, context()));
    expect(error).toBeInstanceOf(AppError);
    expect(await getRun(run.id)).toMatchObject({
      status: 'failed',
      stopReason: 'failed',
      error: { code: error instanceof AppError ? error.code : '' },
    });
  });

  it('ends with the failure where it is deleted meanwhile', async () => {
    const run = await storeRun('wasm', { epochs: 50, checkpointSeconds: 0 });
    let isDeleted = false;
    const training = trainRun(
      { runId: run.id },
      context((progress) => {
        if (progress.kind === 'epoch' && !isDeleted) {
          isDeleted = true;
          void deleteRun(run.id);
        }
      }),
    );
    expect(await rejection(training)).toMatchObject({ code: 'storage.notFound' });
  });

  it('diverges with its reason in the record', async () => {
    const run = await storeRun('wasm', { schedule: { kind: 'constant', initialLearningRate: 1e38, warmupSteps: 0 } });
    expect(await trainRun({ runId: run.id }, context())).toMatchObject({ status: 'diverged', stopReason: 'diverged' });
    expect(await getRun(run.id)).toMatchObject({
      status: 'diverged',
      error: { code: 'engine.diverged', details: { epoch: 1 } },
    });
    expect(await rejection(evaluateRun({ runId: run.id, part: 'test' }, context()))).toMatchObject({
      code: 'run.noModel',
    });
  });
});

describe('a run in a worker', () => {
  const workers: Worker[] = [];
  afterEach(() => workers.splice(0).forEach((worker) => worker.terminate()));

  function startWorker(): { client: WorkerClient<Pick<EngineContract, 'train'>>; kill: () => void } {
    const worker = new Worker(new URL('./training.worker.ts', import.meta.url), { type: 'module' });
    workers.push(worker);
    const client = new WorkerClient<Pick<EngineContract, 'train'>>('test', () => ({
      endpoint: worker,
      terminate: () => worker.terminate(),
      onDeath: () => undefined,
    }));
    return { client, kill: () => worker.terminate() };
  }

  function trainIn(
    client: WorkerClient<Pick<EngineContract, 'train'>>,
    runId: string,
    onProgress: (progress: TrainProgress) => void = () => undefined,
  ): Promise<TrainOutcome> {
    return client.call('train', { runId }, { onProgress });
  }

  it('killed again and again ends with the weights of one that never was, bit for bit', async () => {
    const training = { epochs: 60, checkpointSeconds: 0 };
    const [whole, killed] = [await storeRun('wasm', training), await storeRun('wasm', training)];
    await trainRun({ runId: whole.id }, context());

    for (const atStep of [60, 250]) {
      const { client, kill } = startWorker();
      await new Promise<void>((resolve, reject) => {
        trainIn(client, killed.id, (progress) => {
          if (progress.kind === 'checkpoint' && progress.step >= atStep) {
            kill();
            resolve();
          }
        }).then(() => reject(new Error('the run ended before it was killed')), reject);
      });
      expect((await getRun(killed.id)).status).toBe('running');
      expect((await getCheckpoint(killed.id))?.step).toBeGreaterThanOrEqual(atStep);
    }
    const outcome = await trainIn(startWorker().client, killed.id);
    expect(outcome).toMatchObject({ status: 'finished', epochs: 60 });
    expect(await storedWeights(killed.id)).toEqual(await storedWeights(whole.id));
  });

  it('belongs to one worker at a time', async () => {
    const run = await storeRun('wasm', { epochs: 400 });
    const { client, kill } = startWorker();
    await new Promise<void>((resolve, reject) => {
      trainIn(client, run.id, (progress) => {
        if (progress.kind === 'phase' && progress.phase === 'training') resolve();
      }).catch(reject);
    });
    expect(await rejection(trainRun({ runId: run.id }, context()))).toMatchObject({
      code: 'run.busyElsewhere',
      details: { runId: run.id },
    });
    expect((await getRun(run.id)).status).toBe('running');
    kill();
  });
});

describe('a lost GPU', () => {
  it('is replaced, and the run goes on from its checkpoint', { timeout: 240_000 }, async () => {
    const run = await storeRun('webgpuSoftware', { epochs: 2, batchSize: 64, checkpointSeconds: 0 });
    let losses = 0;
    const steps: number[] = [];
    const outcome = await trainRun(
      { runId: run.id },
      context((progress) => {
        if (progress.kind === 'step') steps.push(progress.step);
        if (progress.kind !== 'checkpoint' || losses > 0) return;
        losses += 1;
        const { backend } = engine();
        if (backend instanceof WebGPUBackend) backend.device.destroy();
      }),
    );
    expect(losses).toBe(1);
    expect(outcome).toMatchObject({ status: 'finished', epochs: 2 });
    expect(steps[0]).toBe(1);
    expect(await getRun(run.id)).toMatchObject({ status: 'finished', engine: { backend: 'webgpu', isSoftware: true } });
  });
});

describe('a trained run', () => {
  let runId = '';
  beforeAll(async () => {
    const run = await storeRun('wasm', { epochs: 25 });
    await trainRun({ runId: run.id }, context());
    runId = run.id;
  });

  it('is judged on its test rows, and the report is stored', async () => {
    const report = await evaluateRun({ runId, part: 'test' }, context());
    expect(report).toMatchObject({ runId, part: 'test', task: 'multiclass', classes: ['coarse', 'fine', 'medium'] });
    expect(report.task !== 'regression' && report.metrics.accuracy).toBeGreaterThan(0.8);
    expect(await getEvaluation(runId, 'test')).toEqual(report);
    const rows = await evaluatedRows({ runId, part: 'test' }, context());
    expect(rows.rowIndices).toHaveLength(report.rowCount);
    const right = rows.targets.filter((target, i) => {
      const scores = [...rows.outputs.subarray(3 * i, 3 * i + 3)];
      return scores.indexOf(Math.max(...scores)) === target;
    });
    expect(report.task !== 'regression' && report.metrics.accuracy).toBeCloseTo(right.length / report.rowCount, 9);
  });

  it('predicts rows of a form, and says what it cannot', async () => {
    const fine = { heat: 560, speed: 1, line: 'south' };
    const { names, outputs } = await predictRows({ runId, rows: [fine, { ...fine, heat: null }] });
    expect(names).toEqual(['coarse', 'fine', 'medium']);
    expect(outputs).toHaveLength(2);
    expect(outputs[0]?.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 5);
    expect(outputs[0]?.[1]).toBeGreaterThan(0.5);
    expect(
      await rejection(predictRows({ runId, rows: [fine, { heat: 'hot', speed: 1, line: 'south' }] })),
    ).toMatchObject({
      code: 'data.invalidValue',
      details: { column: 'heat', row: 2, value: 'hot' },
    });
    expect(await rejection(predictRows({ runId, rows: [{ heat: 1 }] }))).toMatchObject({ code: 'data.columnMissing' });
  });

  it('predicts a file in its own dialect, all columns kept, bad rows reported', async () => {
    const lines = [
      'note;speed;heat;line',
      '"a;b";1,00;560,5;south',
      'x;2,1;;north',
      'y;zwei;500;north',
      'z;2,0;500',
      'w;0,1;621,0;south',
      '',
    ];
    const outcome = await predictFile(
      { runId, source: { kind: 'text', text: lines.join('\r\n') }, plan: null },
      context(),
    );
    expect(outcome).toMatchObject({ predicted: 3, failed: 2 });
    expect(outcome.failures).toEqual([
      { row: 4, column: 'speed', reason: 'invalidValue', value: 'zwei' },
      { row: 5, column: '', reason: 'malformed', value: '' },
    ]);
    const written = (await outcome.csv.text()).split('\r\n');
    expect(written[0]).toBe('note;speed;heat;line;predicted grade;P(grade=coarse);P(grade=fine);P(grade=medium)');
    expect(written[1]).toMatch(/^"a;b";1,00;560,5;south;fine;0,\d+;0,\d+;\d,?\d*/);
    // The missing heat is filled in as it was in training.
    expect(written[2]).toMatch(/^x;2,1;;north;\w+;0,\d+;0,\d+;0,\d+$/);
    expect(written[3]).toBe('y;zwei;500;north;;;;');
    expect(written[4]).toBe('z;2,0;500;;;;;');
    expect(written[5]).toMatch(/^w;0,1;621,0;south;medium;/);
    expect(written[6]).toBe('');
    // The file's probabilities are those of the form.
    const { outputs } = await predictRows({ runId, rows: [{ heat: 560.5, speed: 1, line: 'south' }] });
    const cells =
      written[1]
        ?.split(';')
        .slice(-3)
        .map((cell) => Number(cell.replace(',', '.'))) ?? [];
    cells.forEach((cell, i) => expect(cell).toBeCloseTo(outputs[0]?.[i] ?? NaN, 5));
  });

  it('says where a category was never seen in training, though the row is predicted', async () => {
    const source = { kind: 'text' as const, text: 'heat,speed,line\n500,2,north\n500,2,west\n500,2,east\n' };
    const outcome = await predictFile({ runId, source, plan: null }, context());
    expect(outcome).toMatchObject({ predicted: 3, failed: 0 });
    expect(outcome.unseen).toEqual([{ column: 'line', rows: 2, example: 'west' }]);
  });

  it('refuses a file without a column that it needs, and stops when cancelled', async () => {
    const source = { kind: 'text' as const, text: 'heat,line\n500,north\n' };
    expect(await rejection(predictFile({ runId, source, plan: null }, context()))).toMatchObject({
      code: 'file.columnsMissing',
      details: { columns: 'speed', count: 1 },
    });
    const controller = new AbortController();
    controller.abort();
    const whole = { kind: 'text' as const, text: 'heat,speed,line\n500,2,north\n' };
    expect(
      await rejection(
        predictFile(
          { runId, source: whole, plan: null },
          context(() => undefined, controller.signal),
        ),
      ),
    ).toMatchObject({ name: 'Cancelled' });
  });

  it('finds a learning rate without touching the model', async () => {
    const before = await storedWeights(runId);
    const sweep = await findLearningRate({ run: await getRun(runId) }, context());
    expect(sweep.learningRates.length).toBe(sweep.losses.length);
    expect(sweep.learningRates.length).toBeGreaterThan(50);
    expect(sweep.suggestion).toBeGreaterThan(1e-5);
    expect(sweep.suggestion).toBeLessThan(1);
    expect(await storedWeights(runId)).toEqual(before);
  });

  it('can be asked while another run trains', async () => {
    const other = await storeRun('wasm', { epochs: 40 });
    const alone = await storeRun('wasm', { epochs: 40 });
    await trainRun({ runId: alone.id }, context());
    const training = trainRun({ runId: other.id }, context());
    for (let i = 0; i < 10; i++) {
      const { outputs } = await predictRows({ runId, rows: [{ heat: 560, speed: 1, line: 'south' }] });
      expect(outputs[0]?.[1]).toBeGreaterThan(0.5);
    }
    await training;
    expect(await storedWeights(other.id)).toEqual(await storedWeights(alone.id));
  });
});
