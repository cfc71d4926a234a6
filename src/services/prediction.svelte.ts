import { Cancelled } from '../shared/appError.ts';
import type { RawRow } from '../core/dataset/table.ts';
import type { ImportPlan } from '../core/dataset/importOptions.ts';
import type { ImportSource } from '../protocol/dataContract.ts';
import type { BatchPredictionOutcome, Prediction } from '../protocol/engineContract.ts';
import type { Progress } from '../protocol/progress.ts';
import { downloadBlob } from './download.ts';
import { engineWorker } from './workers.ts';

/** Predicts one row as it is typed; of several questions under way only the last one's answer is kept. */
export class RowPrediction {
  prediction = $state.raw<Prediction | null>(null);
  error = $state.raw<unknown>(null);
  #ticket = 0;

  async predict(runId: string, row: RawRow): Promise<void> {
    const ticket = ++this.#ticket;
    try {
      const prediction = await engineWorker.call('predict', { runId, rows: [row] });
      if (ticket !== this.#ticket) return;
      this.prediction = prediction;
      this.error = null;
    } catch (error) {
      if (ticket !== this.#ticket) return;
      this.prediction = null;
      this.error = error;
    }
  }
}

/** A whole file in, the same file with its predictions out. */
export class FilePrediction {
  outcome = $state.raw<BatchPredictionOutcome | null>(null);
  progress = $state.raw<Progress | null>(null);
  error = $state.raw<unknown>(null);
  readonly isBusy = $derived(this.progress !== null);
  #controller: AbortController | null = null;

  async run(runId: string, source: ImportSource, plan: Partial<ImportPlan> | null = null): Promise<void> {
    this.#controller = new AbortController();
    this.outcome = null;
    this.error = null;
    this.progress = { done: 0, total: null, unit: 'bytes', remainingMs: null };
    try {
      this.outcome = await engineWorker.call(
        'predictFile',
        { runId, source, plan },
        { signal: this.#controller.signal, onProgress: (progress) => (this.progress = progress) },
      );
    } catch (error) {
      if (!(error instanceof Cancelled)) this.error = error;
    } finally {
      this.progress = null;
    }
  }

  cancel(): void {
    this.#controller?.abort();
  }
}

/** Downloads the run's model as one ZIP; answers its size. */
export async function downloadModel(runId: string): Promise<number> {
  const { zip, fileName } = await engineWorker.call('exportModel', { runId });
  downloadBlob(zip, fileName);
  return zip.size;
}
