import type { FileFault } from '../images/imageFault.ts';
import type { ColumnType } from './table.ts';

export const DELIMITERS = [',', ';', '\t', '|'] as const;
export const ENCODINGS = ['utf-8', 'utf-16le', 'utf-16be', 'gb18030', 'windows-1252'] as const;
export type Encoding = (typeof ENCODINGS)[number];

/** How a delimited text file is read. Everything is detected first, and everything can be overridden. */
export interface CsvDialect {
  readonly encoding: Encoding;
  readonly delimiter: string;
  readonly quote: string;
  readonly hasHeader: boolean;
  /** Lines that start with it are passed over; empty: none. */
  readonly comment: string;
  /** Lines passed over before the header. */
  readonly skipLines: number;
  readonly decimal: '.' | ',';
  /** Between groups of three digits; empty: none. */
  readonly thousands: '' | ',' | '.' | ' ' | "'";
  /** Cells that mean missing, compared after trimming, without regard to case. The empty cell always is. */
  readonly missingTokens: readonly string[];
}

/** The order of a numeric date's parts; `iso` is ISO 8601, `epochSeconds`/`epochMs` are numbers. */
export const DATE_FORMATS = ['iso', 'dmy', 'mdy', 'ymd', 'epochSeconds', 'epochMs'] as const;
export type DateFormat = (typeof DATE_FORMATS)[number];

/** What one column of the file becomes. */
export interface ColumnPlan {
  /** Its name in the data set: the header's, made unique; `Column 3` without a header. */
  readonly name: string;
  readonly type: ColumnType;
  readonly include: boolean;
  /** date-time columns */
  readonly dateFormat: DateFormat;
  /** boolean columns: the words for false and true, in lower case */
  readonly booleanWords: readonly [falseWord: string, trueWord: string];
}

/** Rows with too few or too many cells or broken quoting: left out, or padded/cut to fit where that can be done. */
export type MalformedPolicy = 'skip' | 'repair';
/** Cells that do not fit their column's type: become missing, or their whole row is left out. */
export type InvalidCellPolicy = 'missing' | 'skipRow';

export interface ImportPlan {
  readonly dialect: CsvDialect;
  readonly columns: readonly ColumnPlan[];
  readonly malformed: MalformedPolicy;
  readonly invalidCells: InvalidCellPolicy;
}

/** Something that is wrong with a place in the file. `row` counts the file's records from 1, header included, as an editor or spreadsheet shows it. */
export type ImportProblem = (
  | {
      readonly kind: 'tooFewCells' | 'tooManyCells';
      readonly row: number;
      readonly expected: number;
      readonly found: number;
    }
  | { readonly kind: 'quote'; readonly row: number; readonly detail: 'unterminated' | 'textAfterQuote' }
  | {
      readonly kind: 'invalidCell';
      readonly row: number;
      readonly column: string;
      readonly value: string;
      readonly expected: ColumnType;
    }
  | { readonly kind: 'undecodable'; readonly row: number }
) & {
  /** Of several files the one that it is in. */
  readonly file?: string;
};

/** All problems are counted; the first `MAX_LISTED_PROBLEMS` are kept word for word. */
export const MAX_LISTED_PROBLEMS = 1000;
export interface ProblemReport {
  readonly malformedRows: number;
  readonly invalidCells: number;
  /** Invalid cells by column name. */
  readonly invalidByColumn: Readonly<Record<string, number>>;
  readonly listed: readonly ImportProblem[];
  /** Category columns that turned out to hold too many words for one, and are text. */
  readonly keptAsText?: readonly string[];
  /** Files of a set of pictures that were left out. */
  readonly files?: readonly FileFault[];
  /** Of pictures in pairs, those that have no companion. */
  readonly unpaired?: readonly string[];
}

/** Something that looks odd about a file, though it can be read: for the user to judge. `example` is a cell that differs from the others. */
export type ImportDoubt =
  | { readonly kind: 'valuesInHeader'; readonly values: string }
  | { readonly kind: 'numbersAsWords' | 'datesAsWords'; readonly column: string; readonly example: string }
  | { readonly kind: 'noValues'; readonly column: string };

/** `recordings`: several files, each a recording, as one table. */
export type FileKind = 'delimited' | 'xlsx' | 'parquet' | 'npy' | 'recordings';

/** What a first look at the file (its first megabyte) says, under the detected or the given plan. */
export interface ImportPreview {
  readonly kind: FileKind;
  readonly fileName: string;
  readonly sizeBytes: number;
  readonly plan: ImportPlan;
  /** Cells as written, first 100 records under the plan. */
  readonly rawRows: readonly (readonly string[])[];
  /** For every shown cell, whether it fits its column's type: row-major like `rawRows`. */
  readonly fits: readonly (readonly boolean[])[];
  /** xlsx: the sheets to choose from. */
  readonly sheets: readonly string[];
  readonly sheet: string | null;
  readonly problems: ProblemReport;
  readonly doubts: readonly ImportDoubt[];
  /** True where the whole file was seen, so that `problems` is complete. */
  readonly isComplete: boolean;
  readonly estimatedRows: number;
}
