import { slotAt, type UpdateRule } from '../updateRule.ts';

/** a ← a + g²; w ← w − η·g / √(a + ε) (Duchi et al. 2011). */
export function adagrad(spec: { readonly initialAccumulatorValue: number; readonly epsilon: number }): UpdateRule {
  const { initialAccumulatorValue, epsilon } = spec;
  return {
    key: 'adagrad',
    slots: [{ name: 'accumulator', initialValue: initialAccumulatorValue }],
    scalars: (_step, learningRate) => ({ learningRate, epsilon }),
    update({ variable, gradient, slots }, _step, learningRate) {
      const accumulator = slotAt(slots, 0);
      for (let i = 0; i < variable.length; i++) {
        const g = gradient[i] ?? 0;
        const a = (accumulator[i] ?? 0) + g * g;
        accumulator[i] = a;
        variable[i] = (variable[i] ?? 0) - (learningRate * g) / Math.sqrt(a + epsilon);
      }
    },
    wgsl: `
      accumulator += g * g;
      w -= p.learningRate * g / sqrt(accumulator + p.epsilon);`,
  };
}
