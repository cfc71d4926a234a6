import { cellAt, requireColumn, type Table } from '../dataset/table.ts';
import type { DealtSamples, DealtWindows } from './dealSamples.ts';
import type { FittedPipeline, FittedTextSample, PreparedRows, SplitPart } from './preparation.ts';
import { arraySamples, type Samples } from './samples.ts';
import { rowsOfPart } from './splitParts.ts';
import { encodeText } from './tokens.ts';
import { labelsSteps, transformSteps } from './stepLabels.ts';
import { transformFeatures, transformRows, transformTargets } from './transformRows.ts';

/**
 * The samples of a table as a network takes them, part by part; null where a part has none. What several parts need is made once.
 * @param picturesOf - reads the pictures of rows, where samples are pictures or tiles of them, and what is to be made of them
 * @throws AppError see `transformRows`
 */
export function transformSamples(
  pipeline: FittedPipeline,
  table: Table,
  dealt: DealtSamples,
  picturesOf:
    ((rows: Uint32Array, tiles: Uint32Array | null) => Pick<PreparedRows, 'features' | 'wanted'>) | null = null,
): (part: SplitPart) => PreparedRows | null {
  const { sample } = pipeline;
  const { windows } = dealt;
  const featuresOf = windows ? windowReader(pipeline, table, windows) : null;
  return (part) => {
    const positions = rowsOfPart(dealt.parts, part);
    if (positions.length === 0) return null;
    const rowCount = positions.length;
    const rowIndices = positions.map((position) => dealt.rows?.[position] ?? position);
    const stepIndices =
      table.steps && windows
        ? { stepIndices: positions.map((position) => windows.series.order[windows.ends[position] ?? 0] ?? 0) }
        : {};
    if (featuresOf) {
      const features = featuresOf(positions);
      if (sample?.kind === 'window' && windows && labelsSteps(sample)) {
        const ends = positions.map((position) => windows.ends[position] ?? 0);
        return {
          rowCount,
          features,
          ...transformSteps(pipeline, table, windows.series, ends, sample.length),
          rowIndices,
        };
      }
      return {
        rowCount,
        features,
        ...transformTargets(pipeline, dealt.targets, positions),
        rowIndices,
        ...stepIndices,
      };
    }
    if (sample?.kind === 'text') {
      const features = textSamples(sample, table, rowIndices);
      return { rowCount, features, ...transformTargets(pipeline, dealt.targets, positions), rowIndices };
    }
    if (sample?.kind === 'image') {
      if (!picturesOf) throw new Error('no pictures to read');
      // A tile has its picture's target.
      const targets = transformTargets(pipeline, dealt.targets, rowIndices);
      const tiles = dealt.tiles && positions.map((position) => dealt.tiles?.[position] ?? 0);
      return { rowCount, ...picturesOf(rowIndices, tiles), ...targets, rowIndices };
    }
    return transformRows(pipeline, table, rowIndices, true);
  };
}

/** Windows of a series' features, gathered when they are asked for: [positions, length, features]. */
function windowReader(
  pipeline: FittedPipeline,
  table: Table,
  { series, ends }: DealtWindows,
): (positions: Uint32Array) => Samples {
  const { sample, features } = pipeline;
  const length = sample?.kind === 'window' ? sample.length : 1;
  const width = features.length;
  const isUsed = new Uint8Array(series.order.length);
  for (const end of ends) isUsed.fill(1, end - length + 1, end + 1);
  const places = rowsOfPart(
    isUsed.map((used) => 1 - used),
    'train',
  );
  // Rows that no window has may be ones that cannot be encoded.
  const matrix = new Float32Array(series.order.length * width);
  const encoded = transformFeatures(
    pipeline,
    table,
    places.map((place) => series.order[place] ?? 0),
  );
  places.forEach((place, i) => matrix.set(encoded.subarray(i * width, (i + 1) * width), place * width));
  return (positions) =>
    gatherWindows(
      matrix,
      width,
      length,
      positions.map((position) => ends[position] ?? 0),
    );
}

/**
 * Windows over a matrix of rows in order.
 * @param matrix - [places, width]
 * @param ends - the last place of each
 */
export function gatherWindows(matrix: Float32Array, width: number, length: number, ends: Uint32Array): Samples {
  const size = length * width;
  return {
    count: ends.length,
    shape: [length, width],
    values: null,
    read: (positions) => {
      const values = new Float32Array(positions.length * size);
      positions.forEach((position, i) => {
        const end = ((ends[position] ?? 0) + 1) * width;
        values.set(matrix.subarray(end - size, end), i * size);
      });
      return values;
    },
  };
}

function textSamples(sample: FittedTextSample, table: Table, rows: Uint32Array): Samples {
  const column = requireColumn(table, sample.column);
  const values = new Float32Array(rows.length * sample.length);
  rows.forEach((row, i) => values.set(encodeText(sample, String(cellAt(column, row) ?? '')).tokens, i * sample.length));
  return arraySamples(values, [sample.length], rows.length);
}
