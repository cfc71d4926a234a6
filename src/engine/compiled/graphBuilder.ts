import type { Graph, Operation, Shape, Value, ValueKind } from './graph.ts';
import type { OperationAttributes, OperationName } from './ops/attributes.ts';
import { isOperation, shapesOf } from './ops/rules.ts';

/** Writes a graph down, operation by operation. */
export class GraphBuilder {
  readonly #values: Value[] = [];
  readonly #operations: Operation[] = [];

  get graph(): Graph {
    return { values: this.#values, operations: this.#operations };
  }

  get operations(): readonly Operation[] {
    return this.#operations;
  }

  /** A value that the program is given or keeps. */
  declare(kind: Exclude<ValueKind, 'computed'>, name: string, shape: Shape): Value {
    return this.#add(kind, name, shape);
  }

  /** @returns what the operation gives */
  emit<K extends OperationName>(
    name: K,
    inputs: readonly Value[],
    attributes: OperationAttributes[K],
  ): readonly [Value, ...Value[]] {
    const shapes = shapesOf(
      name,
      inputs.map(({ shape }) => shape),
      attributes,
    );
    const [first, ...others] = shapes.map((shape) => this.#add('computed', name, shape));
    if (!first) throw new Error(`${name} gives nothing`);
    const outputs = [first, ...others] as const;
    const operation = { name, inputs, outputs, attributes };
    if (!isOperation(operation)) throw new Error(`no operation is called ${name}`);
    this.#operations.push(operation);
    return outputs;
  }

  #add(kind: ValueKind, name: string, shape: Shape): Value {
    const value = { id: this.#values.length, kind, name, shape };
    this.#values.push(value);
    return value;
  }
}
