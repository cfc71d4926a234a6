import { LongCall } from './longCall.svelte.ts';
import { dataWorker } from './workers.ts';

/** Codes laid out in two dimensions, [codes, 2]. */
export class CodeEmbedding extends LongCall<Float32Array> {
  /** @param codes - [codes, codeSize] */
  run(codes: Float32Array, codeSize: number, seed: number): Promise<void> {
    return this.ask('rows', (options) => dataWorker.call('embedCodes', { codes, codeSize, seed }, options));
  }
}
