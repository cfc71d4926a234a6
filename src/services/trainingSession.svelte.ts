import { AppError, Cancelled } from '../shared/appError.ts';
import type { EpochRecord } from '../core/training/settings.ts';
import type { EngineMemory, TrainOutcome, TrainProgress } from '../protocol/engineContract.ts';
import type { EngineChoice, RunRecord } from '../storage/records.ts';
import { engineWorker } from './workers.ts';

type StepProgress = Extract<TrainProgress, { kind: 'step' }>;
export type TrainPhase = Extract<TrainProgress, { kind: 'phase' }>['phase'];

/** Loss per step, thinned so that a long run stays drawable: beyond the limit every second point goes. */
const MAX_POINTS = 2000;
/** In slow motion. */
const SLOW_MS = 500;

/** The run that goes on now, live. One at a time: the engine has one device. */
export class TrainingSession {
  runId = $state<string | null>(null);
  phase = $state<TrainPhase | null>(null);
  isPaused = $state(false);
  isStopping = $state(false);
  /** Stands still for a moment after each step. */
  isSlow = $state(false);
  engine = $state.raw<EngineChoice | null>(null);
  latest = $state.raw<StepProgress | null>(null);
  epochs = $state.raw<readonly EpochRecord[]>([]);
  points = $state.raw<readonly { readonly step: number; readonly loss: number }[]>([]);
  memory = $state.raw<EngineMemory | null>(null);
  lastCheckpointAt = $state<number | null>(null);
  /** The last checkpoint did not fit on the disk: the run goes on, but is not safe. */
  checkpointError = $state.raw<AppError<'storage.quota'> | null>(null);
  /** What ended the last run here, where that was an error. */
  error = $state.raw<unknown>(null);
  readonly isActive = $derived(this.phase !== null);

  #controller: AbortController | null = null;
  #pointStride = 1;

  constructor(private readonly onRunsChanged: () => Promise<void>) {}

  /** Starts the run, or goes on with it from its checkpoint. Resolves when it has ended; null where it failed (see `error`). */
  async start(run: RunRecord): Promise<TrainOutcome | null> {
    if (this.isActive) throw new Error('a run is going on already');
    this.#controller = new AbortController();
    this.#reset(run);
    try {
      return await engineWorker.call(
        'train',
        { runId: run.id },
        { signal: this.#controller.signal, onProgress: (progress) => this.#receive(progress) },
      );
    } catch (error) {
      if (!(error instanceof Cancelled)) this.error = error;
      return null;
    } finally {
      this.phase = null;
      this.isPaused = false;
      this.isStopping = false;
      this.isSlow = false;
      await this.onRunsChanged();
    }
  }

  async pause(): Promise<void> {
    if (this.runId) this.isPaused = (await engineWorker.call('pause', { runId: this.runId })).paused;
  }

  async resume(): Promise<void> {
    if (this.runId) this.isPaused = (await engineWorker.call('resume', { runId: this.runId })).paused;
  }

  /** Lets the paused run take one step. */
  async step(): Promise<void> {
    if (this.runId) await engineWorker.call('step', { runId: this.runId });
  }

  /** Lets the run stand still for a moment after each step, or not any more. */
  async slowDown(isSlow: boolean): Promise<void> {
    if (!this.runId) return;
    this.isSlow = isSlow;
    await engineWorker.call('slowDown', { runId: this.runId, lingerMs: isSlow ? SLOW_MS : 0 });
  }

  /** Asks the run to end and keep what it reached. */
  stop(): void {
    if (!this.isActive) return;
    this.isStopping = true;
    this.#controller?.abort();
  }

  #reset(run: RunRecord): void {
    this.runId = run.id;
    this.phase = 'loadingData';
    this.error = null;
    this.engine = run.engine;
    this.latest = null;
    this.epochs = run.history;
    this.points = [];
    this.#pointStride = 1;
    this.memory = null;
    this.lastCheckpointAt = null;
    this.checkpointError = null;
  }

  #receive(progress: TrainProgress): void {
    switch (progress.kind) {
      case 'phase':
        this.phase = progress.phase;
        break;
      case 'engine':
        this.engine = progress.choice;
        break;
      case 'step':
        this.latest = progress;
        this.memory = progress.memory;
        this.#addPoints(progress.losses);
        break;
      case 'epoch':
        // A resumed run repeats the epochs after its checkpoint.
        this.epochs = [...this.epochs.filter((each) => each.epoch < progress.record.epoch), progress.record];
        break;
      case 'checkpoint':
        this.lastCheckpointAt = progress.savedAt;
        this.checkpointError = null;
        break;
      case 'checkpointFailed':
        this.checkpointError = new AppError('storage.quota', progress.details);
        break;
    }
  }

  #addPoints(losses: StepProgress['losses']): void {
    const added = losses.filter(({ step }) => step % this.#pointStride === 0);
    let points = [...this.points, ...added];
    while (points.length > MAX_POINTS) {
      this.#pointStride *= 2;
      points = points.filter(({ step }) => step % this.#pointStride === 0);
    }
    this.points = points;
  }
}
