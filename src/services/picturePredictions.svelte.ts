import { decideClass } from '../core/evaluation/classification.ts';
import { SPLIT_PARTS } from '../core/preprocessing/preparation.ts';
import { Cancelled, isAppError } from '../shared/appError.ts';
import type { RunRecord } from '../storage/records.ts';
import { engineWorker } from './workers.ts';

/** What a run's model says of the pictures that were dealt to its parts: a class each. */
export class PicturePredictions {
  /** The class by row of the data set; null until they are there. */
  classes = $state.raw<ReadonlyMap<number, string> | null>(null);
  runId = $state<string | null>(null);
  /** Parts of the split that are done; null where nothing is under way. */
  partsDone = $state<number | null>(null);
  error = $state.raw<unknown>(null);
  #controller: AbortController | null = null;

  /** @param run - a classifier with a model; null puts the predictions away */
  async load(run: RunRecord | null): Promise<void> {
    this.cancel();
    this.classes = null;
    this.error = null;
    this.runId = run?.id ?? null;
    const target = run?.pipeline?.target;
    const task = run?.pipeline?.task;
    if (!run || target?.kind !== 'classes' || (task !== 'binary' && task !== 'multiclass')) return;
    const controller = new AbortController();
    this.#controller = controller;
    const { signal } = controller;
    this.partsDone = 0;
    // eslint-disable-next-line svelte/prefer-svelte-reactivity -- shown when it is whole
    const classes = new Map<number, string>();
    try {
      for (const part of SPLIT_PARTS) {
        try {
          const rows = await engineWorker.call('evaluatedRows', { runId: run.id, part }, { signal });
          rows.rowIndices.forEach((row, i) =>
            classes.set(row, target.classes[decideClass(task, rows.outputs, i, rows.outputWidth)] ?? ''),
          );
        } catch (error) {
          if (!isAppError(error, 'data.noRows')) throw error;
        }
        this.partsDone += 1;
      }
      this.classes = classes;
    } catch (error) {
      if (this.#controller !== controller) return;
      this.runId = null;
      if (!(error instanceof Cancelled)) this.error = error;
    } finally {
      if (this.#controller === controller) this.partsDone = null;
    }
  }

  cancel(): void {
    this.#controller?.abort();
    this.#controller = null;
    this.partsDone = null;
  }
}
