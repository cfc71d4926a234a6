import { Cancelled } from '../shared/appError.ts';
import { isImageName } from '../core/images/classOfPath.ts';
import type { Pairing } from '../core/images/pairPictures.ts';
import type { ImportOutcome, PickedFile } from '../protocol/dataContract.ts';
import type { Progress } from '../protocol/progress.ts';
import { requestPersistence } from '../storage/quota.ts';
import { dataWorker } from './workers.ts';

/** Whether files are to be taken for pictures: one is called so, or is an archive. */
export function arePictures(files: readonly PickedFile[]): boolean {
  return files.some(({ path }) => isImageName(path) || /\.zip$/i.test(path));
}

/** What a set of pictures goes by: its folder, its archive, or its only file. */
export function nameOfPictures(files: readonly PickedFile[], otherwise: string): string {
  const [first] = files;
  if (!first) return otherwise;
  const folder = first.path.split('/')[0] ?? '';
  const isFolder = first.path.includes('/') && files.every(({ path }) => path.startsWith(`${folder}/`));
  if (isFolder) return folder;
  return files.length === 1 ? first.path.replace(/\.[^.]+$/, '') : otherwise;
}

/** Pictures on their way in. */
export class ImageImport {
  progress = $state.raw<Progress | null>(null);
  outcome = $state.raw<ImportOutcome | null>(null);
  error = $state.raw<unknown>(null);
  isCancelling = $state(false);
  #controller: AbortController | null = null;

  constructor(
    readonly files: readonly PickedFile[],
    readonly name: string,
    readonly pairing: Pairing = 'recognise',
  ) {}

  /** Null where it was cancelled or failed (see `error`); nothing is left behind then. */
  async run(): Promise<ImportOutcome | null> {
    const controller = new AbortController();
    this.#controller = controller;
    this.progress = { done: 0, total: null, unit: 'rows', remainingMs: null };
    this.error = null;
    void requestPersistence();
    try {
      this.outcome = await dataWorker.call(
        'importImages',
        { files: this.files, name: this.name, pairing: this.pairing },
        { signal: controller.signal, onProgress: (progress) => (this.progress = progress) },
      );
      return this.outcome;
    } catch (error) {
      if (!(error instanceof Cancelled)) this.error = error;
      return null;
    } finally {
      this.progress = null;
      this.isCancelling = false;
    }
  }

  cancel(): void {
    this.isCancelling = this.progress !== null;
    this.#controller?.abort();
  }
}
