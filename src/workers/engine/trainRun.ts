import { PauseGate } from '../../engine/procedures/pauseGate.ts';
import { withDeviceRecovery } from '../../engine/procedures/recovery.ts';
import type { RunCheckpoint } from '../../engine/procedures/runCheckpoint.ts';
import {
  runTraining,
  type TrainingJob,
  type TrainingOutcome,
  type TrainingPorts,
} from '../../engine/procedures/trainingLoop.ts';
import type { TrainerConfig } from '../../engine/trainer.ts';
import type { TrainOutcome, TrainProgress } from '../../protocol/engineContract.ts';
import type { CallContext } from '../../protocol/serve.ts';
import { AppError, describeUnknown, isAppError } from '../../shared/appError.ts';
import { deleteCheckpoint, getCheckpoint, putCheckpoint } from '../../storage/checkpoints.ts';
import { holdLock } from '../../storage/locks.ts';
import { putModel } from '../../storage/models.ts';
import type { RunRecord } from '../../storage/records.ts';
import type { FittedPipeline } from '../../core/preprocessing/preparation.ts';
import type { Snapshot } from '../../engine/procedures/gameJudge.ts';
import { getRun, updateRun } from '../../storage/runs.ts';
import { deleteSnapshots, putSnapshot } from '../../storage/snapshots.ts';
import { asTraining, inTurn } from './engineAccess.ts';
import { chooseRunEngine } from './chooseRunEngine.ts';
import { jobOf, prepareRun, trainerConfigOf } from './preparedRun.ts';
import { createProcedure } from './runProcedure.ts';

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

/** Lets a paused run take one step. */
export function stepRun({ runId }: { runId: string }): Promise<{ paused: boolean }> {
  gates.get(runId)?.step();
  return Promise.resolve({ paused: true });
}

/** How long a run stands still after each step from now on. */
export function slowRunDown({ runId, lingerMs }: { runId: string; lingerMs: number }): Promise<null> {
  gates.get(runId)?.slowDown(lingerMs);
  return Promise.resolve(null);
}

async function train(runId: string, gate: PauseGate, context: CallContext<TrainProgress>): Promise<TrainOutcome> {
  const { progress } = context;
  progress({ kind: 'phase', phase: 'loadingData' });
  const begun = await getRun(runId);
  const prepared = await prepareRun(begun);
  const job = jobOf(begun, prepared);
  const config = trainerConfigOf(begun, prepared.pipeline, job);
  const isNew = (await getCheckpoint(runId)) === null;
  if (isNew) await deleteSnapshots(runId);
  const run = await updateRun(runId, {
    status: 'running',
    stopReason: null,
    error: null,
    pipeline: prepared.pipeline,
    ...(isNew ? { history: [], bestEpoch: null, trainedMs: 0, engine: null } : {}),
  });

  let savedSinceLoss = false;
  const ports = portsOf(runId, gate, context, () => {
    savedSinceLoss = true;
  });
  const outcome = await withDeviceRecovery(
    () => {
      savedSinceLoss = false;
      return attempt(run, prepared.pipeline, job, config, ports);
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
  pipeline: FittedPipeline,
  job: TrainingJob,
  config: TrainerConfig,
  ports: TrainingPorts,
): Promise<TrainingOutcome> {
  ports.report({ kind: 'phase', phase: 'choosingEngine' });
  const checkpoint = await getCheckpoint(run.id);
  const choice = await inTurn(() => chooseRunEngine(run, config, job));
  ports.report({ kind: 'engine', choice });
  ports.report({ kind: 'phase', phase: 'compiling' });
  const { learner, judge } = await createProcedure(pipeline, job, config, (snapshot) =>
    keepSnapshot(run.id, snapshot, ports),
  );
  try {
    await updateRun(run.id, { engine: choice, parameterCount: learner.parameterCount });
    ports.report({ kind: 'phase', phase: 'training' });
    return await runTraining(job, learner, judge, ports, checkpoint);
  } finally {
    learner.dispose();
  }
}

/** What a generator makes as it goes on is there to be looked at: where it does not fit, the run goes on without. */
async function keepSnapshot(runId: string, snapshot: Snapshot, { report }: TrainingPorts): Promise<void> {
  try {
    await putSnapshot({ ...snapshot, runId });
  } catch (error) {
    if (!isAppError(error, 'storage.quota')) throw error;
    report({ kind: 'checkpointFailed', details: error.details });
  }
}

function portsOf(
  runId: string,
  gate: PauseGate,
  { progress, signal }: CallContext<TrainProgress>,
  onSaved: () => void,
): TrainingPorts {
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

async function keepOutcome(runId: string, outcome: TrainingOutcome): Promise<void> {
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
