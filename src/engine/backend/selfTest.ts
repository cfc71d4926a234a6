import {
  add,
  dispose,
  logSoftmax,
  matMul,
  mean,
  mul,
  neg,
  oneHot,
  sum,
  tanh,
  tensor,
  tensor1d,
  tensor2d,
  tidy,
  variable,
  variableGrads,
  zeros,
  type NamedTensorMap,
  type Scalar,
  type Tensor,
  type Tensor2D,
  type Variable,
} from '@tensorflow/tfjs-core';
import { createOptimizer } from '../optimizers/createOptimizer.ts';
import { updateRuleFor } from '../optimizers/updateRules.ts';
import {
  BATCH,
  CLASSES,
  FEATURES,
  initialVariables,
  INPUTS,
  LABELS,
  referenceGradient,
  referenceLoss,
  SHAPES,
  UNITS,
  type SelfTestVariable,
} from './selfTestReference.ts';

const NAMES: readonly SelfTestVariable[] = ['kernel', 'recurrent', 'bias', 'head'];
const OPTIMIZER = { name: 'sgd', momentum: 0.9, nesterov: true } as const;
const LEARNING_RATE = 0.1;
/** 32-bit sums of a few dozen terms of about 1, with a GPU's own `tanh` and `exp`. */
const TOLERANCE = 2e-4;

/**
 * Takes a tiny training step on the current backend and compares loss, gradients and moved weights with plain
 * TypeScript. Phones have been seen whose GPU gives zero gradients without a word.
 * @returns null if all agree, else what does not
 */
export async function selfTest(): Promise<string | null> {
  const start = initialVariables();
  const variables = new Map<SelfTestVariable, Variable>();
  const optimizer = createOptimizer(OPTIMIZER, LEARNING_RATE);
  let gradients: NamedTensorMap = {};
  try {
    for (const name of NAMES) {
      const initial = tensor(Float32Array.from(start[name]), [...SHAPES[name]]);
      variables.set(name, variable(initial, true));
      initial.dispose();
    }
    const step = variableGrads(() => lossOf(variables), [...variables.values()]);
    gradients = step.grads;
    const loss = (await step.value.data())[0] ?? NaN;
    step.value.dispose();
    if (!isClose(loss, referenceLoss(start))) return `loss ${loss}, expected ${referenceLoss(start)}`;

    const expected = new Map(NAMES.map((name) => [name, referenceGradient(start, name)]));
    for (const [name, each] of variables) {
      const problem = compare(`gradient of ${name}`, await gradients[each.name]?.data(), expected.get(name));
      if (problem) return problem;
    }
    optimizer.applyGradients(gradients);
    for (const [name, each] of variables) {
      const moved = Float32Array.from(start[name]);
      const gradient = expected.get(name) ?? new Float32Array();
      const slots = [new Float32Array(moved.length)];
      updateRuleFor(OPTIMIZER).update({ variable: moved, gradient, slots }, 1, LEARNING_RATE);
      const problem = compare(`step of ${name}`, await each.data(), moved);
      if (problem) return problem;
    }
    return null;
  } finally {
    optimizer.dispose();
    dispose(gradients);
    for (const each of variables.values()) each.dispose();
  }
}

function lossOf(variables: ReadonlyMap<SelfTestVariable, Variable>): Scalar {
  return tidy(() => {
    const use = (name: SelfTestVariable): Tensor => {
      const found = variables.get(name);
      if (!found) throw new Error(`the self-test lacks ${name}`);
      return found;
    };
    let state: Tensor = zeros([BATCH, UNITS]);
    for (const input of INPUTS) {
      const x = tensor2d(Float32Array.from(input), [BATCH, FEATURES]);
      state = tanh(add(add(matMul(x, use('kernel')), matMul(state, use('recurrent'))), use('bias')));
    }
    const logProbabilities = logSoftmax<Tensor2D>(matMul(state, use('head')));
    const targets = oneHot(tensor1d(LABELS, 'int32'), CLASSES);
    return mean<Scalar>(neg(sum(mul(targets, logProbabilities), 1)));
  });
}

function compare(
  what: string,
  actual: ArrayLike<number> | undefined,
  expected: Float32Array | undefined,
): string | null {
  if (!expected || actual?.length !== expected.length) return `${what} is missing`;
  for (const [i, value] of expected.entries()) {
    if (!isClose(actual[i] ?? NaN, value)) return `${what} [${i}] is ${actual[i]}, expected ${value}`;
  }
  return null;
}

function isClose(actual: number, expected: number): boolean {
  return Math.abs(actual - expected) <= TOLERANCE * Math.max(1, Math.abs(expected));
}
