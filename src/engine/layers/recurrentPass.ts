import {
  add,
  concat,
  customGrad,
  engine,
  fused,
  matMul,
  mul,
  reshape,
  slice,
  stack,
  sub,
  sum,
  Tensor,
  transpose,
  zeros,
  type NamedTensorMap,
} from '@tensorflow/tfjs-core';
import type { ResolvedLayerOf } from '../../core/recipe/sizes.ts';
import { RECURRENT_KERNELS } from '../kernels/recurrentKernels.ts';

/** A recurrent layer's weights in one direction. */
export interface RecurrentWeights {
  /** [features, gates · units] */
  readonly kernel: Tensor;
  /** [units, gates · units] */
  readonly recurrentKernel: Tensor;
  /** [gates · units] */
  readonly bias: Tensor | null;
}

type RecurrentSpec = ResolvedLayerOf<'simpleRNN' | 'lstm' | 'gru'>;
type CellType = RecurrentSpec['type'];

/** Whether the pass below computes this layer on the backend that is set: arrays in memory, and the usual functions. */
export function hasRecurrentPass(spec: RecurrentSpec): boolean {
  if (engine().backendName === 'webgpu' || spec.activation !== 'tanh') return false;
  return spec.type === 'simpleRNN' || spec.recurrentActivation === 'sigmoid';
}

/**
 * A recurrent layer over a batch, [batch, time, features] → [batch, time, units] or, of the last step, [batch, units]:
 * one product with the kernel for all steps, one kernel beside the recurrent product for each, and one gradient formula
 * for the whole, where tfjs records some forty operations a step. The values are those of the stock layer.
 * @param stepMask - [batch, time]: 1, or 0 for padding, which leaves the state as it was
 * Source: back-propagation through time, P. J. Werbos, Proc. IEEE 78, 1990.
 */
export function runRecurrent(
  { type, units, returnSequences }: Pick<RecurrentSpec, 'type' | 'units' | 'returnSequences'>,
  weights: RecurrentWeights,
  x: Tensor,
  isBackwards: boolean,
  stepMask: Tensor | null = null,
): Tensor {
  const [batch = 1, time = 1, features = 1] = x.shape;
  const order = Array.from({ length: time }, (_, i) => (isBackwards ? time - 1 - i : i));
  const shape = { batch, time, units };
  const cell = CELLS[type];
  const { bias } = weights;
  const pass = customGrad((...args: unknown[]) => {
    const [input, kernel, recurrentKernel, ...rest] = args.filter(isTensor);
    const save = args.find((each): each is (tensors: Tensor[]) => void => typeof each === 'function');
    if (!input || !kernel || !recurrentKernel || !save) throw new TypeError('a recurrent pass lacks its weights');
    const rows = reshape(input, [batch * time, features]);
    const [added] = rest;
    const inputs = fused.matMul({ a: rows, b: kernel, ...(added ? { bias: added } : {}) });
    const trace: Step[] = [];
    let before = cell.start(batch, units);
    for (const step of order) {
      const made = cell.forward({ ...shape, step, mask: stepMask }, inputs, recurrentKernel, before);
      trace.push({ step, before, made });
      before = made;
    }
    const states = inTime(trace, ({ made }) => made.state);
    const value = returnSequences ? stack(states, 1) : (trace.at(-1)?.made.state.clone() ?? zeros([batch, units]));
    const kept = trace.flatMap(({ made }) => cell.parts.flatMap((name) => made[name] ?? []));
    save([input, kernel, recurrentKernel, ...(stepMask ? [stepMask] : []), ...kept]);
    const gradFunc = (dy: Tensor | Tensor[], saved: Tensor[]): Tensor[] => {
      if (Array.isArray(dy)) throw new TypeError('a recurrent layer gives one tensor');
      const [sx, sKernel, sRecurrent, ...others] = saved;
      if (!sx || !sKernel || !sRecurrent) throw new TypeError('a recurrent gradient lacks its weights');
      const [mask, tensors] = stepMask ? [present(others[0]), others.slice(1)] : [null, others];
      const padding = mask && sub(1, mask);
      const steps = restore(order, tensors, cell.parts, cell.start(batch, units));
      const turned = transpose(sRecurrent);
      const befores: { step: number; value: Tensor }[] = [];
      let later: Later = { state: null, cell: null };
      for (const { step, before: earlier, made } of steps.toReversed()) {
        const own = returnSequences
          ? reshape(slice(dy, [0, step, 0], [batch, 1, units]), [batch, units])
          : later.state === null
            ? dy
            : null;
        const stateGradient =
          own && later.state ? add(own, later.state) : (own ?? later.state ?? zeros([batch, units]));
        const result = cell.backward({ ...shape, step, mask }, made, earlier, stateGradient, later.cell, turned);
        befores.push({ step, value: result.before });
        later =
          padding && !cell.keepsByItself
            ? { ...result, state: add(present(result.state), passed(padding, step, stateGradient)) }
            : result;
      }
      const gates = stack(
        inTime(befores, ({ value: each }) => each),
        1,
      );
      const flat = reshape(gates, [batch * time, gates.shape[2] ?? 1]);
      const inputRows = reshape(sx, [batch * time, features]);
      return [
        reshape(matMul(flat, sKernel, false, true), sx.shape),
        matMul(inputRows, flat, true, false),
        cell.recurrentGradient(steps, flat, shape),
        ...(bias ? [sum(flat, 0)] : []),
      ];
    };
    return { value, gradFunc };
  });
  return pass(x, weights.kernel, weights.recurrentKernel, ...(bias ? [bias] : []));
}

