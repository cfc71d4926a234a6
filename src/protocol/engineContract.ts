import type { FileFault } from '../core/images/imageFault.ts';
import type { TileBox } from '../core/images/tileGrid.ts';
import type { CodeType } from '../core/codes/packCodes.ts';
import type { RawRow } from '../core/dataset/table.ts';
import type { ImportPlan } from '../core/dataset/importOptions.ts';
import type { BackTest, BackTestMode } from '../core/evaluation/backTest.ts';
import type { Embedding } from '../core/evaluation/embedSamples.ts';
import type { GenerationQuality } from '../core/evaluation/generation.ts';
import type { EvaluationReport, EvaluatedRows, StepPlaces } from '../core/evaluation/report.ts';
import type { JudgedBy, ReconstructedPart, ReconstructionErrors } from '../core/evaluation/reconstruction.ts';
import type { TranslationReport } from '../core/evaluation/translation.ts';
import type { Picture } from '../core/images/pictureOf.ts';
import type { SplitPart } from '../core/preprocessing/preparation.ts';
import type { EpochRecord, GameRecord, RunStatus, StopReason } from '../core/training/settings.ts';
import type { ErrorDetails } from '../shared/appError.ts';
import type { EngineChoice, RunRecord } from '../storage/records.ts';
import type { ImportSource, PickedFile, SeenImage } from './dataContract.ts';
import type { Progress } from './progress.ts';

/** Sent at screen rate (at most 10 a second) while a run goes on. */
export type TrainProgress =
  | { readonly kind: 'phase'; readonly phase: 'loadingData' | 'choosingEngine' | 'compiling' | 'training' | 'saving' }
  | { readonly kind: 'engine'; readonly choice: EngineChoice }
  | {
      readonly kind: 'step';
      readonly epoch: number;
      readonly batch: number;
      readonly batchesPerEpoch: number;
      readonly step: number;
      /** Steps and losses since the last message: the ring buffer read at screen rate. */
      readonly losses: readonly { readonly step: number; readonly loss: number }[];
      readonly learningRate: number;
      readonly samplesPerSecond: number;
      readonly remainingMs: number | null;
      readonly memory: EngineMemory;
      /** Of a GAN; means over those steps. */
      readonly game: Omit<GameRecord, 'diversity' | 'isCollapsed'> | null;
    }
  | { readonly kind: 'epoch'; readonly record: EpochRecord }
  | { readonly kind: 'checkpoint'; readonly step: number; readonly savedAt: number }
  /** The disk is full: the run goes on, but what it has reached since its last checkpoint is not safe. */
  | { readonly kind: 'checkpointFailed'; readonly details: ErrorDetails['storage.quota'] };

export interface EngineMemory {
  readonly tensors: number;
  readonly bytes: number;
}

export interface TrainOutcome {
  readonly status: RunStatus;
  readonly stopReason: StopReason;
  readonly epochs: number;
  readonly bestEpoch: number | null;
}

export interface LearningRateSweep {
  readonly learningRates: readonly number[];
  readonly losses: readonly number[];
  /** Where the smoothed loss falls fastest; null where it never does. */
  readonly suggestion: number | null;
}

export interface Prediction {
  /** Output names: classes, labels or target columns. */
  readonly names: readonly string[];
  /** Probabilities (classes, labels) or numbers in target units, [rows][names]. */
  readonly outputs: readonly (readonly number[])[];
}

/** Of an autoencoder: the error above which there is an alarm. */
export interface AlarmThreshold {
  readonly threshold?: number;
  /** Left out: of the whole sample. */
  readonly by?: JudgedBy;
}

/** What the windows of a file came to. */
export interface WindowPredictions {
  /** Rows of one window. */
  readonly length: number;
  /** Rows that are in no window. */
  readonly unusedRows: number;
  /** Names of the outputs, as in `Prediction`. */
  readonly names: readonly string[];
  /** Unit by unit, each unit's newest first; at most `MAX_LISTED_WINDOWS`. */
  readonly listed: readonly {
    /** Null where the model knows no units. */
    readonly unit: string | null;
    /** Of its last row, as written; empty without a time column. */
    readonly time: string;
    /** Its last row in the file, from 1. */
    readonly row: number;
    readonly outputs: readonly number[];
  }[];
  /** Where each row is labelled, in place of windows: the first of the labelled rows in order of unit and time, and [rows, outputs]. */
  readonly steps?: { readonly places: StepPlaces; readonly outputs: Float32Array };
}

