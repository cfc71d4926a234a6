import type { OperationAttributes, OperationName } from './ops/attributes.ts';

/** The shape of a value, its batch axis first where it has one. */
export type Shape = readonly number[];

/** Where a value comes from; all but `computed` have a place of their own for as long as the program lives. */
export type ValueKind =
  | 'features'
  | 'targets'
  /** Trained. */
  | 'weight'
  /** Kept from step to step, but not trained: running averages. */
  | 'state'
  | 'computed';

/** A value of a graph: numbers of one shape, float32 (places of maxima: int32). */
export interface Value {
  readonly id: number;
  readonly kind: ValueKind;
  /** `dense_1/kernel`, or what made it. */
  readonly name: string;
  readonly shape: Shape;
}

/** One operation, as plain data: what it does is in the rule of its name, see `ops/rules.ts`. */
export type Operation<N extends OperationName = OperationName> = {
  [K in N]: {
    readonly name: K;
    readonly inputs: readonly Value[];
    readonly outputs: readonly Value[];
    readonly attributes: OperationAttributes[K];
  };
}[N];

/** What is computed, in order. A value is made by one operation at most, before it is used. */
export interface Graph {
  readonly values: readonly Value[];
  readonly operations: readonly Operation[];
}

export function sizeOf(shape: Shape): number {
  return shape.reduce((size, length) => size * length, 1);
}

/** Size of the last axis. */
export function widthOf(shape: Shape): number {
  return shape.at(-1) ?? 1;
}

/** A graph as a text to read: a line per operation. */
export function printGraph({ operations }: Graph): string {
  const written = ({ id, name, shape }: Value): string => `%${id}:${name}[${shape.join(',')}]`;
  return operations
    .map(({ name, inputs, outputs, attributes }) => {
      const options = Object.entries(attributes).map(([key, value]) => `${key}=${JSON.stringify(value)}`);
      const call = `${name}(${[...inputs.map(written), ...options].join(', ')})`;
      return outputs.length > 0 ? `${outputs.map(written).join(', ')} = ${call}` : call;
    })
    .join('\n');
}
