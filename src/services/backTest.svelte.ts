import type { BackTest, BackTestMode } from '../core/evaluation/backTest.ts';
import { LongCall } from './longCall.svelte.ts';
import { engineWorker } from './workers.ts';

/** A back-test of one run at a time. Nothing of it is stored. */
export class BackTesting extends LongCall<BackTest> {
  run(runId: string, origins: number, mode: BackTestMode): Promise<void> {
    return this.ask('steps', (options) => engineWorker.call('backTest', { runId, origins, mode }, options));
  }
}
