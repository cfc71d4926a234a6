import type { ColumnType } from '../dataset/table.ts';
import type { ImageSample, ImageShape } from '../images/imageSample.ts';
import type { CompanionRole } from '../images/pairPictures.ts';
import type { Samples } from './samples.ts';

/** What is predicted: one of two classes, one of several, several yes/no labels at once, or numbers. */
export const SUPERVISED_TASKS = ['binary', 'multiclass', 'multilabel', 'regression'] as const;
export type SupervisedTask = (typeof SUPERVISED_TASKS)[number];
export type ClassTask = Exclude<SupervisedTask, 'regression'>;

/**
 * Or the samples themselves: to be made again from a code, made anew, or, of pictures that come in pairs, made into the other one.
 * A target is then a label that only judges.
 */
export const TASKS = [...SUPERVISED_TASKS, 'reconstruction', 'generation', 'translation'] as const;
export type Task = (typeof TASKS)[number];

/** `group` and `time` columns steer the split and are not features unless `alsoFeature`. */
export const COLUMN_ROLES = ['feature', 'target', 'group', 'time', 'ignore'] as const;
export type ColumnRole = (typeof COLUMN_ROLES)[number];

export type Imputation =
  | { readonly kind: 'mean' }
  | { readonly kind: 'median' }
  | { readonly kind: 'mostFrequent' }
  | { readonly kind: 'constant'; readonly value: number | string }
  /** Rows where this column is missing leave every split, and cannot be predicted. */
  | { readonly kind: 'dropRow' };

/** `ordinal` gives the index in `categories` order; `oneHot` one column per category seen in training. */
export type Encoding = 'oneHot' | 'ordinal';

/** What a category never seen in training becomes: all zeros (-1 for ordinal), its own column, or an error. */
export type UnseenPolicy = 'zeros' | 'other' | 'error';

export const SCALINGS = ['standard', 'minMax', 'robust', 'quantile', 'none'] as const;
export type Scaling = (typeof SCALINGS)[number];

export type Clipping =
  | { readonly kind: 'none' }
  /** To quantiles of the training rows, 0 ≤ low < high ≤ 1. */
  | { readonly kind: 'quantile'; readonly low: number; readonly high: number }
  /** To [Q1 - factor·IQR, Q3 + factor·IQR] of the training rows. */
  | { readonly kind: 'iqr'; readonly factor: number };

export const DATE_PARTS = ['year', 'month', 'dayOfMonth', 'dayOfWeek', 'hour', 'minute', 'elapsed'] as const;
/** `elapsed` is days since the first training row; the others but `year` are cyclic: a sine and a cosine each. */
export type DatePart = (typeof DATE_PARTS)[number];

/** What happens to one column. Fields that do not concern the column's type are ignored. */
export interface ColumnPreparation {
  readonly role: ColumnRole;
  readonly imputation: Imputation;
  readonly missingIndicator: boolean;
  readonly clipping: Clipping;
  /** sign(x)·log(1+|x|), before scaling. */
  readonly logTransform: boolean;
  readonly scaling: Scaling;
  readonly encoding: Encoding;
  readonly unseen: UnseenPolicy;
  readonly dateParts: readonly DatePart[];
}

export interface SplitFractions {
  readonly train: number;
  readonly validation: number;
  readonly test: number;
}

/** How rows are dealt to train, validation and test. Fractions sum to 1; the seed decides every draw. */
export type SplitSpec = SplitFractions &
  (
    | { readonly kind: 'random'; readonly seed: number }
    /** Class proportions of the target kept in each part. */
    | { readonly kind: 'stratified'; readonly seed: number }
    /** Rows with the same value of `column` stay together. */
    | { readonly kind: 'group'; readonly seed: number; readonly column: string }
    /** Oldest rows train, newest test; equal times stay together. */
    | { readonly kind: 'time'; readonly column: string }
    /**
     * A column says of every row what it is for. Where it names no validation rows, they are drawn from those that train, in the
     * proportion of the fractions.
     */
    | { readonly kind: 'given'; readonly seed: number; readonly column: string }
    /** Windows: of every unit's rows in order the first stretch trains, the next validates, the last tests. */
    | { readonly kind: 'blocks' }
  );

/** What a window is judged by: the target at its last row, or what its rows or the rows behind it say together. */
export const WINDOW_LABELS = ['last', 'any', 'majority', 'each', 'horizon', 'forecast', 'remainingLife'] as const;
/**
 * - `last`: the target at the window's last row
 * - `any`: yes where any row says yes (binary)
 * - `majority`: the value that most rows have; the mean of numbers
 * - `each`: the target at every one of its rows, each for itself; a row without one is learnt from and judged by nothing
 * - `horizon`: the target `horizon` rows behind the window
 * - `forecast`: the target at each of the `horizon` rows behind it
 * - `remainingLife`: how long until the unit's last row, at most `cap`
 */