/** A sample beside what an autoencoder made of it. */
export interface MadeAgain {
  readonly shape: readonly number[];
  /** In the columns' units; pictures in [0, 1]. Each of `shape`. */
  readonly input: Float32Array;
  /** What was given in its place, spoilt; null: itself. */
  readonly taken: Float32Array | null;
  readonly output: Float32Array;
  /** See `errorMap`; in prepared units, as the errors are. */
  readonly map: Float32Array;
  readonly error: number;
  readonly peak: number;
  /** Of the spoilt sample; null where none was. */
  readonly errorBefore: number | null;
}

/** A file compressed by an encoder. */
export interface CompressedFile {
  readonly blob: Blob;
  /** Rows, windows or pictures in it; rows and pictures that cannot be read and were left out. */
  readonly count: number;
  readonly failed: number;
  readonly faults: readonly FileFault[];
  readonly originalBytes: number;
  /** The original files, gzipped. */
  readonly zippedBytes: number;
  /** Mean squared error of what is restored, in prepared units. */
  readonly error: number;
  /** Values of a sample, and of its code. */
  readonly inputSize: number;
  readonly codeSize: number;
  /** Of windows. `unusedRows` can be read, but lie in stretches shorter than a window. */
  readonly series?: { readonly unusedRows: number; readonly units: readonly CompressedUnit[] };
}

/** A compressed unit: its rows that windows cover, and the windows. */
export interface CompressedUnit {
  /** null: its rows name none. */
  readonly name: string | null;
  readonly rows: number;
  readonly windows: number;
  /** Its rows as the network takes them, four bytes a number, to its codes, neither deflated. */
  readonly ratio: number;
  /** As in `CompressedFile`. */
  readonly error: number;
}

/** What a decoder made of a compressed file. */
export interface RestoredFile {
  readonly blob: Blob;
  readonly ending: 'csv' | 'png' | 'zip';
  readonly kind: 'rows' | 'windows' | 'pictures';
  readonly count: number;
  /** As in `CompressedFile`, measured when it was made. */
  readonly error: number;
  /** Columns that codes tell nothing of. */
  readonly lostColumns: readonly string[];
}

/** How large codes are, and how far what is restored from them is off. */
export interface CompressionMeasure {
  readonly samples: number;
  /** Of the samples as the network takes them: four bytes a number, a byte a colour of a pixel. */
  readonly originalBytes: number;
  readonly files: readonly { readonly type: CodeType; readonly bytes: number; readonly error: number }[];
}

/** Rows through an autoencoder. */
export interface ScoredRows extends ReconstructionErrors {
  readonly features: readonly string[];
}

/** What an autoencoder could not make again. */
export interface Alarm {
  /** Of the file; of a window its last one, of a picture its place among them, from 1. */
  readonly row: number;
  /** Of a picture its path, of a window when it ends; empty for rows. */
  readonly name: string;
  readonly error: number;
  /** The features with the largest share of the error. */
  readonly drivers: readonly { readonly name: string; readonly share: number }[];
}

export interface BatchPredictionOutcome {
  readonly csv: Blob;
  /** Rows, or windows. */
  readonly predicted: number;
  /** Null where a sample is a row. */
  readonly windows: WindowPredictions | null;
  /** Of the rows predicted, those with a category never seen in training, which the preparation lets through; by column, with the first such word. */
  readonly unseen: readonly { readonly column: string; readonly rows: number; readonly example: string }[];
  /** Of an autoencoder with a threshold: what is above it, and the worst 1000 of those with what drives each. */
  readonly alarms?: { readonly count: number; readonly listed: readonly Alarm[] };
  /** Rows that could not be predicted, the first 1000 by row number with the reason. */
  readonly failed: number;
  readonly failures: readonly {
    readonly row: number;
    readonly column: string;
    readonly reason: 'missingColumn' | 'missingValue' | 'invalidValue' | 'dateFormat' | 'unseenCategory' | 'malformed';
    readonly value: string;
  }[];
}

