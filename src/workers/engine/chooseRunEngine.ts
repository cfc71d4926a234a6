import { lackingOnCompiled } from '../../engine/createLearner.ts';
import { chooseEngine } from '../../engine/backend/router.ts';
import type { TrainingJob } from '../../engine/procedures/trainingLoop.ts';
import { measureStep } from '../../engine/measureStep.ts';
import type { TrainerConfig } from '../../engine/trainer.ts';
import { isAppError } from '../../shared/appError.ts';
import type { EngineChoice, RunRecord } from '../../storage/records.ts';

/**
 * Chooses the engine for a run by a probe of its own network, and sets it. A run that goes on keeps its engine while that
 * is to be had: another one rounds differently. Call `inTurn`.
 * @throws AppError `engine.noBackend`
 */
export async function chooseRunEngine(run: RunRecord, config: TrainerConfig, job: TrainingJob): Promise<EngineChoice> {
  const probe = (): Promise<number> => measureStep(config, job.train);
  if (run.engine && run.backend === 'auto') {
    try {
      await chooseEngine(run.engine.isSoftware ? 'webgpuSoftware' : run.engine.backend, probe);
      return run.engine;
    } catch (error) {
      if (!isAppError(error, 'engine.noBackend')) throw error;
    }
  }
  const choice = await chooseEngine(run.backend, probe);
  const lacking = lackingOnCompiled(config);
  return lacking ? { ...choice, lacking } : choice;
}
