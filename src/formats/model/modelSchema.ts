import { targetShape } from '../../core/preprocessing/bindings.ts';
import { sampleShape } from '../../core/preprocessing/applyPipeline.ts';
import { labelsSteps } from '../../core/preprocessing/stepLabels.ts';
import type { CellValue, ColumnType, Table } from '../../core/dataset/table.ts';
import type { ImageShape } from '../../core/images/imageSample.ts';
import type { CompanionRole } from '../../core/images/pairPictures.ts';
import type {
  FittedColumn,
  FittedPipeline,
  Resampling,
  Task,
  UnseenPolicy,
} from '../../core/preprocessing/preparation.ts';

/** Smallest and largest value of a column in the data set. */
export interface ValueRange {
  readonly min: number;
  readonly max: number;
}

/** What a model wants to know about one column of a row, in words that a form or another program can be made from. */
export interface InputSchema {
  readonly name: string;
  /** `datetime` values are milliseconds since 1970-01-01 UTC or ISO 8601 text. */
  readonly type: ColumnType;
  /** Whether a row without the value is refused; else the value may be null, and the one learnt in training stands in. */
  readonly required: boolean;
  /** Numbers and date-times: what the data set held. A prediction outside is extrapolation. */
  readonly range?: ValueRange;
  /** Categories and booleans: the words known from training. */
  readonly categories?: readonly string[];
  /** Categories: what becomes of a word that training never saw. */
  readonly unseen?: UnseenPolicy;
}

/** `schema.json` of a downloaded model. */
export interface ModelSchema {
  readonly format: 'lathe-model-schema';
  readonly version: 1;
  readonly name: string;
  readonly task: Task;
  /** Whether the model learnt from data that Lathe made up itself. */
  readonly isSyntheticData: boolean;
  readonly inputs: readonly InputSchema[];
  /** Models that take a picture: what it is made into, with values in [0, 1]. */
  readonly image?: ImageShape;
  /** Column that is predicted (class tasks) or labels the rows, and the names of the decoded outputs: classes, labels, target columns or features. */
  readonly target: { readonly column: string | null; readonly names: readonly string[] };
  /** What the network takes, without the batch axis: [features], [time, features], [time] of tokens, or a picture's. */
  readonly sampleShape: readonly number[];
  /** A window of rows in order of time, or a text; left out where a sample is one row. */
  readonly sample?: SampleDescription;
  /** Of a picture that is translated: what is made of it, a target or a mask, [height, width, channels] in [0, 1]. */
  readonly translation?: { readonly into: CompanionRole; readonly shape: readonly number[] };
  /** Of a generator, which takes no sample but makes one: how many normal random numbers it takes, and behind them the class, one-hot. */
  readonly generator?: GeneratorSchema;
  /** A row that the model takes, to start from. */
  readonly example: Readonly<Record<string, CellValue>>;
}

/** Means over pictures, values in [0, 1]. */
export interface HeldOutErrors {
  readonly mae: number;
  /** Peak signal-to-noise ratio, dB. */
  readonly psnr: number;
}

export interface GeneratorSchema {
  readonly latent: number;
  readonly classes: readonly string[];
}

/** What a sample is made of. */
export type SampleDescription =
  /**
   * `rows` rows of one `unit`, ordered by `time`, the oldest first; `labelsEach`: each of them gets an answer. `resampling`: they are even steps,
   * which `pipeline.js` makes of rows as they were measured; gaps longer than `maxGap` steps (null: none) stay gaps.
   */
  | {
      readonly kind: 'window';
      readonly rows: number;
      readonly unit: string | null;
      readonly time: string | null;
      readonly labelsEach?: true;
      readonly resampling?: Resampling & { readonly maxGap: number | null };
    }
  | { readonly kind: 'text'; readonly column: string };

