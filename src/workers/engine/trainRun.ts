import { PauseGate } from '../../engine/procedures/pauseGate.ts';
import { withDeviceRecovery } from '../../engine/procedures/recovery.ts';
import type { RunCheckpoint } from '../../engine/procedures/runCheckpoint.ts';
import {
  trainSupervised,
  type SupervisedJob,
  type SupervisedOutcome,
  type SupervisedPorts,
} from '../../engine/procedures/supervised.ts';
import { createTfjsTrainer } from '../../engine/tfjs/tfjsTrainer.ts';
import type { TrainerConfig } from '../../engine/trainer.ts';
import type { TrainOutcome, TrainProgress } from '../../protocol/engineContract.ts';
import type { CallContext } from '../../protocol/serve.ts';
import { AppError, describeUnknown, isAppError } from '../../shared/appError.ts';
import { deleteCheckpoint, getCheckpoint, putCheckpoint } from '../../storage/checkpoints.ts';
import { holdLock } from '../../storage/locks.ts';
import { putModel } from '../../storage/models.ts';
import type { RunRecord } from '../../storage/records.ts';
import { getRun, updateRun } from '../../storage/runs.ts';
import { asTraining, inTurn } from './engineAccess.ts';
import { chooseRunEngine } from './chooseRunEngine.ts';
import { jobOf, prepareRun, trainerConfigOf } from './preparedRun.ts';

/** Runs that go on in this worker, by id. */
const gates = new Map<string, PauseGate>();

/**
 * Trains a run from its start, or goes on from its checkpoint. Aborting the call stops it and keeps what was reached.
 * What becomes of it is in the run's record, a failure too, which is then thrown.
 * @throws AppError `run.busyElsewhere` where another tab trains it
 */
export async function trainRun(
  { runId }: { runId: string },
  context: CallContext<TrainProgress>,
): Promise<TrainOutcome> {
  const release = await holdLock(`run-${runId}`);
  if (!release) throw new AppError('run.busyElsewhere', { runId });
  const gate = new PauseGate();
  gates.set(runId, gate);
  try {
    return await asTraining(() => train(runId, gate, context));
  } catch (error) {
    await recordFailure(runId, error);
    throw error;
  } finally {
    gates.delete(runId);
    release();
  }
}

/** Holds a run up after the step that it is taking. False where it does not go on here. */
export function pauseRun({ runId }: { runId: string }): Promise<{ paused: boolean }> {
  gates.get(runId)?.pause();
  return Promise.resolve({ paused: gates.get(runId)?.isPaused ?? false });
}

/** Lets a paused run go on. */
export function resumeRun({ runId }: { runId: string }): Promise<{ paused: boolean }> {
  gates.get(runId)?.resume();
  return Promise.resolve({ paused: false });
}

async function train(runId: string, gate: PauseGate, context: CallContext<TrainProgress>): Promise<TrainOutcome> {
  const { progress } = context;
  progress({ kind: 'phase', phase: 'loadingData' });
  const begun = await getRun(runId);
  const prepared = await prepareRun(begun);
  const job = jobOf(begun, prepared);
  const config = trainerConfigOf(begun, prepared.pipeline, job);
  const run = await updateRun(runId, {
    status: 'running',
    stopReason: null,
    error: null,
    pipeline: prepared.pipeline,
    ...((await getCheckpoint(runId)) ? {} : { history: [], bestEpoch: null, trainedMs: 0, engine: null }),
  });

  let savedSinceLoss = false;
  const ports = portsOf(runId, gate, context, () => {
    savedSinceLoss = true;
  });
  const outcome = await withDeviceRecovery(
    () => {
      savedSinceLoss = false;
      return attempt(run, job, config, ports);
    },
    () => savedSinceLoss,
  );
  await keepOutcome(runId, outcome);
  const { status, stopReason, history, bestEpoch } = outcome;
  return { status, stopReason, epochs: history.length, bestEpoch };
}

/** From choosing the engine to the end, or to the loss of the device. */
async function attempt(
  run: RunRecord,
  job: SupervisedJob,
  config: TrainerConfig,
  ports: SupervisedPorts,
): Promise<SupervisedOutcome> {
  ports.report({ kind: 'phase', phase: 'choosingEngine' });
  const checkpoint = await getCheckpoint(run.id);
  const choice = await inTurn(() => chooseRunEngine(run, config, job));
  ports.report({ kind: 'engine', choice });
  ports.report({ kind: 'phase', phase: 'compiling' });
  const trainer = await createTfjsTrainer(config);
  try {
    await updateRun(run.id, { engine: choice, parameterCount: trainer.parameterCount });
    ports.report({ kind: 'phase', phase: 'training' });
    return await trainSupervised(job, trainer, ports, checkpoint);
  } finally {
    trainer.dispose();
  }
}

function portsOf(
  runId: string,
  gate: PauseGate,
  { progress, signal }: CallContext<TrainProgress>,
  onSaved: () => void,
): SupervisedPorts {
  return {
    now: () => performance.now(),
    saveCheckpoint: async (checkpoint) => {
      const savedAt = Date.now();
      try {
        await putCheckpoint({ ...checkpoint, runId, savedAt });
      } catch (error) {
        // A full disk is no reason to throw the training away; but the user must know that it is not safe.
        if (!isAppError(error, 'storage.quota')) throw error;
        progress({ kind: 'checkpointFailed', details: error.details });
        return;
      }
      onSaved();
      await updateRun(runId, summaryOf(checkpoint));
      progress({ kind: 'checkpoint', step: checkpoint.step, savedAt });
    },
    onPaused: async (isPaused) => {
      await updateRun(runId, { status: isPaused ? 'paused' : 'running' });
    },
    report: progress,
    pause: gate,
    signal,
  };
}

/** What lists of runs show of one that goes on. */
function summaryOf({ state }: RunCheckpoint): Pick<RunRecord, 'history' | 'bestEpoch' | 'trainedMs'> {
  return { history: state.history, bestEpoch: state.earlyStopping.bestEpoch, trainedMs: state.trainedMs };
}

async function keepOutcome(runId: string, outcome: SupervisedOutcome): Promise<void> {
  const { status, stopReason, history, bestEpoch, trainedMs, divergence, model } = outcome;
  if (model) await putModel({ ...model, runId });
  const error = divergence && { code: 'engine.diverged', details: divergence };
  await updateRun(runId, { status, stopReason, error, history, bestEpoch, trainedMs });
  // A stopped run may be taken up again.
  if (status !== 'stopped') await deleteCheckpoint(runId);
}

/** The failure itself is thrown by the caller; that the run may be gone, deleted meanwhile, adds nothing to it. */
async function recordFailure(runId: string, error: unknown): Promise<void> {
  const { code, details }: NonNullable<RunRecord['error']> = isAppError(error)
    ? error
    : { code: 'engine.failed', details: { reason: describeUnknown(error) } };
  await updateRun(runId, { status: 'failed', stopReason: 'failed', error: { code, details } }).catch(() => undefined);
}
