import type { CellValue, RawRow } from '../core/dataset/table.ts';
import type { ImportPlan } from '../core/dataset/importOptions.ts';
import type { ImportSource } from '../protocol/dataContract.ts';
import type { AlarmThreshold, BatchPredictionOutcome, Prediction } from '../protocol/engineContract.ts';
import type { DatasetRecord, RunRecord } from '../storage/records.ts';
import { LongCall } from './longCall.svelte.ts';
import { downloadBlob } from './download.ts';
import { dataWorker, engineWorker } from './workers.ts';

export type { BatchPredictionOutcome, Prediction };

/** Long enough to leave out the values between two key strokes, short enough not to be noticed. */
const TYPING_PAUSE_MS = 120;

/** Predicts one row as it is typed; of several questions under way only the last one's answer is kept. */
export class RowPrediction {
  prediction = $state.raw<Prediction | null>(null);
  error = $state.raw<unknown>(null);
  /** A question is under way: what is shown belongs to an earlier row. */
  isPending = $state(false);
  #ticket = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Predicts once the row has stood still for a moment. */
  predictSoon(runId: string, row: RawRow): void {
    clearTimeout(this.#timer);
    this.isPending = true;
    this.#timer = setTimeout(() => void this.predict(runId, row), TYPING_PAUSE_MS);
  }

  async predict(runId: string, row: RawRow): Promise<void> {
    const ticket = ++this.#ticket;
    this.isPending = true;
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
    this.isPending = false;
  }

  /** There is no row to predict. */
  clear(): void {
    clearTimeout(this.#timer);
    this.#ticket++;
    this.prediction = null;
    this.error = null;
    this.isPending = false;
  }
}

/** A whole file in, the same file with its predictions out. */
export class FilePrediction extends LongCall<BatchPredictionOutcome> {
  /** @param alarm - of an autoencoder, the error above which there is an alarm */
  run(
    runId: string,
    source: ImportSource,
    plan: Partial<ImportPlan> | null = null,
    alarm: AlarmThreshold = {},
  ): Promise<void> {
    const input = { runId, source, plan, ...alarm };
    return this.ask('bytes', (options) => engineWorker.call('predictFile', input, options));
  }
}

/** A row that the network never saw. */
export interface TestRow {
  /** Its place in the data set, from 0. */
  readonly index: number;
  /** All its cells, by column: the target too. */
  readonly cells: RawRow;
}

/** One of a run's test rows, drawn anew each time; null where it has none. */
export async function drawTestRow(
  { preparation }: Pick<RunRecord, 'preparation'>,
  dataset: DatasetRecord,
): Promise<TestRow | null> {
  const rowIndices = await dataWorker.call('partRows', { datasetId: dataset.id, preparation, part: 'test' });
  const index = rowIndices[Math.floor(Math.random() * rowIndices.length)];
  if (index === undefined) return null;
  const view = { filters: [], sort: null, rows: Uint32Array.of(index) };
  const { rows } = await dataWorker.call('tablePage', { datasetId: dataset.id, view, start: 0, count: 1 });
  const cells = rows[0]?.cells ?? [];
  return {
    index,
    cells: Object.fromEntries(dataset.columns.map(({ name }, i): [string, CellValue] => [name, cells[i] ?? null])),
  };
}

/** Downloads the run's model as one ZIP; answers its size in bytes. */
export async function downloadModel(runId: string): Promise<number> {
  const { zip, fileName } = await engineWorker.call('exportModel', { runId });
  downloadBlob(zip, fileName);
  return zip.size;
}
