import type { PreparationSpec } from '../core/preprocessing/preparation.ts';
import type { PreparationSummary } from '../protocol/dataContract.ts';
import type { MachineReport } from '../protocol/engineContract.ts';
import type { Recipe, SizeBindings } from '../core/recipe/recipe.ts';
import { adaptRecipe } from '../core/recipe/adaptRecipe.ts';
import { onStorageChange } from '../storage/changes.ts';
import { getDataset } from '../storage/datasets.ts';
import { holdLock, type Release } from '../storage/locks.ts';
import { getProject, updateProject } from '../storage/projects.ts';
import type { DatasetRecord, ProjectRecord, RunRecord } from '../storage/records.ts';
import { createRun, deleteRun, listRuns, updateRun } from '../storage/runs.ts';
import type { ImportSession } from './importSession.svelte.ts';
import { projectStatus } from './projectStatus.ts';
import { TrainingSession } from './trainingSession.svelte.ts';
import { dataWorker, engineWorker } from './workers.ts';

/** `elsewhere`: another tab has the project; here it can be read, not changed. */
export type Ownership = 'owned' | 'elsewhere';

/** One open project: its records, kept in step with storage, and what can be done to it. The five places show this. */
export class ProjectSession {
  project = $state.raw<ProjectRecord>()!;
  dataset = $state.raw<DatasetRecord | null>(null);
  runs = $state.raw<readonly RunRecord[]>([]);
  ownership = $state<Ownership>('owned');
  /** Split sizes, class balance and feature names under the current preparation; null until computed, or where it fails. */
  summary = $state.raw<PreparationSummary | null>(null);
  summaryError = $state.raw<unknown>(null);
  machine = $state.raw<MachineReport | null>(null);
  /** A file on its way in, whatever place is in view; stays for its report until it is put away. */
  incoming = $state.raw<ImportSession | null>(null);
  isImporting = $state(false);
  readonly training: TrainingSession;
  readonly status = $derived.by(() =>
    projectStatus({
      project: this.project,
      dataset: this.dataset,
      runs: this.runs,
      isImporting: this.isImporting,
      isTraining: this.training.isActive,
    }),
  );
  /** What `$features` and `$outputs` are worth; null while that is not known. */
  readonly bindings = $derived.by((): SizeBindings | null =>
    this.summary ? { features: this.summary.features.length, outputs: this.summary.outputs } : null,
  );
  readonly currentRun = $derived.by(() => this.runs.find((run) => run.id === this.project.currentRunId) ?? null);

  #release: Release | null = null;
  #unsubscribe: (() => void) | null = null;
  #summaryTicket = 0;

  private constructor(project: ProjectRecord) {
    this.project = project;
    this.training = new TrainingSession(() => this.reloadRuns());
  }