export interface SchemaSource {
  readonly name: string;
  readonly isSyntheticData: boolean;
  readonly pipeline: FittedPipeline;
  readonly generator?: GeneratorSchema | undefined;
  /** By column name, as far as known. */
  readonly ranges: ReadonlyMap<string, ValueRange>;
}

export function describeModel({ name, isSyntheticData, pipeline, generator, ranges }: SchemaSource): ModelSchema {
  const { task, target, columns } = pipeline;
  const sample = describeSample(pipeline);
  return {
    format: 'lathe-model-schema',
    version: 1,
    name,
    task,
    isSyntheticData,
    ...(pipeline.sample?.kind === 'image' ? { image: shapeOf(pipeline.sample) } : {}),
    inputs: [
      ...columns.map((column) => describeInput(column, ranges.get(column.name))),
      ...(sample?.kind === 'text' ? [{ name: sample.column, type: 'text' as const, required: true }] : []),
    ],
    target:
      target.kind === 'features'
        ? { column: target.label?.column ?? null, names: pipeline.features.map(({ name }) => name) }
        : target.kind === 'classes'
          ? { column: target.column, names: target.classes }
          : { column: null, names: target.columns },
    sampleShape: sampleShape(pipeline),
    ...(sample ? { sample } : {}),
    ...(target.kind === 'features' && target.companion
      ? { translation: { into: target.companion, shape: targetShape(pipeline) } }
      : {}),
    ...(generator ? { generator } : {}),
    example: Object.fromEntries([
      ...columns.map((column) => [column.name, typicalValue(column, ranges.get(column.name))] as const),
      // Its commonest words are words, if not a sentence.
      ...(pipeline.sample?.kind === 'text'
        ? [[pipeline.sample.column, pipeline.sample.words.slice(0, 3).join(' ')] as const]
        : []),
    ]),
  };
}

function describeSample({ sample }: FittedPipeline): SampleDescription | null {
  switch (sample?.kind) {
    case 'window':
      return {
        kind: 'window',
        rows: sample.length,
        unit: sample.unit,
        time: sample.time,
        ...(labelsSteps(sample) ? { labelsEach: true as const } : {}),
        ...(sample.resampling ? { resampling: { ...sample.resampling, maxGap: sample.maxGap } } : {}),
      };
    case 'text':
      return { kind: 'text', column: sample.column };
    case 'image':
    case undefined:
      return null;
  }
}

/** Takes a further piece of a table into the ranges of its numeric columns. Missing values do not count. */
export function widenRanges(ranges: Map<string, ValueRange>, { columns }: Table): void {
  for (const { name, data } of columns) {
    if (data.kind !== 'numeric') continue;
    let { min, max } = ranges.get(name) ?? { min: Infinity, max: -Infinity };
    for (const value of data.values) {
      if (value < min) min = value;
      if (value > max) max = value;
    }
    if (min <= max) ranges.set(name, { min, max });
  }
}

function shapeOf({ height, width, channels, fit, window, tiling }: ImageShape): ImageShape {
  return { height, width, channels, fit, ...(window ? { window } : {}), ...(tiling ? { tiling } : {}) };
}

function describeInput(
  { name, type, fill, categories, unseen }: FittedColumn,
  range: ValueRange | undefined,
): InputSchema {
  const common = { name, type, required: fill === null };
  if (type === 'category') return { ...common, categories, unseen };
  if (type === 'boolean') return { ...common, categories };
  return range ? { ...common, range } : common;
}

/** The value that stands in for a missing one, else the first word, the middle of the range or the first date. */
function typicalValue({ type, fill, categories, dateOrigin }: FittedColumn, range: ValueRange | undefined): CellValue {
  if (type === 'category') return categories.find((word) => word === fill) ?? categories[0] ?? null;
  if (type === 'boolean') return categories[Number(fill ?? 0)] ?? false;
  const value = typeof fill === 'number' ? fill : range ? (range.min + range.max) / 2 : dateOrigin;
  return type === 'number' ? Number(value.toPrecision(6)) : Math.round(value);
}
