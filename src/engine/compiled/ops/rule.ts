import type { Shape, Value } from '../graph.ts';
import type { GraphBuilder } from '../graphBuilder.ts';
import type { Kernels } from '../wasm/kernels.ts';

/** Where on the heap a program's values are, and what it may ask of its surroundings. */
export interface Binding<A> {
  readonly attributes: A;
  readonly inputs: readonly BoundValue[];
  readonly outputs: readonly BoundValue[];
  readonly kernels: Kernels;
  /** Room for a kernel's own use, as much as the rule's `workspace` says. */
  readonly workspace: number;
  /** The heap as floats; anew after it has grown. */
  readonly floats: () => Float32Array;
  /** Seed of the draws of a purpose in this step. */
  readonly drawSeed: (purpose: string) => number;
}

export interface BoundValue {
  readonly shape: Shape;
  /** Bytes from the heap's start. */
  readonly at: number;
}

/** What there is to know of an operation: adding one is writing this, here and nowhere else. */
export interface OpRule<A> {
  /** Shapes of what it gives. */
  readonly shapes: (inputs: readonly Shape[], attributes: A) => readonly Shape[];
  /**
   * Emits what turns the gradient of its (first) output into those of its inputs; null for one that has none. Left out: nothing is
   * learnt through it.
   */
  readonly gradient?: (context: GradientContext<A>) => readonly (Value | null)[];
  /** Bytes that its kernel needs beside its operands. */
  readonly workspace?: (inputs: readonly Shape[], attributes: A, kernels: Kernels) => number;
  /** What runs it on the WASM heap, all places bound. */
  readonly wasm: (binding: Binding<A>) => () => void;
}

export interface GradientContext<A> {
  readonly graph: GraphBuilder;
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  readonly attributes: A;
  readonly gradient: Value;
}

/** The value at a place of a list that has it. */
export function at<T>(values: readonly T[], index: number): T {
  const value = values[index];
  if (value === undefined) throw new Error(`an operation lacks its value ${index}`);
  return value;
}

type Five<T> = readonly [T, T, T, T, T];

/** Where the first `count` values lie; those asked for beyond them lie nowhere. @throws Error where there are fewer */
export function places(values: readonly BoundValue[], count: number): Five<number> {
  const placeOf = (index: number): number => (index < count ? at(values, index).at : NaN);
  return [placeOf(0), placeOf(1), placeOf(2), placeOf(3), placeOf(4)];
}
