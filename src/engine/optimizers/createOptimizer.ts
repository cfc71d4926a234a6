import type { OptimizerSpec } from '../../core/training/settings.ts';
import { FusedOptimizer } from './fusedOptimizer.ts';
import { updateRuleFor } from './updateRules.ts';

/** Keras's own default; schedules set another before the first step. */
const DEFAULT_LEARNING_RATE = 0.001;

/** An optimizer with Keras 3 semantics for the backend that is set when it is used. Whoever calls this calls `dispose`. */
export function createOptimizer(spec: OptimizerSpec, learningRate = DEFAULT_LEARNING_RATE): FusedOptimizer {
  return new FusedOptimizer(updateRuleFor(spec), learningRate);
}
