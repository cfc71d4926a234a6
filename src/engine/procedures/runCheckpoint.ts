import type { EarlyStoppingState } from '../../core/training/earlyStopping.ts';
import type { PlateauState } from '../../core/training/schedule.ts';
import type { EpochRecord } from '../../core/training/settings.ts';
import type { CheckpointRecord } from '../../storage/records.ts';
import { prefixed, unprefixed } from '../tfjs/stateNames.ts';
import type { TrainerState } from '../trainer.ts';

/** A checkpoint as storage keeps it, but for its run and time. */
export type StoredCheckpoint = Omit<CheckpointRecord, 'runId' | 'savedAt'>;
/** A checkpoint as a run makes it. */
export type RunCheckpoint = StoredCheckpoint & { readonly state: LoopState };
export type Weights = Readonly<Record<string, Float32Array>>;

/** What a run knows beside its trainer's state: plain JSON. Epochs count from 1. */
export interface LoopState {
  readonly version: 1;
  /** The epoch that is being taken, or comes next. */
  readonly epoch: number;
  /** Batches of it that are done. */
  readonly batch: number;
  /** Over those batches: Σ loss · rows, rows, and the milliseconds they took. */
  readonly lossSum: number;
  readonly rowsDone: number;
  readonly epochMs: number;
  readonly trainedMs: number;
  readonly earlyStopping: EarlyStoppingState;
  readonly plateau: PlateauState;
  readonly history: readonly EpochRecord[];
}

export interface RestoredRun {
  readonly loop: LoopState;
  readonly trainer: TrainerState;
  readonly bestWeights: Weights | null;
}

const TRAINER = 'trainer';
const BEST = 'best';

export function packCheckpoint({ loop, trainer, bestWeights }: RestoredRun): RunCheckpoint {
  return {
    epoch: loop.epoch,
    batch: loop.batch,
    step: trainer.step,
    tensors: { ...prefixed(TRAINER, trainer.tensors), ...prefixed(BEST, bestWeights ?? {}) },
    state: loop,
  };
}

/** Null where the checkpoint is of another version: the run then starts anew. */
export function unpackCheckpoint(checkpoint: StoredCheckpoint): RestoredRun | null {
  if (!isLoopState(checkpoint.state)) return null;
  const best = Object.entries(unprefixed(BEST, checkpoint.tensors)).flatMap(([name, values]) =>
    values instanceof Float32Array ? [[name, values] as const] : [],
  );
  return {
    loop: checkpoint.state,
    trainer: { step: checkpoint.step, tensors: unprefixed(TRAINER, checkpoint.tensors) },
    bestWeights: best.length > 0 ? Object.fromEntries(best) : null,
  };
}

/** Our own writing: its version says what is in it. */
function isLoopState(state: unknown): state is LoopState {
  return typeof state === 'object' && state !== null && 'version' in state && state.version === 1;
}
