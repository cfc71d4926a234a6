import { AppError, type ErrorCode, type ErrorDetails } from '../shared/appError.ts';
import { i18n } from './current.svelte.ts';
import type { ErrorText } from './messages.ts';

/** Any failure in words: of the table what its sentence says, of a bug its own message and what to do with it. */
export function explainError(error: unknown): ErrorText {
  if (error instanceof AppError) return explain(error);
  const { unexpected } = i18n.t.shell;
  return { what: unexpected.what(error instanceof Error ? error.message : String(error)), next: unexpected.next };
}

/** The same for a failure as a run's record keeps it. */
export function explainFailure(failure: { readonly code: string; readonly details: unknown }): ErrorText {
  return explainError(isKnown(failure) ? new AppError(failure.code, failure.details) : new Error(failure.code));
}

function explain<C extends ErrorCode>(error: AppError<C>): ErrorText {
  return i18n.t.errors[error.code](error.details, i18n.format);
}

/** A record's details were written from an AppError of that code. */
function isKnown<C extends ErrorCode>(failure: {
  readonly code: string;
  readonly details: unknown;
}): failure is { code: C; details: ErrorDetails[C] } {
  return failure.code in i18n.t.errors;
}
