import type { CodeType } from '../core/codes/packCodes.ts';
import type { SplitPart } from '../core/preprocessing/preparation.ts';
import type { PickedFile } from '../protocol/dataContract.ts';
import type { CompressedFile, CompressionMeasure, RestoredFile } from '../protocol/engineContract.ts';
import { LongCall } from './longCall.svelte.ts';
import { engineWorker } from './workers.ts';

/** Rows, a series or pictures in, one compressed file out. */
export class Compression extends LongCall<CompressedFile> {
  rows(runId: string, file: File, type: CodeType): Promise<void> {
    return this.ask('bytes', (options) => engineWorker.call('compressRows', { runId, file, type }, options));
  }

  series(runId: string, file: File, type: CodeType): Promise<void> {
    return this.ask('bytes', (options) => engineWorker.call('compressSeries', { runId, file, type }, options));
  }

  pictures(runId: string, files: readonly PickedFile[], type: CodeType): Promise<void> {
    return this.ask('rows', (options) => engineWorker.call('compressPictures', { runId, files, type }, options));
  }
}

/** A compressed file in, rows, a series or pictures out. */
export class Restoration extends LongCall<RestoredFile> {
  run(runId: string, file: File): Promise<void> {
    return this.ask('rows', (options) => engineWorker.call('restoreFile', { runId, file }, options));
  }
}

/** How large codes are, and how far what is restored from them is off. */
export class CompressionTrial extends LongCall<CompressionMeasure> {
  run(runId: string, part: SplitPart): Promise<void> {
    return this.ask('rows', (options) => engineWorker.call('measureCompression', { runId, part }, options));
  }
}
