/*
 * The self-test's network in plain TypeScript and 64 bits: two time steps of a tanh recurrence and a softmax head.
 * It is small, and still goes through what every recipe needs: products with either side transposed, sums over the
 * batch, and gradients that add up over several uses of one variable.
 */

export const BATCH = 5;
export const FEATURES = 4;
export const UNITS = 6;
export const CLASSES = 3;

/** Row-major. */
export interface SelfTestVariables {
  /** [FEATURES, UNITS] */
  readonly kernel: Float64Array;
  /** [UNITS, UNITS] */
  readonly recurrent: Float64Array;
  /** [UNITS] */
  readonly bias: Float64Array;
  /** [UNITS, CLASSES] */
  readonly head: Float64Array;
}

export type SelfTestVariable = keyof SelfTestVariables;

export const SHAPES = {
  kernel: [FEATURES, UNITS],
  recurrent: [UNITS, UNITS],
  bias: [UNITS],
  head: [UNITS, CLASSES],
} as const;

/** Numbers of both signs, of about 1, that repeat nowhere. */
export function wave(length: number, phase: number): Float64Array {
  return Float64Array.from({ length }, (_, i) => Math.sin(phase + 1.3 * i));
}

export const INPUTS = [wave(BATCH * FEATURES, 0.2), wave(BATCH * FEATURES, 0.7)] as const;
export const LABELS = Int32Array.from({ length: BATCH }, (_, row) => row % CLASSES);

export function initialVariables(): SelfTestVariables {
  return {
    kernel: wave(FEATURES * UNITS, 1),
    recurrent: wave(UNITS * UNITS, 2),
    bias: wave(UNITS, 3),
    head: wave(UNITS * CLASSES, 4),
  };
}

/** Mean cross-entropy of the batch. */
export function referenceLoss(variables: SelfTestVariables): number {
  let total = 0;
  for (let row = 0; row < BATCH; row++) {
    let state = new Float64Array(UNITS);
    for (const input of INPUTS) {
      const previous = state;
      state = Float64Array.from({ length: UNITS }, (_, unit) => {
        let sum = variables.bias[unit] ?? 0;
        for (let k = 0; k < FEATURES; k++) {
          sum += (input[row * FEATURES + k] ?? 0) * (variables.kernel[k * UNITS + unit] ?? 0);
        }
        for (let k = 0; k < UNITS; k++) sum += (previous[k] ?? 0) * (variables.recurrent[k * UNITS + unit] ?? 0);
        return Math.tanh(sum);
      });
    }
    const logits = Float64Array.from({ length: CLASSES }, (_, c) =>
      state.reduce((sum, value, k) => sum + value * (variables.head[k * CLASSES + c] ?? 0), 0),
    );
    const logSum = Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit), 0));
    total += logSum - (logits[LABELS[row] ?? 0] ?? 0);
  }
  return total / BATCH;
}

/** The loss's gradient with respect to one variable by central differences, exact to about 1e-9. */
export function referenceGradient(variables: SelfTestVariables, name: SelfTestVariable): Float32Array {
  const step = 1e-5;
  const lossWith = (index: number, change: number): number => {
    const moved = variables[name].slice();
    moved[index] = (moved[index] ?? 0) + change;
    return referenceLoss({ ...variables, [name]: moved });
  };
  return Float32Array.from(variables[name], (_, i) => (lossWith(i, step) - lossWith(i, -step)) / (2 * step));
}
