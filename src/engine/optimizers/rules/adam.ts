import { slotAt, type UpdateRule } from '../updateRule.ts';

export interface AdamSpec {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly amsgrad: boolean;
  /** 0 is Adam; above, AdamW. */
  readonly weightDecay: number;
}

/**
 * m ← β₁·m + (1−β₁)·g; v ← β₂·v + (1−β₂)·g²; w ← w − α·m / (√v + ε) with α = η·√(1−β₂ᵗ) / (1−β₁ᵗ)
 * (Kingma & Ba 2015). AMSGrad divides by the largest v so far (Reddi et al. 2018); AdamW first shrinks w by η·λ·w
 * (Loshchilov & Hutter 2019).
 */
export function adam({ beta1, beta2, epsilon, amsgrad, weightDecay }: AdamSpec): UpdateRule {
  const scalars = (step: number, learningRate: number) => ({
    alpha: (learningRate * Math.sqrt(1 - beta2 ** step)) / (1 - beta1 ** step),
    beta1,
    beta2,
    epsilon,
    keep: 1 - learningRate * weightDecay,
  });
  const names = ['momentum', 'velocity', ...(amsgrad ? ['velocityHat'] : [])];
  return {
    key: amsgrad ? 'amsgrad' : 'adam',
    slots: names.map((name) => ({ name, initialValue: 0 })),
    scalars,
    update({ variable, gradient, slots }, step, learningRate) {
      const { alpha, keep } = scalars(step, learningRate);
      const momentum = slotAt(slots, 0);
      const velocity = slotAt(slots, 1);
      const largest = amsgrad ? slotAt(slots, 2) : null;
      for (let i = 0; i < variable.length; i++) {
        const g = gradient[i] ?? 0;
        const m = beta1 * (momentum[i] ?? 0) + (1 - beta1) * g;
        let v = beta2 * (velocity[i] ?? 0) + (1 - beta2) * g * g;
        momentum[i] = m;
        velocity[i] = v;
        if (largest) {
          v = Math.max(largest[i] ?? 0, v);
          largest[i] = v;
        }
        variable[i] = keep * (variable[i] ?? 0) - (alpha * m) / (Math.sqrt(v) + epsilon);
      }
    },
    wgsl: `
      momentum = p.beta1 * momentum + (1.0 - p.beta1) * g;
      velocity = p.beta2 * velocity + (1.0 - p.beta2) * g * g;
      ${amsgrad ? 'velocityHat = max(velocityHat, velocity);' : ''}
      w = p.keep * w - p.alpha * momentum / (sqrt(${amsgrad ? 'velocityHat' : 'velocity'}) + p.epsilon);`,
  };
}
