import type { PreparationSpec } from '../core/preprocessing/preparation.ts';
import type { PreparationSummary } from '../protocol/dataContract.ts';
import type { MachineReport } from '../protocol/engineContract.ts';
import type { Recipe, SizeBindings } from '../core/recipe/recipe.ts';
import { followLabels } from '../core/images/pictureLabels.ts';
import { adaptRecipe } from '../core/recipe/adaptRecipe.ts';
import { isAppError } from '../shared/appError.ts';
import { onStorageChange } from '../storage/changes.ts';
import { getDataset } from '../storage/datasets.ts';
import { holdLock, isFreeWithin, type Release } from '../storage/locks.ts';
import { getProject, updateProject } from '../storage/projects.ts';
import type { DatasetRecord, ProjectRecord, RunRecord } from '../storage/records.ts';
import { createRun, deleteRun, listRuns, updateRun } from '../storage/runs.ts';
import type { ImageImport } from './imageImport.svelte.ts';
import type { ImportSession } from './importSession.svelte.ts';
import { projectStatus } from './projectStatus.ts';
import { TrainingSession } from './trainingSession.svelte.ts';
import { dataWorker, engineWorker } from './workers.ts';

/** How long another tab may take to stop a run that is taken over, and to store what it reached. */
const HANDOVER_MS = 20_000;
/** How long the locks of a worker that has just died may live on. */
const DEATH_MS = 2000;

/** `elsewhere`: another tab has the project; here it can be read, not changed. */
export type Ownership = 'owned' | 'elsewhere';

/** One open project: its records, kept in step with storage, and what can be done to it. The five places show this. */
export class ProjectSession {
  project: ProjectRecord;
  dataset = $state.raw<DatasetRecord | null>(null);
  runs = $state.raw<readonly RunRecord[]>([]);
  ownership = $state<Ownership>('owned');
  /** Split sizes, class balance and feature names under the current preparation; null until computed, or where it fails. */
  summary = $state.raw<PreparationSummary | null>(null);
  summaryError = $state.raw<unknown>(null);
  machine = $state.raw<MachineReport | null>(null);
  /** A file on its way in, whatever place is in view; stays for its report until it is put away. */
  incoming = $state.raw<ImportSession | null>(null);
  incomingImages = $state.raw<ImageImport | null>(null);
  isImporting = $state(false);
  /** The learning-rate finder has the engine: a run would have to wait for it. */
  isFindingRate = $state(false);
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
  /** What a recipe's sizes are worth; null while that is not known. */
  readonly bindings = $derived.by((): SizeBindings | null => this.summary?.bindings ?? null);
  readonly currentRun = $derived.by(() => this.runs.find((run) => run.id === this.project.currentRunId) ?? null);

  #release: Release | null = null;
  #unsubscribe: (() => void) | null = null;
  #summarizing: AbortController | null = null;

  private constructor(project: ProjectRecord) {
    this.project = $state.raw(project);
    this.training = new TrainingSession(() => this.#settleRuns());
  }

  /** Throws `storage.notFound` where there is no such project. */
  static async open(projectId: string): Promise<ProjectSession> {
    const session = new ProjectSession(await getProject(projectId));
    await session.#reload();
    session.#unsubscribe = onStorageChange((change) => {
      if (change.store === 'projects' && change.id === projectId) void session.#follow();
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

  /** Puts the data set's pictures, labelled anew, in its place. What is predicted follows the classes; runs keep what they used. */
  async setRelabelled(datasetId: string): Promise<void> {
    const dataset = await getDataset(datasetId);
    const suggested = await dataWorker.call('suggestPreparation', { datasetId, target: null });
    const { preparation: before, recipe } = this.project;
    const preparation = before ? followLabels(before, suggested) : suggested;
    this.dataset = dataset;
    const isOtherTask = preparation.task !== before?.task;
    await this.#update({
      datasetId,
      preparation,
      recipe: recipe && isOtherTask ? adaptRecipe(recipe, preparation.task) : recipe,
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

  /** Imports incoming pictures; the data set that is there stays until the new one is whole. */
  async importImages(images: ImageImport): Promise<void> {
    if (this.isImporting) return;
    this.incomingImages = images;
    this.isImporting = true;
    try {
      const outcome = await images.run();
      if (outcome) await this.setDataset(outcome.datasetId);
    } catch (error) {
      images.error = error;
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

  /** Sums up the preparation as it is now; an earlier one that is still being summed up is dropped. */
  async summarize(): Promise<void> {
    this.#summarizing?.abort();
    const controller = new AbortController();
    const { signal } = controller;
    this.#summarizing = controller;
    const { datasetId, preparation } = this.project;
    if (!datasetId || !preparation) {
      this.summary = null;
      return;
    }
    try {
      const summary = await dataWorker.call('summarizePreparation', { datasetId, preparation }, { signal });
      if (signal.aborted) return;
      this.summary = summary;
      this.summaryError = null;
    } catch (error) {
      if (signal.aborted) return;
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
      kept: null,
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

  /** Another thread has changed the project, or deleted it: then what it trains ends too, and the user is told. */
  async #follow(): Promise<void> {
    try {
      await this.#reload();
    } catch (error) {
      if (isAppError(error, 'storage.notFound')) this.training.stop();
      throw error;
    }
  }

  async #reload(): Promise<void> {
    const before = this.project;
    this.project = await getProject(before.id);
    const { datasetId, preparation } = this.project;
    const isOther = datasetId !== this.dataset?.id;
    if (isOther) this.dataset = datasetId ? await getDataset(datasetId) : null;
    await this.reloadRuns();
    const isPreparedAnew = JSON.stringify(preparation) !== JSON.stringify(before.preparation);
    if (isOther || isPreparedAnew || !this.summary) await this.summarize();
  }

  /** Shows the change at once: the next place must not begin with what was before it. */
  async #update(patch: Partial<Omit<ProjectRecord, 'id' | 'createdAt' | 'updatedAt'>>): Promise<void> {
    this.project = { ...this.project, ...patch };
    const { updatedAt } = await updateProject(this.project.id, patch);
    this.project = { ...this.project, updatedAt };
  }

  /** After a training: a worker that died has left its run as it was. */
  async #settleRuns(): Promise<void> {
    await this.reloadRuns();
    await this.#markCutOffRuns(DEATH_MS);
  }

  /** A run that was going on when its tab or worker ended goes on from its checkpoint, once this tab has the project. */
  async #continueInterruptedRun(): Promise<void> {
    const cutOff = await this.#markCutOffRuns(HANDOVER_MS);
    const last = cutOff.find(({ id, status }) => id === this.project.currentRunId && status !== 'paused');
    if (last && !this.training.isActive) void this.training.start(last);
  }

  /**
   * Marks runs that say they go on, but that no thread holds, as interrupted; gives them as they were. One that is held
   * longer than `patienceMs` is left to its holder.
   */
  async #markCutOffRuns(patienceMs: number): Promise<readonly RunRecord[]> {
    const held: string[] = [];
    for (const { id } of this.runs.filter(isUnended)) {
      // The engine worker holds this lock for as long as it trains the run.
      if (!(await isFreeWithin(`run-${id}`, patienceMs))) held.push(id);
    }
    await this.reloadRuns();
    const cutOff = this.runs.filter((run) => isUnended(run) && !held.includes(run.id));
    for (const { id } of cutOff) await updateRun(id, { status: 'interrupted' });
    if (cutOff.length > 0) await this.reloadRuns();
    return cutOff;
  }
}

function isUnended({ status }: RunRecord): boolean {
  return status === 'queued' || status === 'running' || status === 'paused';
}
