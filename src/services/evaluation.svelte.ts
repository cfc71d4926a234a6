import { Cancelled } from '../shared/appError.ts';
import type { EvaluatedRows, EvaluationReport } from '../core/evaluation/report.ts';
import type { SplitPart } from '../core/preprocessing/preparation.ts';
import type { Progress } from '../protocol/progress.ts';
import { getEvaluation, listEvaluations } from '../storage/evaluations.ts';
import { engineWorker } from './workers.ts';

/** How good one run is on one part of the split: the stored report, or a fresh one. */
export class Evaluation {
  report = $state.raw<EvaluationReport | null>(null);
  rows = $state.raw<EvaluatedRows | null>(null);
  progress = $state.raw<Progress | null>(null);
  isBusy = $state(false);
  error = $state.raw<unknown>(null);
  #ticket = 0;
  #controller: AbortController | null = null;

  async load(runId: string, part: SplitPart): Promise<void> {
    const ticket = ++this.#ticket;
    this.#controller?.abort();
    const controller = new AbortController();
    this.#controller = controller;
    this.report = null;
    this.rows = null;
    this.error = null;
    this.isBusy = true;
    try {
      const report = await loadReport(runId, part, controller.signal, (progress) => (this.progress = progress));
      if (ticket !== this.#ticket) return;
      this.report = report;
      const rows = await engineWorker.call('evaluatedRows', { runId, part }, { signal: controller.signal });
      if (ticket === this.#ticket) this.rows = rows;
    } catch (error) {
      if (!(error instanceof Cancelled) && ticket === this.#ticket) this.error = error;
    } finally {
      if (ticket === this.#ticket) {
        this.isBusy = false;
        this.progress = null;
      }
    }
  }

  cancel(): void {
    this.#controller?.abort();
  }
}

/** Judges runs on their test rows, one after the other; those that were judged when it is cancelled stay judged. */
export class RunsJudgement {
  /** The run being judged. */
  runId = $state<string | null>(null);
  progress = $state.raw<Progress | null>(null);
  error = $state.raw<unknown>(null);
  #controller: AbortController | null = null;

  async run(runIds: readonly string[], onReport: (report: EvaluationReport) => void): Promise<void> {
    this.cancel();
    const controller = new AbortController();
    const { signal } = controller;
    this.#controller = controller;
    const isCurrent = (): boolean => this.#controller === controller;
    this.error = null;
    try {
      for (const runId of runIds) {
        if (signal.aborted) break;
        this.runId = runId;
        this.progress = null;
        const report = await loadReport(runId, 'test', signal, (progress) => {
          if (isCurrent()) this.progress = progress;
        });
        onReport(report);
      }
    } catch (error) {
      if (isCurrent() && !(error instanceof Cancelled)) this.error = error;
    } finally {
      if (isCurrent()) {
        this.runId = null;
        this.progress = null;
      }
    }
  }

  cancel(): void {
    this.#controller?.abort();
  }
}

/** The stored report, or a fresh one from the engine. */
async function loadReport(
  runId: string,
  part: SplitPart,
  signal?: AbortSignal,
  onProgress?: (progress: Progress) => void,
): Promise<EvaluationReport> {
  return (await getEvaluation(runId, part)) ?? engineWorker.call('evaluate', { runId, part }, { signal, onProgress });
}

/** The stored reports on the test rows, by run. */
export async function storedReports(runIds: readonly string[]): Promise<ReadonlyMap<string, EvaluationReport>> {
  const reports = await listEvaluations(runIds);
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- a value, replaced as a whole
  return new Map(reports.filter(({ part }) => part === 'test').map((report) => [report.runId, report]));
}
