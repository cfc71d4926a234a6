import type { Duplicates } from '../core/images/duplicates.ts';
import type { ImageSample } from '../core/images/imageSample.ts';
import type { CompanionRole, Pairing } from '../core/images/pairPictures.ts';
import type { SizeBindings } from '../core/recipe/recipe.ts';
import type { CellValue, Column } from '../core/dataset/table.ts';
import type { ImportPlan, ImportPreview, ProblemReport } from '../core/dataset/importOptions.ts';
import type { TableView } from '../core/dataset/tableView.ts';
import type { DatasetProfile } from '../core/dataset/profile.ts';
import type { FeatureDescription, PreparationSpec, SplitPart, WindowLabel } from '../core/preprocessing/preparation.ts';
import type { Sampling } from '../core/preprocessing/windows.ts';
import type { Progress } from './progress.ts';

/** A file as the page hands it over (a `File` is a reference, its bytes stay on disk), several that hold a recording each, or pasted text. */
export type ImportSource =
  /** `isWide`: each row is a sequence, its columns are the steps. */
  | { readonly kind: 'file'; readonly file: File; readonly isWide?: boolean }
  | { readonly kind: 'recordings'; readonly files: readonly PickedFile[] }
  | { readonly kind: 'text'; readonly text: string };

/** A file with the folders that it was found in: `parts/ok/1.png`. */
export interface PickedFile {
  readonly path: string;
  readonly file: File;
}

/** A picture as a network sees it: [height, width, channels] in 0 … 255. */
export interface SeenImage {
  readonly height: number;
  readonly width: number;
  readonly channels: 1 | 3;
  readonly pixels: Uint8Array;
}

export interface ImportOutcome {
  readonly datasetId: string;
  readonly rowCount: number;
  readonly skippedRows: number;
  readonly problems: ProblemReport;
  /** Of pictures in pairs: what their companions are, and how many pictures have one. */
  readonly companions?: { readonly role: CompanionRole; readonly count: number };
}

export type { TableView };

export interface TablePage {
  /** Rows that pass the filters. */
  readonly totalRows: number;
  /** Row index in the data set, then cells in column order. */
  readonly rows: readonly { readonly index: number; readonly cells: readonly CellValue[] }[];
}

/** Of windows: how the series is sampled, and how much of it windows could be made of. */
export interface WindowSummary {
  /** Of the rows as they are. */
  readonly sampling: Sampling;
  /** The even steps that rows were resampled to; null: they were not. Rows are steps then. */
  readonly steps: { readonly count: number; readonly filled: number } | null;
  readonly units: number;
  /** Stretches without a gap, within one unit and part. */
  readonly stretches: number;
  /** Rows that are in no window. */
  readonly unusedRows: number;
}

/** Of texts, what the vocabulary came to. */
export interface TextSummary {
  readonly vocabulary: number;
  /** The share of the validation and test texts' words that it does not hold; null without such texts. */
  readonly unknownShare: number | null;
  /** One text, and its known words, for a look at what the network reads. */
  readonly example: readonly { readonly word: string; readonly isKnown: boolean }[];
}

/** One unit's values in order of time, thinned where there are many. */
export interface WindowPreview {
  /** What the unit is called; null where there is one alone. */
  readonly unit: string | null;
  readonly unitCount: number;
  readonly isDate: boolean;
  /** Milliseconds, or the time column's numbers, or row numbers. */
  readonly times: Float64Array;
  readonly values: Float64Array;
  /** The first windows of the stretch, as times of their first and last rows, and their part. */
  readonly windows: readonly { readonly from: number; readonly to: number; readonly part: SplitPart | null }[];
  /** Given: values are those of even steps. */
  readonly resampled: ResampledPreview | null;
}

export interface ResampledPreview {
  /** Of each value: 1 where its step has no row. */
  readonly isFilled: Uint8Array;
  /** Values further apart have a gap between them. */
  readonly longestStep: number;
  /** Rows as they were measured. */
  readonly measuredTimes: Float64Array;
  readonly measuredValues: Float64Array;
}

