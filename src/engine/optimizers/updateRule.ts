/** A buffer that an optimizer keeps per variable, as long as the variable. Keras names. */
export interface SlotSpec {
  readonly name: string;
  readonly initialValue: number;
}

/** What one update works on: arrays of one length, the slots in the rule's order. Variable and slots change in place. */
export interface UpdateArrays {
  readonly variable: Float32Array;
  readonly gradient: Float32Array;
  readonly slots: readonly Float32Array[];
}

/**
 * How an optimizer moves one variable, with Keras 3 semantics: once in TypeScript, for the heap of WASM and for the CPU,
 * and once in WGSL. Both work element by element, so that one pass over the data is all that a step costs.
 */
export interface UpdateRule {
  /** Names the WGSL code: rules with one key have one pipeline. */
  readonly key: string;
  readonly slots: readonly SlotSpec[];
  /** The numbers of a step, which WGSL reads as `p.<name>`. `step` counts from 1. */
  scalars(step: number, learningRate: number): Readonly<Record<string, number>>;
  update(arrays: UpdateArrays, step: number, learningRate: number): void;
  /** Changes `w`, given `g` and the slots' own elements under their names. */
  readonly wgsl: string;
}

/** @throws Error where a rule asks for a slot that it has not declared */
export function slotAt(slots: readonly Float32Array[], index: number): Float32Array {
  const slot = slots[index];
  if (!slot) throw new Error(`an optimizer's slot ${index} is missing`);
  return slot;
}
