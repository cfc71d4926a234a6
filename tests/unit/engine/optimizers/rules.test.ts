import { describe, expect, it } from 'vitest';
import { updateRuleFor } from '../../../../src/engine/optimizers/updateRules.ts';
import keras from '../../../fixtures/optimizers/keras.json' with { type: 'json' };
import { SPECS } from '../../../fixtures/optimizers/specs.ts';

const paths = new Map(Object.entries(keras.paths));

describe('update rules', () => {
  it.each(SPECS)('%s follows Keras 3 step by step', (name, spec) => {
    const rule = updateRuleFor(spec);
    const variable = Float32Array.from(keras.start);
    const slots = rule.slots.map(({ initialValue }) => new Float32Array(variable.length).fill(initialValue));
    const path = paths.get(name);
    expect(path).toHaveLength(keras.gradients.length);

    let moved = 0;
    for (const [index, gradient] of keras.gradients.entries()) {
      const before = variable.slice();
      rule.update(
        { variable, gradient: Float32Array.from(gradient), slots },
        index + 1,
        keras.learningRates[index] ?? NaN,
      );
      const expected = path?.[index] ?? [];
      for (const [i, value] of expected.entries()) {
        const difference = Math.abs((variable[i] ?? NaN) - value);
        // Keras computes 1 − β₂ᵗ in 32 bits, which is off by 5e-5 at the first step; the path sums such differences.
        moved += Math.abs((variable[i] ?? NaN) - (before[i] ?? NaN));
        expect(difference, `step ${index + 1}, element ${i}`).toBeLessThanOrEqual(
          1e-4 * Math.max(1e-3, Math.abs(value)),
        );
      }
    }
    expect(moved).toBeGreaterThan(0);
  });

  it('corrects nadam’s momentum by the product over all steps, however late it is asked', () => {
    const rule = updateRuleFor({ name: 'nadam', beta1: 0.9, beta2: 0.999, epsilon: 1e-7 });
    let product = 1;
    const mu = (t: number) => 0.9 * (1 - 0.5 * 0.96 ** t);
    for (let t = 1; t <= 400; t++) {
      product *= mu(t);
      const expected = mu(t + 1) / (1 - product * mu(t + 1));
      expect(rule.scalars(t, 1)['momentumFactor']).toBeCloseTo(expected, 8);
    }
  });

  it('names no slot or scalar twice, and none that WGSL reserves for the executor', () => {
    for (const [, spec] of SPECS) {
      const rule = updateRuleFor(spec);
      const names = [...rule.slots.map(({ name }) => name), ...Object.keys(rule.scalars(1, 1))];
      for (const name of ['g', 'w', 'p', 'i', 'id', 'groups']) expect(names).not.toContain(name);
      expect(new Set(rule.slots.map(({ name }) => name)).size).toBe(rule.slots.length);
    }
  });
});
