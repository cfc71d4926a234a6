import { slotAt, type UpdateRule } from '../updateRule.ts';

/**
 * v ← ρ·v + (1−ρ)·g²; d = η·g / √(v + ε), with `centered` η·g / √(v − ḡ² + ε) where ḡ ← ρ·ḡ + (1−ρ)·g;
 * w ← w − d, with momentum m ← μ·m + d; w ← w − m (Tieleman & Hinton 2012; Graves 2013).
 */
export function rmsprop(spec: {
  readonly rho: number;
  readonly momentum: number;
  readonly epsilon: number;
  readonly centered: boolean;
}): UpdateRule {
  const { rho, momentum: mu, epsilon, centered } = spec;
  const hasMomentum = mu > 0;
  const names = ['velocity', ...(hasMomentum ? ['momentum'] : []), ...(centered ? ['average'] : [])];
  return {
    key: `rmsprop${hasMomentum ? 'Momentum' : ''}${centered ? 'Centered' : ''}`,
    slots: names.map((name) => ({ name, initialValue: 0 })),
    scalars: (_step, learningRate) => ({ learningRate, rho, mu, epsilon }),
    update({ variable, gradient, slots }, _step, learningRate) {
      const velocity = slotAt(slots, 0);
      const momentum = hasMomentum ? slotAt(slots, 1) : null;
      const average = centered ? slotAt(slots, slots.length - 1) : null;
      for (let i = 0; i < variable.length; i++) {
        const g = gradient[i] ?? 0;
        const v = rho * (velocity[i] ?? 0) + (1 - rho) * g * g;
        velocity[i] = v;
        let variance = v;
        if (average) {
          const mean = rho * (average[i] ?? 0) + (1 - rho) * g;
          average[i] = mean;
          variance -= mean * mean;
        }
        let change = (learningRate * g) / Math.sqrt(variance + epsilon);
        if (momentum) {
          change += mu * (momentum[i] ?? 0);
          momentum[i] = change;
        }
        variable[i] = (variable[i] ?? 0) - change;
      }
    },
    wgsl: `
      velocity = p.rho * velocity + (1.0 - p.rho) * g * g;
      var variance = velocity;
      ${centered ? 'average = p.rho * average + (1.0 - p.rho) * g; variance -= average * average;' : ''}
      var change = p.learningRate * g / sqrt(variance + p.epsilon);
      ${hasMomentum ? 'change += p.mu * momentum; momentum = change;' : ''}
      w -= change;`,
  };
}
