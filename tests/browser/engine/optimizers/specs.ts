import type { OptimizerSpec } from '../../../../src/core/training/settings.ts';

/** Every optimizer, and every variant that runs other code. */
export const SPECS: readonly (readonly [string, OptimizerSpec])[] = [
  ['sgd', { name: 'sgd', momentum: 0, nesterov: false }],
  ['momentum', { name: 'sgd', momentum: 0.9, nesterov: false }],
  ['nesterov', { name: 'sgd', momentum: 0.9, nesterov: true }],
  ['rmsprop', { name: 'rmsprop', rho: 0.9, momentum: 0, epsilon: 1e-7, centered: false }],
  ['rmspropMomentum', { name: 'rmsprop', rho: 0.9, momentum: 0.8, epsilon: 1e-7, centered: false }],
  ['rmspropCentered', { name: 'rmsprop', rho: 0.9, momentum: 0, epsilon: 1e-3, centered: true }],
  ['rmspropCenteredMomentum', { name: 'rmsprop', rho: 0.9, momentum: 0.8, epsilon: 1e-3, centered: true }],
  ['adagrad', { name: 'adagrad', initialAccumulatorValue: 0.1, epsilon: 1e-7 }],
  ['adadelta', { name: 'adadelta', rho: 0.95, epsilon: 1e-7 }],
  ['adam', { name: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-7, amsgrad: false }],
  ['amsgrad', { name: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-7, amsgrad: true }],
  ['adamax', { name: 'adamax', beta1: 0.9, beta2: 0.999, epsilon: 1e-7 }],
  ['adamw', { name: 'adamw', beta1: 0.9, beta2: 0.999, epsilon: 1e-7, weightDecay: 0.004 }],
  ['nadam', { name: 'nadam', beta1: 0.9, beta2: 0.999, epsilon: 1e-7 }],
];
