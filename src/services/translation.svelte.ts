import type { TranslationReport } from '../core/evaluation/translation.ts';
import type { SplitPart } from '../core/preprocessing/preparation.ts';
import type { PickedFile } from '../protocol/dataContract.ts';
import type { EngineContract } from '../protocol/engineContract.ts';
import { LongCall } from './longCall.svelte.ts';
import { engineWorker } from './workers.ts';

type TranslatedSamples = EngineContract['translateSamples']['output'];

/** How a run's translations fare on a part of its split, and its pictures, the worst first. */
export class Translations extends LongCall<TranslationReport> {
  /** The first of `worstFirst`, as many as were asked for. */
  shown = $state.raw<TranslatedSamples | null>(null);
  shownError = $state.raw<unknown>(null);
  #ticket = 0;

  async load(runId: string, part: SplitPart, count: number): Promise<void> {
    this.shown = null;
    await this.ask('rows', (options) => engineWorker.call('judgeTranslation', { runId, part }, options));
    await this.show(runId, count);
  }

  async show(runId: string, count: number): Promise<void> {
    const report = this.outcome;
    const ticket = ++this.#ticket;
    if (!report) return;
    const positions = Array.from(report.worstFirst.subarray(0, count));
    try {
      const shown = await engineWorker.call('translateSamples', { runId, part: report.part, positions });
      if (ticket !== this.#ticket) return;
      this.shown = shown;
      this.shownError = null;
    } catch (error) {
      if (ticket === this.#ticket) this.shownError = error;
    }
  }
}

/** Pictures in, translated ones out. */
export class PictureTranslation extends LongCall<EngineContract['translatePictures']['output']> {
  run(runId: string, files: readonly PickedFile[]): Promise<void> {
    return this.ask('rows', (options) => engineWorker.call('translatePictures', { runId, files }, options));
  }
}
