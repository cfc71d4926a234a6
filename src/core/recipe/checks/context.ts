import type { Task } from '../../preprocessing/preparation.ts';
import type { SizeBindings } from '../recipe.ts';

/** What this machine can hold; null where it is not known. */
export interface MachineLimits {
  /** Largest GPU buffer. */
  readonly maxBufferBytes: number | null;
  /** Largest part of a buffer that a kernel can see. */
  readonly maxBindingBytes: number | null;
  /** Memory that training may fill. */
  readonly memoryBytes: number | null;
}

/** What a recipe is checked against. */
export interface CheckContext {
  readonly bindings: SizeBindings;
  readonly task: Task;
  /** null where the split is not known yet. */
  readonly trainRows: number | null;
  readonly validationRows: number | null;
  /** regression: whether the target is standardised before training. */
  readonly standardizeTarget: boolean;
  readonly machine: MachineLimits | null;
}
