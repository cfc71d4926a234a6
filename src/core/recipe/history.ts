/** States that can be undone and redone: plain data, never changed in place. */
export interface History<T extends object> {
  /** Oldest first. */
  readonly past: readonly T[];
  readonly present: T;
  /** Next to redo first. */
  readonly future: readonly T[];
}

/** Steps that can be undone; older ones are forgotten. */
export const HISTORY_LIMIT = 200;

export function startHistory<T extends object>(present: T): History<T> {
  return { past: [], present, future: [] };
}

/** Makes `next` the present. What had been undone is lost; the same state again is no step. */
export function pushHistory<T extends object>(history: History<T>, next: T, limit = HISTORY_LIMIT): History<T> {
  if (next === history.present) return history;
  const past = [...history.past, history.present];
  return { past: past.slice(Math.max(0, past.length - limit)), present: next, future: [] };
}

/** One step back, or the same history where there is none. */
export function undo<T extends object>(history: History<T>): History<T> {
  const { past, present, future } = history;
  return past.length === 0
    ? history
    : { past: past.slice(0, -1), present: past.at(-1) ?? present, future: [present, ...future] };
}

/** One step forward again, or the same history where there is none. */
export function redo<T extends object>(history: History<T>): History<T> {
  const { past, present, future } = history;
  return future.length === 0
    ? history
    : { past: [...past, present], present: future[0] ?? present, future: future.slice(1) };
}
