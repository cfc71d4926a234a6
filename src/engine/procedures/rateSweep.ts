import type { PreparedRows } from '../../core/preprocessing/preparation.ts';
import { createBatchOrder } from '../../core/training/batchOrder.ts';
import { isSweepOver, suggestRate, sweepRates } from '../../core/training/rateFinder.ts';
import type { TrainingSettings } from '../../core/training/settings.ts';
import type { LearningRateSweep } from '../../protocol/engineContract.ts';
import { Cancelled } from '../../shared/appError.ts';
import type { Trainer } from '../trainer.ts';

const LOWEST_RATE = 1e-6;
const HIGHEST_RATE = 10;
const SWEEP_STEPS = 140;
/** Steps between two looks at the losses. */
const CHUNK_STEPS = 5;

export interface SweepPorts {
  readonly signal: AbortSignal;
  report(done: number, total: number): void;
}

/**
 * Takes steps at ever higher learning rates until the loss explodes (the range test of L. N. Smith, 2017).
 * The trainer must be fresh, and is of no use afterwards; the caller disposes it.
 * @throws Cancelled
 */
export async function sweepLearningRate(
  trainer: Trainer,
  train: PreparedRows,
  { seed, batchSize }: Pick<TrainingSettings, 'seed' | 'batchSize'>,
  ports: SweepPorts,
): Promise<LearningRateSweep> {
  trainer.loadData('train', train);
  const rates = sweepRates(LOWEST_RATE, HIGHEST_RATE, SWEEP_STEPS);
  const batches = batchesFor(SWEEP_STEPS, train.rowCount, batchSize, seed);
  const losses: number[] = [];
  while (losses.length < rates.length && !isSweepOver(losses)) {
    if (ports.signal.aborted) throw new Cancelled();
    const from = losses.length;
    await trainer.runSteps(batches.slice(from, from + CHUNK_STEPS), rates.slice(from, from + CHUNK_STEPS));
    for (const loss of await trainer.readLosses()) {
      if (!isSweepOver(losses)) losses.push(loss);
    }
    ports.report(losses.length, rates.length);
  }
  const taken = rates.slice(0, losses.length);
  return { learningRates: taken, losses, suggestion: suggestRate(taken, losses) };
}

function batchesFor(count: number, rowCount: number, batchSize: number, seed: number): Uint32Array[] {
  const batches: Uint32Array[] = [];
  for (let epoch = 1; batches.length < count; epoch++) {
    batches.push(...createBatchOrder(seed, epoch, rowCount, batchSize));
  }
  return batches.slice(0, count);
}
