/**
 * The closed table of failures that the user can be told about: a code and the facts that its sentence needs.
 * The sentences are in `src/messages`; a code without one in both languages does not compile.
 */
export interface ErrorDetails {
  'file.empty': { fileName: string };
  'file.unreadable': { fileName: string; reason: string };
  'file.noColumns': { fileName: string };
  'file.noRows': { fileName: string; skippedRows: number };
  'file.notATable': { fileName: string };
  'file.otherFormat': { fileName: string; format: 'HTML' | 'XML' | 'JSON' };
  'file.tooManyColumns': { fileName: string; columns: number; limit: number };
  /** Columns that a model needs and a file to predict lacks, joined by commas. */
  'file.columnsMissing': { fileName: string; columns: string; count: number };
  /** Of several files one lacks a column of the first, or has one more. */
  'file.columnsDiffer': { fileName: string; first: string; column: string; isMissing: boolean };
  /** Rows were to be sequences, and no columns are counted by their names. */
  'file.noSteps': { fileName: string };
  'file.sheetMissing': { fileName: string; sheet: string };
  'file.lineTooLong': { row: number; limitBytes: number };
  /** No file among those given is a picture that can be read; `example` is one of them. */
  'file.noImages': { files: number; example: string };
  /** `fault`: an `ImageFault`. */
  'file.badImage': { fileName: string; fault: string };
  'camera.unavailable': Record<string, never>;
  'camera.denied': Record<string, never>;
  'camera.none': Record<string, never>;
  'camera.busy': Record<string, never>;
  'camera.lost': Record<string, never>;
  'camera.failed': { reason: string };
  /** Not a compressed file of ours, or one that is cut off or changed. */
  'codes.invalid': { fileName: string; reason: 'notCodes' | 'damaged' };
  /** A compressed file that another model made; `model` is that one's name, `own` this one's. */
  'codes.otherModel': { fileName: string; model: string; own: string };
  /** None of the rows of a file can be compressed; the first reason. */
  'codes.noRows': { fileName: string; row: number; column: string; reason: string };
  /** No stretch of a file's rows is as long as a window; the longest one's rows. */
  'codes.resampled': Record<string, never>;
  'codes.noWindow': { fileName: string; rows: number; longest: number };
  /** A picture's target is asked for and there is none. */
  'images.noTarget': { row: number };
  'file.encoding': { fileName: string; encoding: string; offsetBytes: number };
  'data.columnMissing': { column: string };
  'data.noRows': { split: string };
  'data.noPairs': Record<string, never>;
  /** Tiles in a task that learns nothing about a picture. */
  'data.tilesUnlearnt': { task: string };
  /** The class whose largest score decides is none that is predicted. */
  'data.tileClass': { name: string };
  'data.tooManyTiles': { tiles: number; most: number };
  'data.targetMissing': Record<string, never>;
  'data.notEnoughClasses': { column: string; classes: number };
  'data.tooManyClasses': { column: string; classes: number };
  'data.targetUnsuited': { column: string; type: string; task: string };
  'data.tooManyTargets': { task: string; targets: number };
  'data.imputationUnsuited': { column: string; type: string; imputation: string };
  'data.splitFractions': Record<string, never>;
  /** Words that a column has beside the names of parts; none where it has too few of those, or is no category. */
  'data.splitWords': { column: string; words: readonly string[] };
  'data.timeUnsuited': { column: string; type: string };
  'data.noFeatures': Record<string, never>;
  'data.textFeature': { column: string };
  /** Windows want this many rows of one unit in a row, and no training rows have as many. */
  'data.noWindows': { rows: number };
  /** Even steps would be more than this. */
  'data.tooManySteps': { steps: number; limit: number };
  /** Resampling without a time column, or by no step above zero. */
  'data.resampling': Record<string, never>;
  'data.windowSplit': Record<string, never>;
  'data.blocksWithoutWindows': Record<string, never>;
  'data.sampleSize': { field: string };
  'data.windowLabel': { label: string; task: string };
  'data.notText': { column: string; type: string };
  /** A back-test by a split that mixes early and late rows. */
  'backTest.needsTime': Record<string, never>;
  /** No window of this many rows begins its forecast between this origin and the next. */
  'backTest.tooShort': { origin: number; rows: number };
  'data.missingValue': { column: string; row: number };
  'data.columnWithoutValues': { column: string };
  'data.unseenCategory': { column: string; value: string; row: number };
  'data.invalidValue': { column: string; value: string; row: number; expected: string };
  'pipeline.invalid': { path: string; reason: string };
  'recipe.invalid': { path: string; reason: string };
  'recipe.tooNew': { version: number; supported: number };
  'storage.quota': { neededBytes: number; availableBytes: number };
  'storage.blocked': Record<string, never>;
  'storage.closed': Record<string, never>;
  'storage.notFound': { kind: string; id: string };
  'storage.failed': { reason: string };
  'engine.noBackend': { tried: string };
  'engine.deviceLost': { reason: string };
  'engine.outOfMemory': { neededBytes: number; availableBytes: number };
  'engine.diverged': { epoch: number; step: number; loss: string };
  'engine.failed': { reason: string };
  'run.busyElsewhere': { runId: string };
  'run.noModel': { runId: string };
  'worker.dead': { worker: string; reason: string };
  'worker.unknownRequest': { kind: string };
}

export type ErrorCode = keyof ErrorDetails;

/** A failure that the user can be told about. It crosses worker boundaries with code and details intact. */
export class AppError<C extends ErrorCode = ErrorCode> extends Error {
  override readonly name = 'AppError';

  constructor(
    readonly code: C,
    readonly details: ErrorDetails[C],
    options?: ErrorOptions,
  ) {
    super(`${code} ${JSON.stringify(details)}`, options);
  }
}

/** Whether this is a failure that the user can be told about; with a code, the one of that code, whose details it then has. */
export function isAppError<C extends ErrorCode = ErrorCode>(error: unknown, code?: C): error is AppError<C> {
  return error instanceof AppError && (code === undefined || error.code === code);
}

/** A call that was cancelled: an outcome, not a failure. */
export class Cancelled extends Error {
  override readonly name = 'Cancelled';
}

export function describeUnknown(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** What was thrown, as an error: anything can be thrown. */
export function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(describeUnknown(thrown), { cause: thrown });
}