export type WindowLabel = (typeof WINDOW_LABELS)[number];

/** How a series is brought to even steps before windows are made of it. Gaps longer than `maxGap` steps stay gaps. */
export interface Resampling {
  /** In the time column's unit, milliseconds for date-times; above 0. */
  readonly step: number;
  /** What a step has of the numbers of its rows; of words and dates it has the last. */
  readonly numbers: (typeof STEP_NUMBERS)[number];
  /** What a step without rows has, between two that have some: the value before, or for numbers one on the line to the next. */
  readonly fill: (typeof STEP_FILLS)[number];
}
export const STEP_NUMBERS = ['mean', 'last'] as const;
export const STEP_FILLS = ['previous', 'linear'] as const;

/** Rows in order of time, `length` of them, within one unit. */
export interface WindowSample {
  readonly kind: 'window';
  /** Names the machine, the lot, the recording; null: all rows are of one. */
  readonly unit: string | null;
  /** Null: rows are in order as they are. */
  readonly time: string | null;
  readonly length: number;
  /** Rows from one window's start to the next one's. */
  readonly stride: number;
  /** Rows ahead of the window, for `horizon` and `forecast`. */
  readonly horizon: number;
  readonly label: WindowLabel;
  /** `remainingLife`: longer lives count as this; null: as they are. */
  readonly cap: number | null;
  /** No window goes over a step in time that is longer than this many usual ones; null: over any. */
  readonly maxGap: number | null;
  /** Forecasts: rows after which things come round again, for the seasonal baseline; null: none. */
  readonly season: number | null;
  /** Rows are the steps that this makes of them; left out: those of the table. */
  readonly resampling?: Resampling;
}

export const TEXT_UNITS = ['words', 'characters', 'segmenter'] as const;
/** `segmenter`: words as `Intl.Segmenter` finds them, for languages that write them together. */
export type TextUnit = (typeof TEXT_UNITS)[number];

/** One text column, as a row of tokens. */
export interface TextSample {
  readonly kind: 'text';
  readonly column: string;
  /** Tokens that enter the network; of a longer text the last ones. */
  readonly length: number;
  /** At most this many tokens are known, padding and unknown among them. */
  readonly vocabularySize: number;
  readonly unit: TextUnit;
}

/** What one sample is, where it is not one row of the table. */
export type SampleSpec = ImageSample | WindowSample | TextSample;

/** Everything that turns a data set into tensors: chosen by the user, not yet fitted. */
export interface PreparationSpec {
  readonly version: 1;
  readonly task: Task;
  /** By column name; a column not named is ignored. */
  readonly columns: Readonly<Record<string, ColumnPreparation>>;
  readonly split: SplitSpec;
  /** Regression: train on a standardised target, predictions come back in its units. */
  readonly standardizeTarget: boolean;
  /** Left out: one row of the table. */
  readonly sample?: SampleSpec;
  /**
   * reconstruction: train on rows with this label only; of the others, those of a random split and of one by blocks all
   * judge, and those dealt to training or validation by groups or time are left out. Absent: on all.
   */
  readonly normalClass?: string;
  /** translation: what comes with each picture, to be made of it. */
  readonly companion?: CompanionRole;
  /** Rows where this yes/no column says yes are in no part of the split. */
  readonly excludeColumn?: string;
}

/** Whether targets are what is learnt: elsewhere they are labels that judge. */
export function isLearnt({ task }: Pick<PreparationSpec, 'task'>): boolean {
  return task !== 'reconstruction' && task !== 'generation' && task !== 'translation';
}

export const SPLIT_PARTS = ['train', 'validation', 'test'] as const;
export type SplitPart = (typeof SPLIT_PARTS)[number];
/** In a split assignment (Uint8Array, one per row): 0 train, 1 validation, 2 test, 3 in none (a dropped row). */
export const SPLIT_EXCLUDED = 3;

/** One number that enters the network, and where it comes from. */
export interface FeatureDescription {
  /** e.g. `temperature`, `grade=A`, `temperature is missing`, `date hour (sin)` */
  readonly name: string;
  readonly column: string;
}

/** How a number is scaled, learnt from the training rows; at most one of the two is set. */
export interface FittedScaling {
  /** standard, minMax, robust: (x - center) / scale. */
  readonly affine: { readonly center: number; readonly scale: number } | null;
  /** quantile: references, ascending; x maps to its interpolated rank in [0, 1]. */
  readonly quantiles: readonly number[] | null;
}