/** The derivative that a step of padding hands to the state before it; zero for other rows. */
function passed(padding: Tensor, step: number, gradient: Tensor): Tensor {
  return mul(gradient, slice(padding, [0, step], [-1, 1]));
}

/** What one step leaves, by name: the state, and what the way back needs. */
type Made = {
  readonly state: Tensor;
  readonly cell?: Tensor;
  readonly gates?: Tensor;
  readonly reset?: Tensor;
  readonly candidate?: Tensor;
};
interface Step {
  readonly step: number;
  readonly before: Made;
  readonly made: Made;
}
interface Later {
  /** The loss's derivative by the state that the step took over; null at the last step. */
  readonly state: Tensor | null;
  readonly cell: Tensor | null;
}
interface Shape {
  readonly batch: number;
  readonly time: number;
  readonly units: number;
}
interface At extends Shape {
  readonly step: number;
  /** [batch, time] */
  readonly mask: Tensor | null;
}

interface Cell {
  /** What is kept of each step, in order. */
  readonly parts: readonly (keyof Made)[];
  /** Whether its gates hand the state's derivative past a step of padding. */
  readonly keepsByItself: boolean;
  start(batch: number, units: number): Made;
  forward(at: At, inputs: Tensor, recurrentKernel: Tensor, before: Made): Made;
  /** @param turned - the recurrent kernel, transposed */
  backward(
    at: At,
    made: Made,
    before: Made,
    state: Tensor,
    cell: Tensor | null,
    turned: Tensor,
  ): Later & { readonly before: Tensor };
  /** @param flat - derivatives before the functions, [batch · time, gates · units] */
  recurrentGradient(steps: readonly Step[], flat: Tensor, shape: Shape): Tensor;
}

