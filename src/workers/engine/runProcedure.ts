import type { FittedPipeline } from '../../core/preprocessing/preparation.ts';
import { createTrainer } from '../../engine/createLearner.ts';
import { epochMetricFor } from '../../engine/procedures/epochMetric.ts';
import { gameJudge, type Snapshot } from '../../engine/procedures/gameJudge.ts';
import { translationJudge } from '../../engine/procedures/translationJudge.ts';
import { supervisedJudge } from '../../engine/procedures/supervisedJudge.ts';
import type { Judge, TrainingJob } from '../../engine/procedures/trainingLoop.ts';
import { createGameTrainer } from '../../engine/tfjs/adversarialTrainer.ts';
import type { Learner, TrainerConfig } from '../../engine/trainer.ts';

/** What learns, and what judges it. Whoever creates them disposes the learner. */
export interface RunProcedure {
  readonly learner: Learner;
  readonly judge: Judge;
}

/** For a run, on the active backend. */
export async function createProcedure(
  pipeline: FittedPipeline,
  job: TrainingJob,
  config: TrainerConfig,
  saveSnapshot: (snapshot: Snapshot) => Promise<void>,
): Promise<RunProcedure> {
  const { adversarial } = config;
  if (adversarial) {
    const learner = await createGameTrainer(config, adversarial);
    const judge = adversarial.translation
      ? translationJudge(job, learner, saveSnapshot)
      : gameJudge(job, learner, { ...adversarial, saveSnapshot });
    return { learner, judge };
  }
  const learner = await createTrainer(config);
  return { learner, judge: supervisedJudge(job, learner, epochMetricFor(pipeline)) };
}
