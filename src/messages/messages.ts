import type { ErrorCode, ErrorDetails } from '../shared/appError.ts';
import type { Formatters } from './formatters.ts';
import type { AutoencoderMessages } from './en/autoencoder.ts';
import type { DataMessages } from './en/data.ts';
import type { EvaluateMessages } from './en/evaluate.ts';
import type { GenerationMessages } from './en/generation.ts';
import type { ImagesMessages } from './en/images.ts';
import type { ModelMessages } from './en/model.ts';
import type { SequenceMessages } from './en/sequences.ts';
import type { ShellMessages } from './en/shell.ts';
import type { TrainMessages } from './en/train.ts';
import type { TranslationMessages } from './en/translation.ts';
import type { UseMessages } from './en/use.ts';

/** What happened, and what to do about it. */
export interface ErrorText {
  readonly what: string;
  readonly next: string;
}

/** A sentence for every code of the table: a code without one does not compile. */
export type ErrorMessages = {
  readonly [C in ErrorCode]: (details: ErrorDetails[C], format: Formatters) => ErrorText;
};

/**
 * All words of one language, by area. English gives the shape and the other languages are typed by it, so that a missing or
 * superfluous message does not compile.
 */
export interface Messages {
  readonly shell: ShellMessages;
  readonly data: DataMessages;
  readonly model: ModelMessages;
  readonly train: TrainMessages;
  readonly evaluate: EvaluateMessages;
  readonly use: UseMessages;
  readonly images: ImagesMessages;
  readonly sequences: SequenceMessages;
  readonly autoencoder: AutoencoderMessages;
  readonly generation: GenerationMessages;
  readonly translation: TranslationMessages;
  readonly errors: ErrorMessages;
}
