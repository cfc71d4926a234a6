import { Cancelled } from '../shared/appError.ts';
import type { GenerationReport, MadeSamples, RealSamples } from '../protocol/engineContract.ts';
import { onStorageChange } from '../storage/changes.ts';
import type { SnapshotRecord } from '../storage/records.ts';
import { getSnapshot, listSnapshots } from '../storage/snapshots.ts';
import { LongCall } from './longCall.svelte.ts';
import { downloadBlob } from './download.ts';
import { engineWorker } from './workers.ts';

export type { GenerationReport, MadeSamples, RealSamples };

/** What a run's generator made as it trained, one point in time at a time. */
export class Snapshots {
  steps = $state.raw<readonly number[]>([]);
  shown = $state.raw<SnapshotRecord | null>(null);
  /** Real samples to lay beside. */
  real = $state.raw<RealSamples | null>(null);
  error = $state.raw<unknown>(null);
  /** New ones are shown as they come, until the user picks one. */
  isFollowing = $state(true);
  #stop: () => void;

  constructor(private readonly runId: string) {
    this.#stop = onStorageChange(({ store, id }) => {
      if (store === 'snapshots' && id === runId) void this.refresh();
    });
    void this.refresh();
    void this.#loadReal();
  }

  async refresh(): Promise<void> {
    try {
      this.steps = await listSnapshots(this.runId);
      const last = this.steps.at(-1);
      if (this.isFollowing && last !== undefined) await this.#load(last);
    } catch (error) {
      this.error = error;
    }
  }

  async show(step: number): Promise<void> {
    this.isFollowing = step === this.steps.at(-1);
    await this.#load(step);
  }

  dispose(): void {
    this.#stop();
    this.#stop = () => undefined;
  }

  async #load(step: number): Promise<void> {
    try {
      this.shown = (await getSnapshot(this.runId, step)) ?? this.shown;
    } catch (error) {
      this.error = error;
    }
  }

  async #loadReal(): Promise<void> {
    try {
      this.real = await engineWorker.call('realSamples', { runId: this.runId });
    } catch (error) {
      this.error = error;
    }
  }
}

/** How a run's generator compares with real samples. */
export class GeneratorReport extends LongCall<GenerationReport> {
  load(runId: string, seed: number): Promise<void> {
    return this.ask('rows', (options) => engineWorker.call('judgeGenerator', { runId, seed }, options));
  }
}

/** A file of made samples. */
export class GeneratedFile extends LongCall<{ readonly fileName: string; readonly bytes: number }> {
  make(runId: string, count: number, seed: number, classIndex: number | null): Promise<void> {
    return this.ask('rows', async (options) => {
      const { file, fileName } = await engineWorker.call('generateFile', { runId, count, seed, classIndex }, options);
      downloadBlob(file, fileName);
      return { fileName, bytes: file.size };
    });
  }
}

/** Samples of the latest question; an earlier one's answer is dropped. */
export class MadeOnDemand {
  made = $state.raw<MadeSamples | null>(null);
  error = $state.raw<unknown>(null);
  #ticket = 0;

  generate(runId: string, count: number, seed: number, classIndex: number | null): Promise<void> {
    return this.#ask(() => engineWorker.call('generate', { runId, count, seed, classIndex }));
  }

  interpolate(
    runId: string,
    count: number,
    fromSeed: number,
    toSeed: number,
    classIndex: number | null,
  ): Promise<void> {
    return this.#ask(() => engineWorker.call('interpolate', { runId, count, fromSeed, toSeed, classIndex }));
  }

  async #ask(call: () => Promise<MadeSamples>): Promise<void> {
    const ticket = ++this.#ticket;
    try {
      const made = await call();
      if (ticket !== this.#ticket) return;
      this.made = made;
      this.error = null;
    } catch (error) {
      if (ticket === this.#ticket && !(error instanceof Cancelled)) this.error = error;
    }
  }
}
