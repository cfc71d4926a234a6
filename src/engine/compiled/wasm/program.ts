import { planBuffers } from '../planBuffers.ts';
import { type Graph, type Value } from '../graph.ts';
import { bindOperation, workspaceOf } from '../ops/rules.ts';
import type { WasmHeap } from './heap.ts';

/** A graph bound to places on the heap: recorded once, replayed for every batch. */
export class Program {
  readonly #calls: readonly (() => void)[];

  constructor(calls: readonly (() => void)[]) {
    this.#calls = calls;
  }

  run(): void {
    for (const call of this.#calls) call();
  }
}

export interface ProgramParts {
  readonly graph: Graph;
  /** Places of the values that are given, kept, or read when all has run. */
  readonly places: ReadonlyMap<Value, number>;
  readonly drawSeed: (purpose: string) => number;
}

/** Memory that programs which never run at the same time share: it is as large as the largest of them needs. */
export class SharedRoom {
  #at = 0;
  #bytes = 0;

  constructor(readonly heap: WasmHeap) {}

  /** Room for so many bytes; what was given before stays valid, for nothing is ever freed. */
  atLeast(bytes: number): number {
    if (bytes > this.#bytes) {
      this.#at = this.heap.allocate(bytes);
      this.#bytes = bytes;
    }
    return this.#at;
  }
}

/** Binds a graph's operations, in order, to the heap. */
export function bindProgram(
  { graph, places, drawSeed }: ProgramParts,
  values: SharedRoom,
  scratch: SharedRoom,
): Program {
  const { heap } = values;
  const { kernels } = heap;
  const placed = new Set(places.keys());
  const plan = planBuffers(graph, placed, placed);
  const base = values.atLeast(plan.sizeBytes);
  const workspace = scratch.atLeast(Math.max(64, ...graph.operations.map((each) => workspaceOf(each, kernels))));
  const bound = (value: Value) => {
    const root = plan.rootOf(value);
    const place = places.get(root);
    const offset = plan.offsets.get(root);
    if (place === undefined && offset === undefined) throw new Error(`${value.name} has no place`);
    return { shape: value.shape, at: place ?? base + (offset ?? 0) };
  };
  const calls = graph.operations
    .filter(({ name }) => name !== 'reshape')
    .map((operation) =>
      bindOperation(operation, {
        inputs: operation.inputs.map(bound),
        outputs: operation.outputs.map(bound),
        kernels,
        workspace,
        floats: () => heap.floats(),
        drawSeed,
      }),
    );
  return new Program(calls);
}
