import type { Learner, TrainerConfig } from '../trainer.ts';
import { createGameTrainer } from './adversarialTrainer.ts';
import { createTfjsTrainer } from './tfjsTrainer.ts';

/** What trains as the configuration says, on the active tfjs backend. */
export function createLearner(config: TrainerConfig): Promise<Learner> {
  return config.adversarial ? createGameTrainer(config, config.adversarial) : createTfjsTrainer(config);
}
