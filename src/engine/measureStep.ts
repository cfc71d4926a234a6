import { createBatchOrder } from '../core/training/batchOrder.ts';
import type { PreparedRows } from '../core/preprocessing/preparation.ts';
import { pickRows } from './procedures/sampleRows.ts';
import type { TrainerConfig } from './trainer.ts';
import { createLearner } from './createLearner.ts';

/** Enough rows for a probe; more would only be uploaded. */
const PROBE_BATCHES = 4;
const WARM_UP_STEPS = 2;
const MAX_STEPS = 20;
const MAX_MS = 250;

/**
 * Milliseconds per training step of this very network on the active backend: a few steps after warm-up, read-back
 * included. Leaves nothing behind.
 */
export async function measureStep(config: TrainerConfig, train: PreparedRows): Promise<number> {
  const count = Math.min(train.rowCount, PROBE_BATCHES * config.batchSize);
  const rows = pickRows(
    train,
    Uint32Array.from({ length: count }, (_, i) => i),
  );
  const batches = createBatchOrder(config.seed, 1, rows.rowCount, config.batchSize);
  const trainer = await createLearner(config);
  try {
    trainer.loadData('train', rows);
    const take = async (steps: number): Promise<void> => {
      const taken = Array.from({ length: steps }, (_, i) => batches[i % batches.length] ?? new Uint32Array());
      await trainer.runSteps(
        taken,
        taken.map(() => 0),
      );
      await trainer.readLosses();
    };
    await take(WARM_UP_STEPS);
    const startedMs = performance.now();
    let steps = 0;
    while (steps < MAX_STEPS && performance.now() - startedMs < MAX_MS) {
      await take(2);
      steps += 2;
    }
    return (performance.now() - startedMs) / steps;
  } finally {
    trainer.dispose();
  }
}