/** What a network said of each tile of a picture. */
export interface TileScores {
  /** Of the picture, in pixels; boxes are in them. */
  readonly width: number;
  readonly height: number;
  /** The whole picture, made smaller. */
  readonly overview: SeenImage;
  readonly boxes: readonly TileBox[];
  /** As `Prediction` has them, [tiles][outputs]. */
  readonly outputs: readonly (readonly number[])[];
  /** The class, label or target column whose largest score decides, or, where the mean does, which the picture is most. */
  readonly deciding: string;
  /** The tile with the largest score of it. */
  readonly shown: number;
}

export interface ImageBatchOutcome {
  readonly csv: Blob;
  readonly predicted: number;
  /** As in `BatchPredictionOutcome`. */
  readonly alarms?: { readonly count: number; readonly listed: readonly Alarm[] };
  /** Files that were left out. */
  readonly faults: readonly FileFault[];
}

/** Samples in prepared units. */
export interface RealSamples {
  /** [count, ...shape] */
  readonly samples: Float32Array;
  readonly shape: readonly number[];
  readonly rowIndices: Uint32Array;
  /** Of a translation: what is to be made of each. */
  readonly wanted?: ShapedSamples;
}

/** [count, ...shape], in prepared units. */
export interface ShapedSamples {
  readonly samples: Float32Array;
  readonly shape: readonly number[];
}

/** A picture as a network took it, and what it made of it. */
export interface TranslatedPicture {
  readonly path: string;
  readonly before: Picture;
  readonly after: Picture;
  /** `after` as a file. */
  readonly png: Blob;
}

/** What a generator made. */
export interface MadeSamples extends Omit<RealSamples, 'rowIndices'> {
  /** Index into `classNames` of each sample, where the networks are told it; else empty. */
  readonly classes: readonly number[];
  readonly classNames: readonly string[];
}

/** How a generator's samples compare with real ones. */
export interface GenerationReport {
  /** Where the real ones are from. */
  readonly part: SplitPart;
  readonly rows: number;
  /** What stands for a sample in the figures. */
  readonly embedding: Embedding['kind'];
  readonly quality: GenerationQuality;
  readonly frechet: number;
  /** Between two halves of the training samples. */
  readonly frechetFloor: number;
  /** Some of what was made, the training sample nearest to each, and how far it is. */
  readonly made: MadeSamples;
  readonly nearest: RealSamples;
  readonly distances: Float32Array;
}

/** Adapter and limits of this machine, for the memory check in the layer editor. */
export interface MachineReport {
  readonly webgpu: {
    readonly adapter: string;
    readonly isSoftware: boolean;
    readonly maxBufferBytes: number;
    readonly maxBindingBytes: number;
  } | null;
  readonly wasmSimd: boolean;
  readonly wasmThreads: number;
  readonly deviceMemoryGiB: number | null;
}

