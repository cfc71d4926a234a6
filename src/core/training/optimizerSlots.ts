import type { OptimizerSpec } from './settings.ts';

/** Values that an optimizer remembers per trained weight: velocities, moments, accumulators. */
export function optimizerSlots(optimizer: OptimizerSpec): number {
  switch (optimizer.name) {
    case 'sgd':
      return optimizer.momentum > 0 ? 1 : 0;
    case 'rmsprop':
      return 1 + (optimizer.momentum > 0 ? 1 : 0) + (optimizer.centered ? 1 : 0);
    case 'adagrad':
      return 1;
    case 'adam':
      return optimizer.amsgrad ? 3 : 2;
    case 'adadelta':
    case 'adamax':
    case 'adamw':
    case 'nadam':
      return 2;
  }
}
