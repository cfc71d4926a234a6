import { slotAt, type UpdateRule } from '../updateRule.ts';

/** a ← ρ·a + (1−ρ)·g²; d = −g·√(b + ε) / √(a + ε); b ← ρ·b + (1−ρ)·d²; w ← w + η·d (Zeiler 2012). */
export function adadelta(spec: { readonly rho: number; readonly epsilon: number }): UpdateRule {
  const { rho, epsilon } = spec;
  return {
    key: 'adadelta',
    slots: [
      { name: 'accumulatedGradient', initialValue: 0 },
      { name: 'accumulatedDelta', initialValue: 0 },
    ],
    scalars: (_step, learningRate) => ({ learningRate, rho, epsilon }),
    update({ variable, gradient, slots }, _step, learningRate) {
      const gradients = slotAt(slots, 0);
      const deltas = slotAt(slots, 1);
      for (let i = 0; i < variable.length; i++) {
        const g = gradient[i] ?? 0;
        const a = rho * (gradients[i] ?? 0) + (1 - rho) * g * g;
        gradients[i] = a;
        const b = deltas[i] ?? 0;
        const delta = -g * Math.sqrt((b + epsilon) / (a + epsilon));
        deltas[i] = rho * b + (1 - rho) * delta * delta;
        variable[i] = (variable[i] ?? 0) + learningRate * delta;
      }
    },
    wgsl: `
      accumulatedGradient = p.rho * accumulatedGradient + (1.0 - p.rho) * g * g;
      let delta = -g * sqrt((accumulatedDelta + p.epsilon) / (accumulatedGradient + p.epsilon));
      accumulatedDelta = p.rho * accumulatedDelta + (1.0 - p.rho) * delta * delta;
      w += p.learningRate * delta;`,
  };
}
