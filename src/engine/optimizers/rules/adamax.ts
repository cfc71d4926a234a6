import { slotAt, type UpdateRule } from '../updateRule.ts';

/** m ← β₁·m + (1−β₁)·g; u ← max(β₂·u, |g|); w ← w − η/(1−β₁ᵗ) · m / (u + ε) (Kingma & Ba 2015, section 7.1). */
export function adamax(spec: { readonly beta1: number; readonly beta2: number; readonly epsilon: number }): UpdateRule {
  const { beta1, beta2, epsilon } = spec;
  const scalars = (step: number, learningRate: number) => ({
    alpha: learningRate / (1 - beta1 ** step),
    beta1,
    beta2,
    epsilon,
  });
  return {
    key: 'adamax',
    slots: [
      { name: 'momentum', initialValue: 0 },
      { name: 'norm', initialValue: 0 },
    ],
    scalars,
    update({ variable, gradient, slots }, step, learningRate) {
      const { alpha } = scalars(step, learningRate);
      const momentum = slotAt(slots, 0);
      const norm = slotAt(slots, 1);
      for (let i = 0; i < variable.length; i++) {
        const g = gradient[i] ?? 0;
        const m = beta1 * (momentum[i] ?? 0) + (1 - beta1) * g;
        const u = Math.max(beta2 * (norm[i] ?? 0), Math.abs(g));
        momentum[i] = m;
        norm[i] = u;
        variable[i] = (variable[i] ?? 0) - (alpha * m) / (u + epsilon);
      }
    },
    wgsl: `
      momentum = p.beta1 * momentum + (1.0 - p.beta1) * g;
      norm = max(p.beta2 * norm, abs(g));
      w -= p.alpha * momentum / (norm + p.epsilon);`,
  };
}
