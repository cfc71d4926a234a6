import type { PreparedRows } from '../../core/preprocessing/preparation.ts';
import { createBatchOrder } from '../../core/training/batchOrder.ts';
import { findDivergence } from '../../core/training/divergence.ts';
import { advanceEarlyStopping, monitoredLoss, startEarlyStopping } from '../../core/training/earlyStopping.ts';
import { advancePlateau, learningRateAt, startPlateau } from '../../core/training/schedule.ts';
import type { EpochRecord, RunStatus, StopReason, TrainingSettings } from '../../core/training/settings.ts';
import type { TrainProgress } from '../../protocol/engineContract.ts';
import type { ErrorDetails } from '../../shared/appError.ts';
import type { ModelRecord } from '../../storage/records.ts';
import type { GameFigures, Learner } from '../trainer.ts';
import type { PauseGate } from './pauseGate.ts';
import {
  packCheckpoint,
  unpackCheckpoint,
  type LoopState,
  type RunCheckpoint,
  type StoredCheckpoint,
  type Weights,
} from './runCheckpoint.ts';

/** The losses are read about this often, so that progress keeps the screen's pace and a stop is heard. */
const CHUNK_MS = 80;
/** What an epoch's end says of the networks as they are then. */
export interface Judgement extends Pick<
  EpochRecord,
  'validationLoss' | 'trainMetric' | 'trainMetricRows' | 'validationMetric' | 'game'
> {
  /** Null: what a decreasing loss means is the loop's to say. Else what early stopping watches in its place, the lower the better. */
  readonly monitored: number | null;
  /** Losses that were measured: one that is not finite ends the run. */
  readonly losses: readonly number[];
}

/** How a procedure judges what it trains. */
export interface Judge {
  /** Called once, before the first step that is taken; `step` of them were taken before. */
  begin(step: number): Promise<void>;
  /** How many of the next steps may be taken at a stretch; what is to be seen is looked at behind them. */
  stepsAhead(step: number): number;
  /** Called when some steps are taken and their losses read. */
  look(step: number, epoch: number): Promise<GameFigures | null>;
  judge(): Promise<Judgement>;
}

/** What is to be learnt. */
export interface TrainingJob {
  readonly settings: TrainingSettings;
  readonly train: PreparedRows;
  /** Null where the split has no validation rows. */
  readonly validation: PreparedRows | null;
}

/** The world around a run: clock, storage, screen, and the user. */
export interface TrainingPorts {
  /** Milliseconds, from any origin. */
  now(): number;
  saveCheckpoint(checkpoint: RunCheckpoint): Promise<void>;
  report(progress: TrainProgress): void;
  /** Told when the run has stopped to wait, and when it goes on. */
  onPaused(isPaused: boolean): Promise<void>;
  readonly pause: PauseGate;
  /** Aborted: stop and keep what was reached. */
  readonly signal: AbortSignal;
}

export interface TrainingOutcome {
  readonly status: Extract<RunStatus, 'finished' | 'stopped' | 'diverged'>;
  readonly stopReason: StopReason;
  readonly history: readonly EpochRecord[];
  readonly bestEpoch: number | null;
  readonly trainedMs: number;
  readonly divergence: ErrorDetails['engine.diverged'] | null;
  /** Null where no step was taken, or where the run diverged before any epoch had ended. */
  readonly model: Omit<ModelRecord, 'runId'> | null;
}

/**
 * Trains on rows: epochs of batches in seeded order, a schedule, early stopping, checkpoints.
 * From a checkpoint it goes on with the very next step; on one engine it ends with the weights that it would have had
 * without the interruption. Does not dispose the learner.
 * @param checkpoint - null: from the start
 */
export async function runTraining(
  job: TrainingJob,
  learner: Learner,
  judge: Judge,
  ports: TrainingPorts,
  checkpoint: StoredCheckpoint | null,
): Promise<TrainingOutcome> {
  const run = new TrainingLoop(job, learner, judge, ports);
  await run.begin(checkpoint);
  return run.finish(await run.trainEpochs());
}

/** Why the loop ended, and where, if it diverged. */
interface Ending {
  readonly stopReason: Exclude<StopReason, 'failed'>;
  readonly divergence: ErrorDetails['engine.diverged'] | null;
}

class TrainingLoop {
  #loop: LoopState;
  #step = 0;
  #bestWeights: Weights | null = null;
  #lastCheckpointMs: number;
  #chunkSteps = 1;
  /** Steps and their time since this run was begun or taken up: for the estimate of what is left. */
  #pace = { steps: 0, ms: 0 };
  readonly #stepsPerEpoch: number;

