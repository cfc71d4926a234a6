import { slotAt, type UpdateRule } from '../updateRule.ts';

const DECAY = 0.96;
/** A product below this changes `1 − product` no longer, in 32 bits. */
const NEGLIGIBLE = 1e-9;

/** The momentum of step t: μₜ = β₁·(1 − ½·0.96ᵗ). */
function momentumAt(beta1: number, step: number): number {
  return beta1 * (1 - 0.5 * DECAY ** step);
}

/** μ₁·μ₂·…·μₜ, from t alone, so that there is nothing to checkpoint. */
function momentumProduct(beta1: number, step: number): number {
  let product = 1;
  for (let t = 1; t <= step && product > NEGLIGIBLE; t++) product *= momentumAt(beta1, t);
  return product;
}

/**
 * Adam with Nesterov's look-ahead (Dozat 2016):
 * w ← w − η·(μₜ₊₁·m / (1 − Πμ₁…ₜ₊₁) + (1−μₜ)·g / (1 − Πμ₁…ₜ)) / (√(v / (1−β₂ᵗ)) + ε).
 */
export function nadam(spec: { readonly beta1: number; readonly beta2: number; readonly epsilon: number }): UpdateRule {
  const { beta1, beta2, epsilon } = spec;
  const scalars = (step: number, learningRate: number) => {
    const product = momentumProduct(beta1, step);
    const next = momentumAt(beta1, step + 1);
    return {
      momentumFactor: (learningRate * next) / (1 - product * next),
      gradientFactor: (learningRate * (1 - momentumAt(beta1, step))) / (1 - product),
      velocityFactor: 1 / (1 - beta2 ** step),
      beta1,
      beta2,
      epsilon,
    };
  };
  return {
    key: 'nadam',
    slots: [
      { name: 'momentum', initialValue: 0 },
      { name: 'velocity', initialValue: 0 },
    ],
    scalars,
    update({ variable, gradient, slots }, step, learningRate) {
      const { momentumFactor, gradientFactor, velocityFactor } = scalars(step, learningRate);
      const momentum = slotAt(slots, 0);
      const velocity = slotAt(slots, 1);
      for (let i = 0; i < variable.length; i++) {
        const g = gradient[i] ?? 0;
        const m = beta1 * (momentum[i] ?? 0) + (1 - beta1) * g;
        const v = beta2 * (velocity[i] ?? 0) + (1 - beta2) * g * g;
        momentum[i] = m;
        velocity[i] = v;
        const direction = momentumFactor * m + gradientFactor * g;
        variable[i] = (variable[i] ?? 0) - direction / (Math.sqrt(v * velocityFactor) + epsilon);
      }
    },
    wgsl: `
      momentum = p.beta1 * momentum + (1.0 - p.beta1) * g;
      velocity = p.beta2 * velocity + (1.0 - p.beta2) * g * g;
      let direction = p.momentumFactor * momentum + p.gradientFactor * g;
      w -= direction / (sqrt(velocity * p.velocityFactor) + p.epsilon);`,
  };
}