/** What can be asked of the engine worker. */
export type EngineContract = {
  machine: { input: Record<string, never>; progress: never; output: MachineReport };
  /** Starts a run, or goes on with it from its checkpoint. Cancelling the call is "stop and keep". */
  train: { input: { runId: string }; progress: TrainProgress; output: TrainOutcome };
  pause: { input: { runId: string }; progress: never; output: { paused: boolean } };
  resume: { input: { runId: string }; progress: never; output: { paused: boolean } };
  /** Lets a paused run take one step. */
  step: { input: { runId: string }; progress: never; output: { paused: boolean } };
  /** How long the run stands still after each step from now on; 0: not at all. */
  slowDown: { input: { runId: string; lingerMs: number }; progress: never; output: null };
  /** The run is a draft: it need not be stored. */
  findLearningRate: { input: { run: RunRecord }; progress: Progress; output: LearningRateSweep };
  evaluate: { input: { runId: string; part: SplitPart }; progress: Progress; output: EvaluationReport };
  evaluatedRows: { input: { runId: string; part: SplitPart }; progress: never; output: EvaluatedRows };
  /** Forecasts from rolling origins over the test rows. */
  backTest: {
    input: { runId: string; origins: number; mode: BackTestMode };
    progress: Progress;
    output: BackTest;
  };
  /** One part through an autoencoder. */
  reconstruct: { input: { runId: string; part: SplitPart }; progress: Progress; output: ReconstructedPart };
  /** Some samples of a part, by their place in it, beside what is made of them; `isSpoilt`: of what noise left of them. */
  reconstructSamples: {
    input: { runId: string; part: SplitPart; positions: readonly number[]; isSpoilt: boolean };
    progress: never;
    output: readonly MadeAgain[];
  };
  measureCompression: { input: { runId: string; part: SplitPart }; progress: Progress; output: CompressionMeasure };
  compressRows: { input: { runId: string; file: File; type: CodeType }; progress: Progress; output: CompressedFile };
  compressSeries: { input: { runId: string; file: File; type: CodeType }; progress: Progress; output: CompressedFile };
  compressPictures: {
    input: { runId: string; files: readonly PickedFile[]; type: CodeType };
    progress: Progress;
    output: CompressedFile;
  };
  restoreFile: { input: { runId: string; file: File }; progress: Progress; output: RestoredFile };
  /** How unusual rows are, as a form gives them. */
  scoreRows: { input: { runId: string; rows: readonly RawRow[] }; progress: never; output: ScoredRows };
  predict: { input: { runId: string; rows: readonly RawRow[] }; progress: never; output: Prediction };
  predictFile: {
    input: { runId: string; source: ImportSource; plan: Partial<ImportPlan> | null } & AlarmThreshold;
    progress: Progress;
    output: BatchPredictionOutcome;
  };
  /** One picture, and as the network saw it: of tiles, the one that is most of what decides. */
  predictImage: {
    input: { runId: string; file: File };
    progress: Progress;
    output: { readonly prediction: Prediction; readonly seen: SeenImage; readonly tiles: TileScores | null };
  };
  /** One picture through an autoencoder. */
  scoreImage: { input: { runId: string; file: File }; progress: never; output: MadeAgain };
  predictImages: {
    input: { runId: string; files: readonly PickedFile[] } & AlarmThreshold;
    progress: Progress;
    output: ImageBatchOutcome;
  };
  /** Of a GAN. `classIndex` null: one class after the other, where the networks are told it. */
  generate: {
    input: { runId: string; count: number; seed: number; classIndex: number | null };
    progress: Progress;
    output: MadeSamples;
  };
  /** Samples on the way from one seed's random numbers to another's. */
  interpolate: {
    input: { runId: string; count: number; fromSeed: number; toSeed: number; classIndex: number | null };
    progress: never;
    output: MadeSamples;
  };
  /** Made samples as a file that is marked as synthetic. */
  generateFile: {
    input: { runId: string; count: number; seed: number; classIndex: number | null };
    progress: Progress;
    output: { readonly file: Blob; readonly fileName: string };
  };
  judgeGenerator: { input: { runId: string; seed: number }; progress: Progress; output: GenerationReport };
  /** How a translation fares on a part. Nothing is stored. */
  judgeTranslation: { input: { runId: string; part: SplitPart }; progress: Progress; output: TranslationReport };
  /** Some pictures of a part by their place in it, what is made of them, and what should be. */
  translateSamples: {
    input: { runId: string; part: SplitPart; positions: readonly number[] };
    progress: never;
    output: { readonly sources: ShapedSamples; readonly made: ShapedSamples; readonly wanted: ShapedSamples };
  };
  /** Pictures in, a ZIP of translated ones out. */
  translatePictures: {
    input: { runId: string; files: readonly PickedFile[] };
    progress: Progress;
    output: {
      readonly zip: Blob;
      readonly fileName: string;
      readonly translated: number;
      readonly faults: readonly FileFault[];
      /** The first of them. */
      readonly shown: readonly TranslatedPicture[];
    };
  };
  /** Some training samples, as the networks of a run see them; of a translation those that its snapshots show. */
  realSamples: { input: { runId: string }; progress: never; output: RealSamples };
  exportModel: { input: { runId: string }; progress: never; output: { zip: Blob; fileName: string } };
};
