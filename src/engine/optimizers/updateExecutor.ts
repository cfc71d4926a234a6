import { add, engine, tidy, type Tensor, type Variable } from '@tensorflow/tfjs-core';
import type { UpdateRule } from './updateRule.ts';

/** One variable with its gradient and slots, all of one size and float32. */
export interface VariableUpdate {
  readonly variable: Variable;
  readonly gradient: Tensor;
  readonly slots: readonly Tensor[];
}

/**
 * Runs a rule over variables on one backend, in place where the backend's buffers can be reached.
 * A variable whose buffer other tensors share gets a buffer of its own first, so that a snapshot stays what it was.
 */
export type UpdateExecutor = (
  updates: readonly VariableUpdate[],
  rule: UpdateRule,
  step: number,
  learningRate: number,
) => void;

const executors = new Map<string, UpdateExecutor>();

/** Backends register theirs when they load, so that an optimizer pulls in no backend. */
export function registerUpdateExecutor(backendName: string, executor: UpdateExecutor): void {
  executors.set(backendName, executor);
}

/** @throws Error where the current backend was not set by `activateBackend` */
export function currentUpdateExecutor(): UpdateExecutor {
  const executor = executors.get(engine().backendName);
  if (!executor) throw new Error(`no optimizer kernel for the backend '${engine().backendName}'`);
  return executor;
}

/** Gives a variable a buffer of its own where clones, snapshots or reshapes share the one it has. */
export function ensureOwnBuffer(variable: Variable): void {
  if (engine().backend.refCount(variable.dataId) <= 1) return;
  tidy(() => {
    variable.assign(add(variable, 0));
  });
}
