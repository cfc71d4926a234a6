import { sweepLearningRate } from '../../engine/procedures/rateSweep.ts';
import { createTfjsTrainer } from '../../engine/tfjs/tfjsTrainer.ts';
import type { LearningRateSweep } from '../../protocol/engineContract.ts';
import type { Progress } from '../../protocol/progress.ts';
import type { CallContext } from '../../protocol/serve.ts';
import { getRun } from '../../storage/runs.ts';
import { asTraining, inTurn } from './engineAccess.ts';
import { jobOf, prepareRun, trainerConfigOf } from './preparedRun.ts';
import { chooseRunEngine } from './chooseRunEngine.ts';

/**
 * Sweeps the learning rate over a fresh network of the run's recipe. The run itself and its model stay as they are.
 * @throws Cancelled
 */
export async function findLearningRate(
  { runId }: { runId: string },
  { signal, progress }: CallContext<Progress>,
): Promise<LearningRateSweep> {
  const run = await getRun(runId);
  const prepared = await prepareRun(run);
  const job = jobOf(run, prepared);
  const config = trainerConfigOf(run, prepared.pipeline, job);
  return asTraining(async () => {
    await inTurn(() => chooseRunEngine(run, config, job));
    const trainer = await createTfjsTrainer(config);
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