const CELLS: Readonly<Record<CellType, Cell>> = {
  simpleRNN: {
    parts: ['state'],
    keepsByItself: false,
    start: (batch, units) => ({ state: zeros([batch, units]) }),
    forward: (at, inputs, recurrentKernel, { state }) => {
      const [next] = run('rnnForward', { inputs, product: matMul(state, recurrentKernel), stateBefore: state }, at);
      return { state: next };
    },
    backward: (at, { state }, _before, gradient, _cell, turned) => {
      const [before] = run('rnnBackward', { state, gradient }, at);
      return { before, state: matMul(before, turned), cell: null };
    },
    recurrentGradient: (steps, flat, shape) => matMul(statesBefore(steps, shape), flat, true, false),
  },
  lstm: {
    parts: ['gates', 'cell', 'state'],
    keepsByItself: false,
    start: (batch, units) => ({ state: zeros([batch, units]), cell: zeros([batch, units]) }),
    forward: (at, inputs, recurrentKernel, { state, cell }) => {
      const product = matMul(state, recurrentKernel);
      const [gates, cellNext, stateNext] = run(
        'lstmForward',
        { inputs, product, cellBefore: present(cell), stateBefore: state },
        at,
      );
      return { gates, cell: present(cellNext), state: present(stateNext) };
    },
    backward: (at, made, earlier, stateGradient, cellGradient, turned) => {
      const [before, cellBefore] = run(
        'lstmBackward',
        {
          gates: present(made.gates),
          cell: present(made.cell),
          cellBefore: present(earlier.cell),
          stateGradient,
          cellGradient: cellGradient ?? zeros([at.batch, at.units]),
        },
        at,
      );
      return { before, state: matMul(before, turned), cell: present(cellBefore) };
    },
    recurrentGradient: (steps, flat, shape) => matMul(statesBefore(steps, shape), flat, true, false),
  },
  gru: {
    parts: ['gates', 'reset', 'candidate', 'state'],
    keepsByItself: true,
    start: (batch, units) => ({ state: zeros([batch, units]) }),
    forward: (at, inputs, recurrentKernel, { state }) => {
      const { units } = at;
      const forGates = slice(recurrentKernel, [0, 0], [units, 2 * units]);
      const [gates, reset] = run('gruGates', { inputs, product: matMul(state, forGates), stateBefore: state }, at);
      const forCandidate = slice(recurrentKernel, [0, 2 * units], [units, units]);
      const product = matMul(present(reset), forCandidate);
      const [candidate, next] = run('gruState', { inputs, product, gates, stateBefore: state }, at);
      return { gates, reset: present(reset), candidate, state: present(next) };
    },
    backward: (at, made, earlier, stateGradient, _cell, turned) => {
      const { units } = at;
      const { state: stateBefore } = earlier;
      const gates = present(made.gates);
      const [update, candidate] = run(
        'gruStateBackward',
        { gates, candidate: present(made.candidate), stateBefore, stateGradient },
        at,
      );
      const reset = matMul(present(candidate), slice(turned, [2 * units, 0], [units, units]));
      const [before, gateGradients, direct] = run(
        'gruGatesBackward',
        { gates, stateBefore, stateGradient, update, candidate: present(candidate), reset },
        at,
      );
      const through = matMul(present(gateGradients), slice(turned, [0, 0], [2 * units, units]));
      return { before, state: add(present(direct), through), cell: null };
    },
    recurrentGradient: (steps, flat, shape) => {
      const { batch, time, units } = shape;
      const resets = reshape(
        stack(
          inTime(steps, ({ made }) => present(made.reset)),
          1,
        ),
        [batch * time, units],
      );
      const gates = matMul(statesBefore(steps, shape), slice(flat, [0, 0], [batch * time, 2 * units]), true, false);
      const candidate = matMul(resets, slice(flat, [0, 2 * units], [batch * time, units]), true, false);
      return concat([gates, candidate], 1);
    },
  },
};

function run(
  kernel: keyof typeof RECURRENT_KERNELS,
  inputs: NamedTensorMap,
  { mask, ...at }: At,
): [Tensor, ...Tensor[]] {
  const given = mask ? { ...inputs, mask } : inputs;
  const outputs = [engine().runKernel<Tensor | Tensor[]>(RECURRENT_KERNELS[kernel], given, { ...at })].flat();
  const [first, ...rest] = outputs;
  return [present(first), ...rest];
}

/** The states that the steps took over, [batch · time, units]. */
function statesBefore(steps: readonly Step[], { batch, time, units }: Shape): Tensor {
  return reshape(
    stack(
      inTime(steps, ({ before }) => before.state),
      1,
    ),
    [batch * time, units],
  );
}

/** What belongs to the steps, in order of time. */
function inTime<S extends { readonly step: number }>(steps: readonly S[], pick: (step: S) => Tensor): Tensor[] {
  return steps.toSorted((a, b) => a.step - b.step).map(pick);
}

/** The steps from what was saved of them. */
function restore(
  order: readonly number[],
  tensors: readonly Tensor[],
  parts: readonly (keyof Made)[],
  start: Made,
): Step[] {
  let before = start;
  return order.map((step, i) => {
    const own = tensors.slice(i * parts.length, (i + 1) * parts.length);
    const named: Partial<Record<keyof Made, Tensor>> = Object.fromEntries(parts.map((name, k) => [name, own[k]]));
    const made: Made = { ...named, state: present(named.state) };
    const restored = { step, before, made };
    before = made;
    return restored;
  });
}

function isTensor(value: unknown): value is Tensor {
  return value instanceof Tensor;
}

function present(tensor: Tensor | null | undefined): Tensor {
  if (!tensor) throw new TypeError('a recurrent step lacks a tensor');
  return tensor;
}
