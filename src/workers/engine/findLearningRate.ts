import { sweepLearningRate } from '../../engine/procedures/rateSweep.ts';
import { createTrainer } from '../../engine/createLearner.ts';
import type { LearningRateSweep } from '../../protocol/engineContract.ts';
import type { Progress } from '../../protocol/progress.ts';
import type { CallContext } from '../../protocol/serve.ts';
import type { RunRecord } from '../../storage/records.ts';
import { asTraining, inTurn } from './engineAccess.ts';
import { jobOf, prepareRun, trainerConfigOf } from './preparedRun.ts';
import { chooseRunEngine } from './chooseRunEngine.ts';

/**
 * Sweeps the learning rate over a fresh network of a run's recipe. The run need not be stored, and nothing is.
 * @throws Cancelled
 */
export async function findLearningRate(
  { run }: { run: RunRecord },
  { signal, progress }: CallContext<Progress>,
): Promise<LearningRateSweep> {
  const prepared = await prepareRun(run);
  const job = jobOf(run, prepared);
  const config = trainerConfigOf(run, prepared.pipeline, job);
  return asTraining(async () => {
    await inTurn(() => chooseRunEngine(run, config, job));
    const trainer = await createTrainer(config);
    try {
      const startedMs = performance.now();
      return await sweepLearningRate(trainer, job.train, job.settings, {
        signal,
        report: (done, total) => {
          const remainingMs = ((performance.now() - startedMs) / Math.max(1, done)) * (total - done);
          progress({ done, total, unit: 'steps', remainingMs });
        },
      });
    } finally {
      trainer.dispose();
    }
  });
}