export interface PreparationSummary {
  readonly windows: WindowSummary | null;
  readonly texts: TextSummary | null;
  /** Samples per part: rows, windows or tiles. */
  readonly sizes: Readonly<Record<SplitPart | 'excluded', number>>;
  /** Where samples are tiles, the pictures per part that they are of. */
  readonly pictures?: Readonly<Record<SplitPart | 'excluded', number>>;
  /** Class counts per part, [part][class], of tiles those of their pictures; empty for regression. */
  readonly classes: readonly string[];
  readonly balance: Readonly<Record<SplitPart, readonly number[]>>;
  /** group split: groups per part. */
  readonly groups: Readonly<Record<SplitPart, number>> | null;
  readonly features: readonly FeatureDescription[];
  /** What a recipe's sizes are worth. */
  readonly bindings: SizeBindings;
}

export type SampleName =
  | 'machineFailure'
  | 'processYield'
  | 'steelGrades'
  | 'boltCircle'
  | 'surfaceDefects'
  | 'glyphs'
  | 'noisyParts'
  | 'defectMasks'
  | 'bearingVibration'
  | 'pressCycles'
  | 'fleetLife'
  | 'hourlyDemand'
  | 'maintenanceNotes';

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
  importImages: {
    input: { files: readonly PickedFile[]; name: string; pairing: Pairing };
    progress: Progress;
    output: ImportOutcome;
  };
  /**
   * A copy of a data set with other values in some columns, or with more of them; all of its rows. A data set itself never changes:
   * runs go on with the one that they were trained on. Pictures are shared.
   */
  editColumns: {
    input: { datasetId: string; columns: readonly Column[] };
    progress: never;
    output: { datasetId: string };
  };
  /**
   * A copy of a set of pictures with more of them, all of one class; `datasetId` null: a new set of them alone, called `name`.
   * Pictures are stored anew, so that runs keep the set that they were trained on.
   */
  addPictures: {
    input: { datasetId: string | null; files: readonly PickedFile[]; label: string; name: string };
    progress: Progress;
    output: ImportOutcome;
  };
  /** Pictures that are the same, or look much alike: whose hashes differ in at most `maxDistance` bits of 64. */
  findDuplicates: { input: { datasetId: string; maxDistance: number }; progress: Progress; output: Duplicates };
  /** The thumbnails of some rows, JPEG; null for a row without one. `imagesId`: `DatasetRecord.imagesId`. */
  thumbnails: {
    input: { imagesId: string; rows: readonly number[] };
    progress: never;
    output: readonly (Blob | null)[];
  };
  /** Some pictures as a network would see them, and `changes` of each as training would change it. */
  previewImages: {
    input: { datasetId: string; rows: readonly number[]; sample: ImageSample; changes: number };
    progress: never;
    output: readonly {
      readonly fitted: SeenImage;
      readonly changed: readonly SeenImage[];
      /** The picture's mask (255: a defect) or target, of the same size; null where it has none. */
      readonly companion: SeenImage | null;
      /** Where pictures are cut into tiles: the first one as a whole, made smaller, and its size in pixels; null for the others. */
      readonly whole: { readonly width: number; readonly height: number; readonly overview: SeenImage } | null;
    }[];
  };
  createSample: {
    input: { sample: SampleName; seed: number; name: string };
    progress: Progress;
    output: ImportOutcome;
  };
  /** Suggests roles, task, imputation, encoding, scaling and a split for a data set; `target` null lets it choose. */
  suggestPreparation: { input: { datasetId: string; target: string | null }; progress: never; output: PreparationSpec };
  /**
   * A preparation made into one of windows over time, of texts, or of rows again; `label` null: as the target suggests. Null where
   * the table has nothing for it.
   */
  suggestSample: {
    input: {
      datasetId: string;
      preparation: PreparationSpec;
      kind: 'row' | 'window' | 'text';
      label: WindowLabel | null;
    };
    progress: never;
    output: PreparationSpec | null;
  };
  /** A stretch of one unit's series with the windows on it, for drawing. */
  windowPreview: {
    input: { datasetId: string; preparation: PreparationSpec; column: string; unit: number };
    progress: never;
    output: WindowPreview;
  };
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
  /** Codes, [codes, codeSize], laid out in two dimensions, [codes, 2]. */
  embedCodes: {
    input: { codes: Float32Array; codeSize: number; seed: number };
    progress: Progress;
    output: Float32Array;
  };
  profile: { input: { datasetId: string; target: string | null }; progress: Progress; output: DatasetProfile };
  tablePage: {
    input: { datasetId: string; view: TableView; start: number; count: number };
    progress: never;
    output: TablePage;
  };
  exportCsv: { input: { datasetId: string; view: TableView }; progress: Progress; output: Blob };
};
