import type { Operation, Shape, Value } from '../graph.ts';
import type { Kernels } from '../wasm/kernels.ts';
import type { OperationAttributes, OperationName } from './attributes.ts';
import { conv2d, conv2dFilterGradient, conv2dInputGradient } from './convolution.ts';
import {
  activate,
  activateGradient,
  add,
  addBias,
  dropout,
  multiply,
  softmax,
  softmaxGradient,
  sumRows,
} from './elementwise.ts';
import { loss } from './loss.ts';
import { matMul } from './matMul.ts';
import { batchNormalization, batchNormalizationGradient, batchNormalizationInference } from './normalization.ts';
import { averagePool, averagePoolGradient, maxPool, maxPoolGradient, meanRows, meanRowsGradient } from './pooling.ts';
import type { Binding, GradientContext, OpRule } from './rule.ts';
import { columns, concatenate, reshape } from './shapes.ts';

/** What there is to know of every operation. One without an entry does not compile. */
const RULES: { readonly [K in OperationName]: OpRule<OperationAttributes[K]> } = {
  matMul,
  addBias,
  sumRows,
  activate,
  activateGradient,
  softmax,
  softmaxGradient,
  add,
  multiply,
  reshape,
  conv2d,
  conv2dInputGradient,
  conv2dFilterGradient,
  maxPool,
  maxPoolGradient,
  averagePool,
  averagePoolGradient,
  meanRows,
  meanRowsGradient,
  batchNormalization,
  batchNormalizationGradient,
  batchNormalizationInference,
  dropout,
  concatenate,
  columns,
  loss,
};

/** An operation whose name and attributes TypeScript has lost sight of belonging together. */
interface Loose {
  readonly name: OperationName;
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  readonly attributes: OperationAttributes[OperationName];
}

/** Whether there is such an operation. To be asked where name and attributes come from one place, as in `GraphBuilder.emit`. */
export function isOperation(operation: Loose): operation is Operation {
  return operation.name in RULES;
}

export function shapesOf<K extends OperationName>(
  name: K,
  inputs: readonly Shape[],
  attributes: OperationAttributes[K],
): readonly Shape[] {
  return RULES[name].shapes(inputs, attributes);
}

type Rest<K extends OperationName> = Omit<GradientContext<OperationAttributes[K]>, 'inputs' | 'outputs' | 'attributes'>;

/** Emits an operation's gradients; null where nothing is learnt through it. */
export function gradientsOf<K extends OperationName>(
  { name, inputs, outputs, attributes }: Operation<K>,
  rest: Rest<K>,
): ReturnType<NonNullable<OpRule<OperationAttributes[K]>['gradient']>> | null {
  return RULES[name].gradient?.({ ...rest, inputs, outputs, attributes }) ?? null;
}

/** Bytes that an operation's kernel needs beside its operands. */
export function workspaceOf<K extends OperationName>(
  { name, inputs, attributes }: Operation<K>,
  kernels: Kernels,
): number {
  const shapes = inputs.map(({ shape }) => shape);
  return RULES[name].workspace?.(shapes, attributes, kernels) ?? 0;
}

/** What runs an operation on the WASM heap. */
export function bindOperation<K extends OperationName>(
  { name, attributes }: Operation<K>,
  rest: Omit<Binding<OperationAttributes[K]>, 'attributes'>,
): () => void {
  return RULES[name].wasm({ ...rest, attributes });
}