  constructor(
    private readonly job: TrainingJob,
    private readonly learner: Learner,
    private readonly judge: Judge,
    private readonly ports: TrainingPorts,
  ) {
    const { settings, train } = job;
    this.#stepsPerEpoch = Math.ceil(train.rowCount / settings.batchSize);
    this.#lastCheckpointMs = ports.now();
    this.#loop = {
      version: 1,
      epoch: 1,
      batch: 0,
      lossSum: 0,
      rowsDone: 0,
      epochMs: 0,
      trainedMs: 0,
      earlyStopping: startEarlyStopping(),
      plateau: startPlateau(settings.schedule),
      history: [],
    };
  }

  async begin(checkpoint: StoredCheckpoint | null): Promise<void> {
    this.learner.loadData('train', this.job.train);
    const restored = checkpoint && unpackCheckpoint(checkpoint);
    if (restored) {
      await this.learner.restoreState(restored.trainer);
      this.#step = restored.trainer.step;
      this.#loop = restored.loop;
      this.#bestWeights = restored.bestWeights;
    }
    await this.judge.begin(this.#step);
  }

  async trainEpochs(): Promise<Ending> {
    const { settings, train } = this.job;
    while (this.#loop.epoch <= settings.epochs) {
      const order = createBatchOrder(settings.seed, this.#loop.epoch, train.rowCount, settings.batchSize);
      while (this.#loop.batch < order.length) {
        if (await this.#isToStop()) return { stopReason: 'user', divergence: null };
        const count = this.#stepsAhead();
        const divergence = await this.#takeSteps(order.slice(this.#loop.batch, this.#loop.batch + count));
        if (divergence) return { stopReason: 'diverged', divergence };
        await this.#checkpointIfDue();
      }
      const ending = await this.#endEpoch();
      if (ending) return ending;
      await this.#checkpointIfDue();
    }
    return { stopReason: 'epochs', divergence: null };
  }

  async finish({ stopReason, divergence }: Ending): Promise<TrainingOutcome> {
    const { earlyStopping, history, trainedMs } = this.#loop;
    if (stopReason === 'user') await this.#saveCheckpoint();
    this.ports.report({ kind: 'phase', phase: 'saving' });
    const { enabled, restoreBest } = this.job.settings.earlyStopping;
    const keepsBest = this.#bestWeights !== null && (stopReason === 'diverged' || (enabled && restoreBest));
    if (keepsBest && this.#bestWeights) this.learner.writeWeights(this.#bestWeights);
    const isUsable = (stopReason !== 'diverged' && this.#step > 0) || keepsBest;
    const epoch = keepsBest ? earlyStopping.bestEpoch : null;
    return {
      status: stopReason === 'user' ? 'stopped' : stopReason === 'diverged' ? 'diverged' : 'finished',
      stopReason,
      history,
      bestEpoch: earlyStopping.bestEpoch,
      trainedMs,
      divergence,
      model: isUsable ? { ...(await this.learner.exportModel()), epoch: epoch ?? history.length } : null,
    };
  }

  /** Waits while paused; true when the user wants the run to end. */
  async #isToStop(): Promise<boolean> {
    const { pause, signal } = this.ports;
    if (pause.isPaused && !signal.aborted) {
      await this.#saveCheckpoint();
      await this.ports.onPaused(true);
      await pause.wait(signal);
      await this.ports.onPaused(false);
    }
    return signal.aborted;
  }

  /** One at a time where the user looks at each. */
  #stepsAhead(): number {
    const { pause } = this.ports;
    if (pause.isSlow) return 1;
    return Math.max(1, Math.min(this.#chunkSteps, this.judge.stepsAhead(this.#step)));
  }

  /** Takes a few steps of the epoch and reports them. */
  async #takeSteps(batches: readonly Uint32Array[]): Promise<ErrorDetails['engine.diverged'] | null> {
    const startedMs = this.ports.now();
    const rates = batches.map((_, i) => this.#learningRateAt(this.#step + i));
    await this.learner.runSteps(batches, rates);
    const losses = await this.learner.readLosses();
    const tookMs = this.ports.now() - startedMs;

    const firstStep = this.#step;
    const divergence = findDivergence(losses);
    if (divergence) return { epoch: this.#loop.epoch, step: firstStep + divergence.index, loss: divergence.loss };
    this.#step += batches.length;
    let { lossSum, rowsDone } = this.#loop;
    batches.forEach((batch, i) => {
      lossSum += (losses[i] ?? NaN) * batch.length;
      rowsDone += batch.length;
    });
    const rowsTaken = rowsDone - this.#loop.rowsDone;
    this.#loop = { ...this.#loop, batch: this.#loop.batch + batches.length, lossSum, rowsDone };
    this.#addTime(tookMs);
    this.#pace = { ...this.#pace, steps: this.#pace.steps + batches.length };
    const game = await this.judge.look(this.#step, this.#loop.epoch);
    const wanted = Math.round((this.#chunkSteps * CHUNK_MS) / Math.max(tookMs, 1));
    this.#chunkSteps = Math.min(Math.max(wanted, 1), 2 * this.#chunkSteps);

    this.ports.report({
      kind: 'step',
      epoch: this.#loop.epoch,
      batch: this.#loop.batch,
      batchesPerEpoch: this.#stepsPerEpoch,
      step: this.#step,
      losses: Array.from(losses, (loss, i) => ({ step: firstStep + i, loss })),
      learningRate: rates.at(-1) ?? 0,
      samplesPerSecond: (1000 * rowsTaken) / Math.max(tookMs, 1e-3),
      remainingMs: this.#remainingMs(),
      memory: this.learner.memory(),
      game,
    });
    await this.ports.pause.linger(this.ports.signal);
    return null;
  }

  /** Judges the epoch and moves on to the next; an ending where it was the last. */
  async #endEpoch(): Promise<Ending | null> {
    const startedMs = this.ports.now();
    const { settings } = this.job;
    const { epoch, plateau, earlyStopping } = this.#loop;
    const { monitored: watched, losses, ...judgement } = await this.judge.judge();
    const divergence = findDivergence(losses);
    if (divergence) return { stopReason: 'diverged', divergence: { epoch, step: this.#step, loss: divergence.loss } };
    const gradientNorms = await this.learner.readGradientNorms();
    this.#addTime(this.ports.now() - startedMs);

    const record: EpochRecord = {
      epoch,
      step: this.#step,
      trainLoss: this.#loop.lossSum / this.#loop.rowsDone,
      ...judgement,
      learningRate: this.#learningRateAt(this.#step - 1),
      gradientNorms,
      samplesPerSecond: (1000 * this.#loop.rowsDone) / Math.max(this.#loop.epochMs, 1e-3),
      durationMs: this.#loop.epochMs,
    };
    const monitored = watched ?? monitoredLoss(settings.earlyStopping, record);
    const verdict = advanceEarlyStopping(settings.earlyStopping, earlyStopping, epoch, monitored);
    if (verdict.isBest) this.#bestWeights = await this.learner.readWeights();
    this.#loop = {
      ...this.#loop,
      epoch: epoch + 1,
      batch: 0,
      lossSum: 0,
      rowsDone: 0,
      epochMs: 0,
      earlyStopping: verdict.state,
      plateau: advancePlateau(settings.schedule, plateau, monitored),
      history: [...this.#loop.history, record],
    };
    this.ports.report({ kind: 'epoch', record });
    return verdict.shouldStop ? { stopReason: 'earlyStopping', divergence: null } : null;
  }

  #learningRateAt(step: number): number {
    const { schedule, epochs } = this.job.settings;
    return learningRateAt(schedule, { step, stepsPerEpoch: this.#stepsPerEpoch, epochs }, this.#loop.plateau);
  }

  async #checkpointIfDue(): Promise<void> {
    const dueMs = this.#lastCheckpointMs + 1000 * this.job.settings.checkpointSeconds;
    if (this.ports.now() >= dueMs) await this.#saveCheckpoint();
  }

  async #saveCheckpoint(): Promise<void> {
    const trainer = await this.learner.saveState();
    await this.ports.saveCheckpoint(packCheckpoint({ loop: this.#loop, trainer, bestWeights: this.#bestWeights }));
    this.#lastCheckpointMs = this.ports.now();
  }

  #addTime(ms: number): void {
    this.#loop = { ...this.#loop, epochMs: this.#loop.epochMs + ms, trainedMs: this.#loop.trainedMs + ms };
    this.#pace = { ...this.#pace, ms: this.#pace.ms + ms };
  }

  /** Time to the last planned epoch at the pace so far; early stopping may end the run before. */
  #remainingMs(): number | null {
    if (this.#pace.steps === 0) return null;
    const stepsLeft = this.job.settings.epochs * this.#stepsPerEpoch - this.#step;
    return (stepsLeft * this.#pace.ms) / this.#pace.steps;
  }
}