  /** Throws `storage.notFound` where there is no such project. */
  static async open(projectId: string): Promise<ProjectSession> {
    const session = new ProjectSession(await getProject(projectId));
    await session.#reload();
    session.#unsubscribe = onStorageChange((change) => {
      if (change.store === 'projects' && change.id === projectId) void session.#reload();
      if (change.store === 'runs') void session.reloadRuns();
    });
    await session.takeOwnership(false);
    void engineWorker.call('machine', {}).then((machine) => (session.machine = machine));
    return session;
  }

  /** Takes the project for this tab. With `steal`, from the tab that has it, which is told and stops its run. */
  async takeOwnership(steal: boolean): Promise<void> {
    if (this.#release) return;
    this.#release = await holdLock(`project-${this.project.id}`, {
      steal,
      onTaken: () => {
        this.#release = null;
        this.ownership = 'elsewhere';
        this.training.stop();
      },
    });
    this.ownership = this.#release ? 'owned' : 'elsewhere';
    if (this.#release) await this.#continueInterruptedRun();
  }

  async rename(name: string): Promise<void> {
    await this.#update({ name });
  }

  /** Puts a freshly imported data set in place, with a suggested preparation. Earlier runs keep the data set they used. */
  async setDataset(datasetId: string): Promise<void> {
    const dataset = await getDataset(datasetId);
    const preparation = await dataWorker.call('suggestPreparation', { datasetId, target: null });
    this.dataset = dataset;
    await this.#update({
      datasetId,
      preparation,
      recipe: this.project.recipe && adaptRecipe(this.project.recipe, preparation.task),
    });
    await this.summarize();
  }

  /** Imports the incoming file under its plan; the data set that is there stays until the new one is whole. */
  async importIncoming(): Promise<void> {
    const { incoming } = this;
    if (!incoming || this.isImporting) return;
    this.isImporting = true;
    try {
      const outcome = await incoming.run();
      if (outcome) await this.setDataset(outcome.datasetId);
    } catch (error) {
      incoming.error = error;
    } finally {
      this.isImporting = false;
    }
  }

  async setTarget(column: string): Promise<void> {
    if (!this.dataset) return;
    await this.setPreparation(
      await dataWorker.call('suggestPreparation', { datasetId: this.dataset.id, target: column }),
    );
  }

  /** Changes the preparation; a recipe in hand is adapted where the task changed. */
  async setPreparation(preparation: PreparationSpec): Promise<void> {
    const { recipe } = this.project;
    const isOtherTask = preparation.task !== this.project.preparation?.task;
    await this.#update({ preparation, recipe: recipe && isOtherTask ? adaptRecipe(recipe, preparation.task) : recipe });
    await this.summarize();
  }

  async setRecipe(recipe: Recipe): Promise<void> {
    await this.#update({ recipe });
  }

  async setBackend(backend: ProjectRecord['backend']): Promise<void> {
    await this.#update({ backend });
  }

  async setCurrentRun(runId: string): Promise<void> {
    await this.#update({ currentRunId: runId });
  }

  async summarize(): Promise<void> {
    const ticket = ++this.#summaryTicket;
    const { datasetId, preparation } = this.project;
    if (!datasetId || !preparation) {
      this.summary = null;
      return;
    }
    try {
      const summary = await dataWorker.call('summarizePreparation', { datasetId, preparation });
      if (ticket !== this.#summaryTicket) return;
      this.summary = summary;
      this.summaryError = null;
    } catch (error) {
      if (ticket !== this.#summaryTicket) return;
      this.summary = null;
      this.summaryError = error;
    }
  }

  /** A run of the recipe and preparation as they are now, frozen; not stored yet. */
  draftRun(name: string): RunRecord {
    const { id: projectId, datasetId, recipe, preparation, backend } = this.project;
    if (!datasetId || !recipe || !preparation) throw new Error('a run needs a data set, a preparation and a recipe');
    const now = Date.now();
    return {
      id: crypto.randomUUID(),
      projectId,
      datasetId,
      name,
      createdAt: now,
      updatedAt: now,
      status: 'queued',
      stopReason: null,
      error: null,
      recipe,
      preparation,
      pipeline: null,
      backend,
      engine: null,
      history: [],
      bestEpoch: null,
      parameterCount: null,
      trainedMs: 0,
    };
  }

  /** Starts a new run. Resolves when it has ended, whatever it came to. */
  async train(name: string): Promise<RunRecord> {
    const run = this.draftRun(name);
    await createRun(run);
    await this.reloadRuns();
    await this.#update({ currentRunId: run.id });
    await this.training.start(run);
    await this.reloadRuns();
    return this.runs.find((each) => each.id === run.id) ?? run;
  }

  async continueRun(run: RunRecord): Promise<void> {
    await this.#update({ currentRunId: run.id });
    await this.training.start(run);
  }

  async renameRun(runId: string, name: string): Promise<void> {
    await updateRun(runId, { name });
    await this.reloadRuns();
  }

  async removeRun(runId: string): Promise<void> {
    await deleteRun(runId);
    if (this.project.currentRunId === runId) await this.#update({ currentRunId: null });
    await this.reloadRuns();
  }

  async reloadRuns(): Promise<void> {
    const runs = await listRuns(this.project.id);
    this.runs = [...runs].sort((a, b) => b.createdAt - a.createdAt);
  }

  close(): void {
    this.#unsubscribe?.();
    this.#release?.();
    this.#release = null;
  }

  async #reload(): Promise<void> {
    this.project = await getProject(this.project.id);
    const { datasetId } = this.project;
    const isOther = datasetId !== this.dataset?.id;
    if (isOther) this.dataset = datasetId ? await getDataset(datasetId) : null;
    await this.reloadRuns();
    if (isOther || !this.summary) await this.summarize();
  }

  async #update(patch: Partial<Omit<ProjectRecord, 'id'>>): Promise<void> {
    this.project = await updateProject(this.project.id, patch);
  }

  /** A run that says it is running while this tab has the project was cut off: it goes on from its checkpoint. */
  async #continueInterruptedRun(): Promise<void> {
    const cutOff = this.runs.filter((run) => run.status === 'running' || run.status === 'paused');
    for (const run of cutOff) await updateRun(run.id, { status: 'interrupted' });
    await this.reloadRuns();
    const last = cutOff.find((run) => run.status === 'running');
    if (last && this.project.currentRunId === last.id) void this.training.start(last);
  }
}
