import { registerKernel, type TensorInfo } from '@tensorflow/tfjs-core';
import * as v from 'valibot';
import { inputOf, type KernelParams } from './kernelParams.ts';
import {
  gruGates,
  gruGatesBackward,
  gruState,
  gruStateBackward,
  lstmBackward,
  lstmForward,
  rnnBackward,
  rnnForward,
  type StepMask,
  type StepShape,
} from './loops/recurrentSteps.ts';

/** How a backend's tensors are reached as arrays. */
export interface ArrayAccess {
  floatsOf(params: KernelParams, tensor: TensorInfo): Float32Array;
  /** New float32 tensors; no array may be taken before all of them are made. */
  make(params: KernelParams, shape: readonly number[]): TensorInfo;
}

/** Names of the kernels for one time step of the recurrent layers. */
export const RECURRENT_KERNELS = {
  rnnForward: 'LatheRnnForward',
  rnnBackward: 'LatheRnnBackward',
  lstmForward: 'LatheLstmForward',
  lstmBackward: 'LatheLstmBackward',
  gruGates: 'LatheGruGates',
  gruState: 'LatheGruState',
  gruStateBackward: 'LatheGruStateBackward',
  gruGatesBackward: 'LatheGruGatesBackward',
} as const;
type StepKernel = keyof typeof RECURRENT_KERNELS;

const attributes = v.object({ batch: v.number(), time: v.number(), units: v.number(), step: v.number() });

/** What a kernel does: named inputs, outputs by their widths in units, and the loop over their arrays and over `mask`, an input that may be left out. */
interface StepDefinition {
  readonly inputs: readonly string[];
  readonly outputs: readonly number[];
  run(shape: StepShape, inputs: readonly Float32Array[], outputs: readonly Float32Array[], mask: StepMask): void;
}

const NONE = new Float32Array();

const DEFINITIONS: Readonly<Record<StepKernel, StepDefinition>> = {
  rnnForward: {
    inputs: ['inputs', 'product', 'stateBefore'],
    outputs: [1],
    run: (shape, [inputs = NONE, product = NONE, stateBefore = NONE], [state = NONE], mask) =>
      rnnForward(shape, inputs, product, stateBefore, mask, state),
  },
  rnnBackward: {
    inputs: ['state', 'gradient'],
    outputs: [1],
    run: (shape, [state = NONE, gradient = NONE], [before = NONE], mask) =>
      rnnBackward(shape, state, gradient, mask, before),
  },
  lstmForward: {
    inputs: ['inputs', 'product', 'cellBefore', 'stateBefore'],
    outputs: [4, 1, 1],
    run: (
      shape,
      [inputs = NONE, product = NONE, cellBefore = NONE, stateBefore = NONE],
      [gates = NONE, cell = NONE, state = NONE],
      mask,
    ) => {
      const before = { cell: cellBefore, state: stateBefore };
      lstmForward(shape, inputs, product, before, mask, { gates, cell, state });
    },
  },
  lstmBackward: {
    inputs: ['gates', 'cell', 'cellBefore', 'stateGradient', 'cellGradient'],
    outputs: [4, 1],
    run: (
      shape,
      [gates = NONE, cell = NONE, before = NONE, stateGradient = NONE, cellGradient = NONE],
      [out = NONE, cellBefore = NONE],
    ) => lstmBackward(shape, { gates, cell }, before, stateGradient, cellGradient, { before: out, cellBefore }),
  },
  gruGates: {
    inputs: ['inputs', 'product', 'stateBefore'],
    outputs: [2, 1],
    run: (shape, [inputs = NONE, product = NONE, stateBefore = NONE], [gates = NONE, reset = NONE], mask) =>
      gruGates(shape, inputs, product, stateBefore, mask, { gates, reset }),
  },
  gruState: {
    inputs: ['inputs', 'product', 'gates', 'stateBefore'],
    outputs: [1, 1],
    run: (shape, [inputs = NONE, product = NONE, gates = NONE, stateBefore = NONE], [candidate = NONE, state = NONE]) =>
      gruState(shape, inputs, product, gates, stateBefore, { candidate, state }),
  },
  gruStateBackward: {
    inputs: ['gates', 'candidate', 'stateBefore', 'stateGradient'],
    outputs: [1, 1],
    run: (
      shape,
      [gates = NONE, candidate = NONE, stateBefore = NONE, stateGradient = NONE],
      [update = NONE, out = NONE],
    ) => gruStateBackward(shape, gates, candidate, stateBefore, stateGradient, { update, candidate: out }),
  },
  gruGatesBackward: {
    inputs: ['gates', 'stateBefore', 'stateGradient', 'update', 'candidate', 'reset'],
    outputs: [3, 2, 1],
    run: (
      shape,
      [gates = NONE, stateBefore = NONE, stateGradient = NONE, update = NONE, candidate = NONE, reset = NONE],
      [before = NONE, gateGradients = NONE, state = NONE],
    ) => {
      const after = { update, candidate, reset };
      gruGatesBackward(shape, gates, stateBefore, stateGradient, after, { before, gates: gateGradients, state });
    },
  },
};

/** Registers the steps of the recurrent layers on a backend whose tensors are arrays in memory. */
export function registerRecurrentKernels(backendName: string, access: ArrayAccess): void {
  for (const [key, kernelName] of Object.entries(RECURRENT_KERNELS)) {
    const definition = new Map(Object.entries(DEFINITIONS)).get(key);
    if (!definition) continue;
    registerKernel({
      kernelName,
      backendName,
      kernelFunc: (params) => {
        const shape = v.parse(attributes, params.attrs);
        const made = definition.outputs.map((width) => access.make(params, [shape.batch, width * shape.units]));
        const arrayOf = (tensor: TensorInfo): Float32Array => access.floatsOf(params, tensor);
        const { mask } = params.inputs;
        definition.run(
          shape,
          definition.inputs.map((name) => arrayOf(inputOf(params, name))),
          made.map(arrayOf),
          mask ? arrayOf(mask) : null,
        );
        return made;
      },
    });
  }
}
