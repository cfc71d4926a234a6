import { slotAt, type UpdateRule } from '../updateRule.ts';

/** w ← w − η·g (Robbins & Monro 1951). */
function plain(): UpdateRule {
  return {
    key: 'sgd',
    slots: [],
    scalars: (_step, learningRate) => ({ learningRate }),
    update({ variable, gradient }, _step, learningRate) {
      for (let i = 0; i < variable.length; i++) {
        variable[i] = (variable[i] ?? 0) - learningRate * (gradient[i] ?? 0);
      }
    },
    wgsl: 'w -= p.learningRate * g;',
  };
}

/** m ← μ·m − η·g; w ← w + m, or with Nesterov w ← w + μ·m − η·g (Sutskever et al. 2013). */
function withMomentum(mu: number, nesterov: boolean): UpdateRule {
  return {
    key: nesterov ? 'nesterov' : 'momentum',
    slots: [{ name: 'momentum', initialValue: 0 }],
    scalars: (_step, learningRate) => ({ learningRate, mu }),
    update({ variable, gradient, slots }, _step, learningRate) {
      const momentum = slotAt(slots, 0);
      for (let i = 0; i < variable.length; i++) {
        const step = learningRate * (gradient[i] ?? 0);
        const m = mu * (momentum[i] ?? 0) - step;
        momentum[i] = m;
        variable[i] = (variable[i] ?? 0) + (nesterov ? mu * m - step : m);
      }
    },
    wgsl: `
      momentum = p.mu * momentum - p.learningRate * g;
      w += ${nesterov ? 'p.mu * momentum - p.learningRate * g' : 'momentum'};`,
  };
}

export function sgd(spec: { readonly momentum: number; readonly nesterov: boolean }): UpdateRule {
  return spec.momentum === 0 ? plain() : withMomentum(spec.momentum, spec.nesterov);
}
