import { activeBackend } from './backend/backends.ts';
import { createCompiledTrainer, uncovered } from './compiled/compiledTrainer.ts';
import { createGameTrainer } from './tfjs/adversarialTrainer.ts';
import { createTfjsTrainer } from './tfjs/tfjsTrainer.ts';
import type { Learner, Trainer, TrainerConfig } from './trainer.ts';

/** What trains as the configuration says, where `activateBackend` has set what computes. */
export function createLearner(config: TrainerConfig): Promise<Learner> {
  return config.adversarial ? createGameTrainer(config, config.adversarial) : createTrainer(config);
}

/** A trainer of one network: on WASM the compiled engine, where it has all that the network needs. */
export function createTrainer(config: TrainerConfig): Promise<Trainer> {
  const lacking = lackingOnCompiled(config);
  return lacking?.length === 0 ? createCompiledTrainer(config) : createTfjsTrainer(config);
}

/** What the compiled engine would need and has not, by the names of recipes; null on backends that it does not run on. */
export function lackingOnCompiled(config: TrainerConfig): readonly string[] | null {
  return activeBackend()?.name === 'wasm' ? uncovered(config) : null;
}