/** A fitted column: parameters learnt from the training rows, plain JSON. Numbers pass through fill, clip, log, scaling in this order. */
export interface FittedColumn extends FittedScaling {
  readonly name: string;
  readonly type: ColumnType;
  readonly unseen: UnseenPolicy;
  readonly encoding: Encoding;
  /** Categories seen in training, sorted; their order is the one-hot and ordinal order. */
  readonly categories: readonly string[];
  /** The value that stands in for a missing one; null where missing rows are dropped. */
  readonly fill: number | string | null;
  readonly missingIndicator: boolean;
  readonly clip: readonly [low: number, high: number] | null;
  readonly logTransform: boolean;
  readonly dateParts: readonly DatePart[];
  /** One per date part: `year` and `elapsed` are scaled as numbers are, cyclic parts are not. */
  readonly dateScalings: readonly FittedScaling[];
  /** `elapsed`: the earliest training row, in milliseconds since 1970-01-01 UTC. */
  readonly dateOrigin: number;
}

export type FittedTarget =
  /**
   * reconstruction, generation: the features, or, in translation, the pictures that come with them; the label judges, or tells the
   * networks what to make.
   */
  | { readonly kind: 'features'; readonly label: FittedLabel | null; readonly companion?: CompanionRole }
  /** binary, multiclass: one column; classes sorted. Binary: classes[1] is the positive class. */
  | { readonly kind: 'classes'; readonly column: string; readonly classes: readonly string[] }
  /** multilabel: one yes/no column per label. */
  | { readonly kind: 'labels'; readonly columns: readonly string[] }
  /** regression: network output · scale + center is in the target's unit. One entry per column. */
  | {
      readonly kind: 'numbers';
      readonly columns: readonly string[];
      readonly center: readonly number[];
      readonly scale: readonly number[];
    };

export interface FittedImageSample extends ImageShape {
  readonly kind: 'image';
  readonly column: string;
}

/** A window with what the data says of it. */
export interface FittedWindowSample extends WindowSample {
  /** Windows do not go over a longer step: in the time column's unit, milliseconds for date-times; null: over any. */
  readonly longestStep: number | null;
}

/** A text column with the words of the training rows. */
export interface FittedTextSample extends TextSample {
  /** Token 2 and on; 0 is padding, 1 a word that is not among them. */
  readonly words: readonly string[];
}

/** What it takes to make samples of new data as they were made in training. */
export type FittedSample = FittedImageSample | FittedWindowSample | FittedTextSample;

/** Labels of samples that nothing is learnt from but, where wanted, which class to make. */
export interface FittedLabel {
  readonly column: string;
  /** Sorted. */
  readonly classes: readonly string[];
  /** The one that was trained on; null: all. */
  readonly normalClass: string | null;
}

/** A pipeline fitted on training rows: serialisable, and enough to turn a raw row into the network's input. */
export interface FittedPipeline {
  readonly version: 1;
  readonly task: Task;
  readonly columns: readonly FittedColumn[];
  /** Of a window: those of each of its rows; of a text: none. */
  readonly features: readonly FeatureDescription[];
  readonly target: FittedTarget;
  /** Left out: a sample is one row. */
  readonly sample?: FittedSample;
}

/** Rows that are judged: all that metrics, weights and baselines look at. */
export type JudgedRows = Pick<PreparedRows, 'rowCount' | 'targetWidth' | 'targets' | 'rowIndices' | 'stepIndices'>;

/** Samples whose every step has a target of its own. */
export interface SampleSteps {
  /** Of each sample. */
  readonly count: number;
  /** For each step its row in the data set, [samples, steps]. */
  readonly rows: Uint32Array;
}

/** What the network takes, and what its loss wants of it. Class tasks: binary 1 wide (0/1), multiclass one-hot. */
export interface PreparedRows {
  readonly rowCount: number;
  /** [rows, ...sample]. */
  readonly features: Samples;
  readonly targetWidth: number;
  /**
   * [rows, targetWidth], row-major; of no width where no target was asked for. Where the features themselves are learnt:
   * [rows, 1], the index of each row's label, -1 where it has none.
   */
  readonly targets: Float32Array;
  /** translation: what is to be made of each sample; the same draw changes both alike. */
  readonly wanted?: Samples;
  /** For each prepared row, its row in the data set; a window's last one. */
  readonly rowIndices: Uint32Array;
  /** Of a resampled series: for each prepared row its even step, counted over the whole table. */
  readonly stepIndices?: Uint32Array;
  /** Given: a sample's targets are those of its steps one after the other, `UNLABELLED` where a step has none. */
  readonly steps?: SampleSteps;
}
