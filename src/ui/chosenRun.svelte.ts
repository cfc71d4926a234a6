import { datasetOfRun } from '../services/datasetOfRun.ts';
import type { ProjectSession } from '../services/projectSession.svelte.ts';
import { hasModel } from '../services/projectStatus.ts';
import type { DatasetRecord } from '../storage/records.ts';

/** The run with a model that a place is about, and its data. Made while a component is set up. */
export class ChosenRun {
  readonly #session: () => ProjectSession;
  readonly runs = $derived.by(() => this.#session().runs.filter(hasModel));
  readonly run = $derived.by(
    () => this.runs.find(({ id }) => id === this.#session().project.currentRunId) ?? this.runs[0] ?? null,
  );
  readonly #datasetId = $derived(this.run?.datasetId ?? null);
  /** Null until it is read, and where it is gone. */
  dataset = $state.raw<DatasetRecord | null>(null);

  constructor(session: () => ProjectSession) {
    this.#session = session;
    $effect(() => {
      const wanted = this.#datasetId;
      if (wanted === null) return;
      void datasetOfRun(wanted).then((found) => {
        if (wanted === this.#datasetId) this.dataset = found;
      });
    });
  }

  choose(id: string): void {
    void this.#session().setCurrentRun(id);
  }
}
