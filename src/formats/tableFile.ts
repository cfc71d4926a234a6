import type { FileKind, ImportPlan, ImportPreview } from '../core/dataset/importOptions.ts';
import type { RowCells } from './columns/tableBuilder.ts';

/** What takes a file's rows, one by one: a `TableBuilder`, or what else wants them. */
export interface RowSink {
  /** No more rows fit until `flush` has taken those that wait. */
  readonly isFull: boolean;
  /** Takes record number `rowNumber` of the file. `record` is void after the call. */
  addRow(record: RowCells, rowNumber: number): void;
}

/** What a reader of a whole file needs besides the sink that it fills. */
export interface ReadContext {
  /** A reader stops soon after, and throws `Cancelled`. */
  readonly signal: AbortSignal;
  /** Bytes of the file that are done with. */
  progress(doneBytes: number): void;
  /** Takes the sink's rows; called whenever it is full. */
  flush(): Promise<void>;
}

/** A file with a table in it, whatever its format. */
export interface TableFile {
  readonly kind: FileKind;
  /** A first look under the given parts of a plan; the others are detected. Quick for a file of any size. Throws `file.…` errors. */
  preview(given: Partial<ImportPlan>): Promise<ImportPreview>;
  /** Reads all rows under the plan into the sink. Throws `file.…` errors and `Cancelled`. */
  read(plan: ImportPlan, sink: RowSink, context: ReadContext): Promise<void>;
}
