import type { PreparedRows } from '../../core/preprocessing/preparation.ts';
import { createRandom, deriveSeed, shuffledIndices } from '../../shared/random.ts';

/** The rows at these positions, in this order. */
export function pickRows(rows: PreparedRows, positions: Uint32Array): PreparedRows {
  const { featureCount, targetWidth } = rows;
  return {
    rowCount: positions.length,
    featureCount,
    features: pickMatrix(rows.features, featureCount, positions),
    targetWidth,
    targets: pickMatrix(rows.targets, targetWidth, positions),
    rowIndices: positions.map((position) => rows.rowIndices[position] ?? 0),
  };
}

/** A random sample of `count` rows that the seed decides; all rows where there are no more. */
export function sampleRows(rows: PreparedRows, count: number, seed: number): PreparedRows {
  if (rows.rowCount <= count) return rows;
  const order = shuffledIndices(rows.rowCount, createRandom(deriveSeed(seed, 'sample of training rows')));
  return pickRows(rows, order.subarray(0, count).sort());
}

function pickMatrix(values: Float32Array, width: number, positions: Uint32Array): Float32Array {
  const picked = new Float32Array(positions.length * width);
  positions.forEach((position, i) => picked.set(values.subarray(position * width, (position + 1) * width), i * width));
  return picked;
}
