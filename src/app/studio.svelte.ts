import { i18n } from '../messages/current.svelte.ts';
import { BrowserStorage } from '../services/browserStorage.svelte.ts';
import type { PickedFile } from '../protocol/dataContract.ts';
import type { ProjectSession } from '../services/projectSession.svelte.ts';
import { hasModel, type Place } from '../services/projectStatus.ts';
import { ProjectList } from '../services/projects.svelte.ts';
import type { createSampleProject } from '../services/quickStart.ts';
import { placeHref } from '../ui/placeHref.ts';
import { router } from './router.svelte.ts';

export type SampleName = Parameters<typeof createSampleProject>[0];

/**
 * What the shell holds: the list of projects, the one that is open, and those whose training goes on behind it.
 * A project stays open while it trains, wherever the page is.
 */
export class Studio {
  readonly list = new ProjectList();
  readonly storage = new BrowserStorage();
  session = $state.raw<ProjectSession | null>(null);
  /** Why the project of the address could not be opened. */
  openError = $state.raw<unknown>(null);
  busySample = $state<SampleName | null>(null);
  /** Whose run goes on while another page is in view. */
  readonly trainingElsewhere = $derived.by(() =>
    this.#open.find((each) => each !== this.session && each.training.isActive),
  );

  #open = $state.raw<readonly ProjectSession[]>([]);
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- bookkeeping: nothing on screen depends on it
  readonly #opening = new Map<string, Promise<ProjectSession>>();
  #incoming: { readonly projectId: string; readonly files: readonly PickedFile[] } | null = null;
  #ticket = 0;

  /** Opens the project that the address names, or none. */
  async show(projectId: string | null): Promise<void> {
    const ticket = ++this.#ticket;
    this.openError = null;
    if (this.session?.project.id === projectId) return;
    this.session = null;
    try {
      const session = projectId === null ? null : await this.#openSession(projectId);
      if (ticket === this.#ticket) this.session = session;
    } catch (error) {
      if (ticket === this.#ticket) this.openError = error;
    }
    this.#closeIdle();
  }

  async createProject(): Promise<void> {
    const project = await this.list.create(i18n.t.shell.projects.untitled);
    router.go(placeHref(project.id, 'data'));
  }

  /** A new project named after the files, which the Data place takes from there. */
  async importFiles(files: readonly PickedFile[]): Promise<void> {
    const { untitled } = i18n.t.shell.projects;
    const [first] = files;
    if (!first) return;
    const isOne = files.length === 1 && !first.path.includes('/');
    const name = isOne ? first.file.name.replace(/\.[^.]+$/, '') : (first.path.split('/')[0] ?? '');
    const project = await this.list.create((isOne || first.path.includes('/') ? name : '') || untitled);
    this.#incoming = { projectId: project.id, files };
    router.go(placeHref(project.id, 'data'));
  }

  /** The files that a project was made for, once. */
  takeIncomingFiles(projectId: string): readonly PickedFile[] | null {
    if (this.#incoming?.projectId !== projectId) return null;
    const { files } = this.#incoming;
    this.#incoming = null;
    return files;
  }

  /** One click: makes the sample, trains on it, and shows how good it is. */
  async startSample(sample: SampleName): Promise<void> {
    if (this.busySample) return;
    this.busySample = sample;
    try {
      const { createSampleProject } = await import('../services/quickStart.ts');
      const project = await createSampleProject(sample, i18n.t.shell.samples[sample].name);
      await this.list.load();
      const session = await this.#openSession(project.id);
      const trainHref = placeHref(project.id, 'train');
      router.go(trainHref);
      this.busySample = null;
      const run = await session.train(i18n.t.shell.firstRun);
      // Whoever has gone elsewhere meanwhile is left there.
      if (hasModel(run) && location.hash === trainHref) router.go(placeHref(project.id, 'evaluate'));
    } finally {
      this.busySample = null;
      this.#closeIdle();
    }
  }

  /** Deletes a project; a run of it that goes on here is stopped first. */
  async removeProject(projectId: string): Promise<void> {
    const session = this.#open.find((each) => each.project.id === projectId);
    session?.training.stop();
    session?.close();
    this.#open = this.#open.filter((each) => each !== session);
    await this.list.remove(projectId);
  }

  close(): void {
    this.list.close();
    this.storage.close();
    for (const session of this.#open) session.close();
  }

  async #openSession(projectId: string): Promise<ProjectSession> {
    const open = this.#open.find((each) => each.project.id === projectId);
    if (open) return open;
    // Two sessions of one project would take its lock from each other.
    const opening = this.#opening.get(projectId) ?? this.#startSession(projectId);
    this.#opening.set(projectId, opening);
    return opening.finally(() => this.#opening.delete(projectId));
  }

  async #startSession(projectId: string): Promise<ProjectSession> {
    const { ProjectSession } = await import('../services/projectSession.svelte.ts');
    const session = await ProjectSession.open(projectId);
    this.#open = [...this.#open, session];
    return session;
  }

  /** Closes what is neither in view nor at work. */
  #closeIdle(): void {
    const isIdle = (each: ProjectSession): boolean =>
      each !== this.session && !each.training.isActive && !each.isImporting;
    for (const session of this.#open.filter(isIdle)) session.close();
    this.#open = this.#open.filter((each) => !isIdle(each));
  }
}

/** Where to go on in a project: the place after the last one that is done. */
export function nextPlace(status: ProjectSession['status']): Place {
  if (status.train.state === 'busy') return 'train';
  if (status.evaluate.state === 'done') return 'evaluate';
  if (status.model.state === 'done') return 'train';
  return status.data.state === 'done' ? 'model' : 'data';
}
