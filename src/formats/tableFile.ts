import type { FileKind, ImportPlan, ImportPreview } from '../core/dataset/importOptions.ts';
import type { TableBuilder } from './columns/tableBuilder.ts';

/** What a reader of a whole file needs besides the builder that it fills. */
export interface ReadContext {
  /** A reader stops soon after, and throws `Cancelled`. */
  readonly signal: AbortSignal;
  /** Bytes of the file that are done with. */
  progress(doneBytes: number): void;
  /** Takes the builder's rows; called whenever it is full. */
  flush(): Promise<void>;
}

/** A file with a table in it, whatever its format. */
export interface TableFile {
  readonly kind: FileKind;
  /** A first look under the given parts of a plan; the others are detected. Quick for a file of any size. Throws `file.…` errors. */
  preview(given: Partial<ImportPlan>): Promise<ImportPreview>;
  /** Reads all rows under the plan into the builder. Throws `file.…` errors and `Cancelled`. */
  read(plan: ImportPlan, builder: TableBuilder, context: ReadContext): Promise<void>;
}
