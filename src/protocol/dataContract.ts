import type { SizeBindings } from '../core/recipe/recipe.ts';
import type { CellValue } from '../core/dataset/table.ts';
import type { ImportPlan, ImportPreview, ProblemReport } from '../core/dataset/importOptions.ts';
import type { TableView } from '../core/dataset/tableView.ts';
import type { DatasetProfile } from '../core/dataset/profile.ts';
import type { FeatureDescription, PreparationSpec, SplitPart } from '../core/preprocessing/preparation.ts';
import type { Progress } from './progress.ts';

/** A file as the page hands it over (a `File` is a reference, its bytes stay on disk), or pasted text. */
export type ImportSource =
  { readonly kind: 'file'; readonly file: File } | { readonly kind: 'text'; readonly text: string };

/** A file with the folders that it was found in: `parts/ok/1.png`. */
export interface PickedFile {
  readonly path: string;
  readonly file: File;
}

export interface ImportOutcome {
  readonly datasetId: string;
  readonly rowCount: number;
  readonly skippedRows: number;
  readonly problems: ProblemReport;
}

export type { TableView };

export interface TablePage {
  /** Rows that pass the filters. */
  readonly totalRows: number;
  /** Row index in the data set, then cells in column order. */
  readonly rows: readonly { readonly index: number; readonly cells: readonly CellValue[] }[];
}

export interface PreparationSummary {
  readonly sizes: Readonly<Record<SplitPart | 'excluded', number>>;
  /** Class counts per part, [part][class]; empty for regression. */
  readonly classes: readonly string[];
  readonly balance: Readonly<Record<SplitPart, readonly number[]>>;
  /** group split: groups per part. */
  readonly groups: Readonly<Record<SplitPart, number>> | null;
  readonly features: readonly FeatureDescription[];
  /** What a recipe's sizes are worth. */
  readonly bindings: SizeBindings;
}

export type SampleName = 'machineFailure' | 'processYield' | 'steelGrades' | 'surfaceDefects' | 'glyphs';

/** What can be asked of the data worker. */
export type DataContract = {
  preview: {
    input: { source: ImportSource; plan: Partial<ImportPlan> | null; sheet: string | null };
    progress: never;
    output: ImportPreview;
  };
  import: {
    input: { source: ImportSource; plan: ImportPlan; sheet: string | null; name: string };
    progress: Progress;
    output: ImportOutcome;
  };
  /** Pictures become a data set: a row each, with its path, its class, its size. */
  importImages: { input: { files: readonly PickedFile[]; name: string }; progress: Progress; output: ImportOutcome };
  /** The thumbnails of some rows, JPEG; null for a row without one. */
  thumbnails: {
    input: { datasetId: string; rows: readonly number[] };
    progress: never;
    output: readonly (Blob | null)[];
  };
  createSample: {
    input: { sample: SampleName; seed: number; name: string };
    progress: Progress;
    output: ImportOutcome;
  };
  /** Suggests roles, task, imputation, encoding, scaling and a split for a data set; `target` null lets it choose. */
  suggestPreparation: { input: { datasetId: string; target: string | null }; progress: never; output: PreparationSpec };
  summarizePreparation: {
    input: { datasetId: string; preparation: PreparationSpec };
    progress: never;
    output: PreparationSummary;
  };
  /** The rows of one part of the split, ascending. */
  partRows: {
    input: { datasetId: string; preparation: PreparationSpec; part: SplitPart };
    progress: never;
    output: Uint32Array;
  };
  profile: { input: { datasetId: string; target: string | null }; progress: Progress; output: DatasetProfile };
  tablePage: {
    input: { datasetId: string; view: TableView; start: number; count: number };
    progress: never;
    output: TablePage;
  };
  exportCsv: { input: { datasetId: string; view: TableView }; progress: Progress; output: Blob };
};
