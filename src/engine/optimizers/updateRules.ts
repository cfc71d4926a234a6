import type { OptimizerSpec } from '../../core/training/settings.ts';
import { adadelta } from './rules/adadelta.ts';
import { adagrad } from './rules/adagrad.ts';
import { adam } from './rules/adam.ts';
import { adamax } from './rules/adamax.ts';
import { nadam } from './rules/nadam.ts';
import { rmsprop } from './rules/rmsprop.ts';
import { sgd } from './rules/sgd.ts';
import type { UpdateRule } from './updateRule.ts';

/** The rule that a specification names. */
export function updateRuleFor(spec: OptimizerSpec): UpdateRule {
  switch (spec.name) {
    case 'sgd':
      return sgd(spec);
    case 'rmsprop':
      return rmsprop(spec);
    case 'adagrad':
      return adagrad(spec);
    case 'adadelta':
      return adadelta(spec);
    case 'adam':
      return adam({ ...spec, weightDecay: 0 });
    case 'adamw':
      return adam({ ...spec, amsgrad: false });
    case 'adamax':
      return adamax(spec);
    case 'nadam':
      return nadam(spec);
  }
}
