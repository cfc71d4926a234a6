import { engine, keep, Optimizer, tensor, type Tensor, type Variable } from '@tensorflow/tfjs-core';
import { isCompilingAhead } from '../backend/precompile.ts';
import { currentUpdateExecutor, type VariableUpdate } from './updateExecutor.ts';
import type { UpdateRule } from './updateRule.ts';

/**
 * A variable with a name that lasts. tfjs's own names do not: a second model of one recipe gets others.
 * Both tfjs's `Variable` and tfjs-layers' `LayerVariable` carry the name that gradients go by.
 */
export interface NamedVariable {
  readonly name: string;
  readonly variable: { readonly name: string };
}

/** `iterations` (exact to 2²⁴) and every slot, under `<slot>/<variable>`. */
export type OptimizerState = Readonly<Record<string, Float32Array>>;

/** Gradients by the name that tfjs registered their variable under, as tfjs hands them on. */
type NamedGradients = Parameters<Optimizer['applyGradients']>[0];

const ITERATIONS = 'iterations';

/**
 * A tfjs optimizer that moves each variable in one pass or dispatch, instead of some 14 operations.
 * Slots are made at a variable's first update. Whoever creates it calls `dispose`.
 */
export class FusedOptimizer extends Optimizer {
  private readonly slots = new Map<string, readonly Tensor[]>();

  constructor(
    private readonly rule: UpdateRule,
    private learningRate: number,
  ) {
    super();
  }

  static readonly className = 'FusedOptimizer';

  override getClassName(): string {
    return FusedOptimizer.className;
  }

  /** Empty: a run keeps its `OptimizerSpec`, and never asks tfjs to serialise this. */
  override getConfig(): Record<string, never> {
    return {};
  }

  setLearningRate(learningRate: number): void {
    this.learningRate = learningRate;
  }

  /** Takes one step, by tfjs variable names. A variable whose gradient is null stays as it is. Disposes no gradient. */
  override applyGradients(gradients: NamedGradients): void {
    const apply = currentUpdateExecutor();
    if (isCompilingAhead()) {
      apply([], this.rule, 1, this.learningRate);
      return;
    }
    const entries: readonly (readonly [string, Tensor | null])[] = Array.isArray(gradients)
      ? gradients.map((named) => [named.name, named.tensor])
      : Object.entries(gradients);
    const updates = entries.flatMap(([name, gradient]): VariableUpdate[] => {
      if (!gradient) return [];
      const variable = registeredVariable(name);
      return [{ variable, gradient, slots: this.slotsOf(variable) }];
    });
    apply(updates, this.rule, this.iterations + 1, this.learningRate);
    this.incrementIterations();
  }

  /** All that the next step depends on besides the variables. A variable not yet updated has no slots. */
  async saveState(variables: readonly NamedVariable[]): Promise<OptimizerState> {
    const state: Record<string, Float32Array> = { [ITERATIONS]: Float32Array.of(this.iterations) };
    for (const { name, variable } of variables) {
      const slots = this.slots.get(variable.name) ?? [];
      for (const [index, slot] of slots.entries()) {
        // A copy, because the CPU backend hands out the very array that the next step writes to.
        state[this.slotKey(index, name)] = Float32Array.from(await slot.data());
      }
    }
    return state;
  }

  /** Takes up a saved state: the next step is the one that followed it. */
  restoreState(state: OptimizerState, variables: readonly NamedVariable[]): void {
    this.dispose();
    this.iterations_ = state[ITERATIONS]?.[0] ?? 0;
    for (const { name, variable } of variables) {
      const values = this.rule.slots.map((_, index) => state[this.slotKey(index, name)]);
      if (values.every((slot) => slot === undefined)) continue;
      const { shape } = registeredVariable(variable.name);
      this.slots.set(
        variable.name,
        values.map((slot, index) => {
          if (!slot) throw new Error(`the optimizer's state lacks ${this.slotKey(index, name)}`);
          return keep(tensor(slot.slice(), shape, 'float32'));
        }),
      );
    }
  }

  /** Frees the slots. */
  override dispose(): void {
    for (const slot of [...this.slots.values()].flat()) slot.dispose();
    this.slots.clear();
  }

  private slotsOf(variable: Variable): readonly Tensor[] {
    const existing = this.slots.get(variable.name);
    if (existing) return existing;
    const created = this.rule.slots.map(({ initialValue }) =>
      keep(tensor(new Float32Array(variable.size).fill(initialValue), variable.shape, 'float32')),
    );
    this.slots.set(variable.name, created);
    return created;
  }

  private slotKey(index: number, variableName: string): string {
    return `${this.rule.slots[index]?.name ?? ''}/${variableName}`;
  }
}

function registeredVariable(name: string): Variable {
  const variable = engine().registeredVariables[name];
  if (!variable) throw new Error(`tfjs knows no variable '${name}'`);
  return variable;
}
