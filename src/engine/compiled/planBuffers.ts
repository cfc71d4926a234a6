import { sizeOf, type Graph, type Value } from './graph.ts';

/** Places begin at a multiple of this, so that no two share a line of the cache. */
const ALIGNMENT = 64;
const BYTES = 4;

/** Where computed values lie within one stretch of memory. */
export interface BufferPlan {
  /** The value whose place a value shares: what a reshape gives lies where its input does. */
  readonly rootOf: (value: Value) => Value;
  /** Of roots without a place of their own, in bytes from the stretch's start. */
  readonly offsets: ReadonlyMap<Value, number>;
  readonly sizeBytes: number;
}

interface Lifetime {
  readonly root: Value;
  readonly sizeBytes: number;
  readonly from: number;
  readonly to: number;
}

export function aligned(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}

/**
 * Gives each computed value a place for as long as it is needed: values that never live at the same time share one. Large ones come
 * first, each as low as it fits.
 * @param placed - values that have a place elsewhere
 * @param asked - values that are read when all has run
 */
export function planBuffers(graph: Graph, placed: ReadonlySet<Value>, asked: ReadonlySet<Value>): BufferPlan {
  const rootOf = findRoots(graph, placed);
  const offsets = new Map<Value, number>();
  const done: (Lifetime & { readonly offset: number })[] = [];
  let most = 0;
  for (const lifetime of lifetimes(graph, placed, asked, rootOf)) {
    const rivals = done.filter((other) => other.from <= lifetime.to && lifetime.from <= other.to);
    let offset = 0;
    for (const { offset: start, sizeBytes } of rivals.toSorted((a, b) => a.offset - b.offset)) {
      if (offset + lifetime.sizeBytes <= start) break;
      offset = Math.max(offset, start + sizeBytes);
    }
    done.push({ ...lifetime, offset });
    offsets.set(lifetime.root, offset);
    most = Math.max(most, offset + lifetime.sizeBytes);
  }
  return { rootOf, offsets, sizeBytes: most };
}

/** Values that reshapes join have one root: the one with a place of its own, else the first. */
function findRoots({ operations }: Graph, placed: ReadonlySet<Value>): (value: Value) => Value {
  const parents = new Map<Value, Value>();
  const rootOf = (value: Value): Value => {
    const parent = parents.get(value);
    return parent ? rootOf(parent) : value;
  };
  for (const { name, inputs, outputs } of operations) {
    const [input] = inputs;
    const [output] = outputs;
    if (name !== 'reshape' || !input || !output) continue;
    const [from, to] = [rootOf(input), rootOf(output)];
    if (placed.has(from) && placed.has(to)) throw new Error(`${output.name} cannot lie in two places`);
    if (placed.has(to)) parents.set(from, to);
    else parents.set(to, from);
  }
  return rootOf;
}

/** How long each root is needed, from the operation that makes it to the last that looks at it; large ones first. */
function lifetimes(
  { operations }: Graph,
  placed: ReadonlySet<Value>,
  asked: ReadonlySet<Value>,
  rootOf: (value: Value) => Value,
): readonly Lifetime[] {
  const found = new Map<Value, Lifetime>();
  const touch = (value: Value, step: number): void => {
    const root = rootOf(value);
    if (placed.has(root) || (root.kind !== 'computed' && !found.has(root))) return;
    const { from = step, to = step } = found.get(root) ?? {};
    found.set(root, { root, sizeBytes: aligned(BYTES * sizeOf(root.shape)), from, to: Math.max(to, step) });
  };
  operations.forEach(({ inputs, outputs }, step) => [...inputs, ...outputs].forEach((value) => touch(value, step)));
  for (const value of asked) touch(value, operations.length);
  return [...found.values()].toSorted((a, b) => b.sizeBytes - a.sizeBytes || a.from - b.from);
}
