import type { PreparedRows, SampleSteps } from '../../core/preprocessing/preparation.ts';
import { pickSamples, readRows } from '../../core/preprocessing/samples.ts';
import { createRandom, deriveSeed, shuffledIndices } from '../../shared/random.ts';

/** The rows at these positions, in this order. */
export function pickRows(rows: PreparedRows, positions: Uint32Array): PreparedRows {
  const { targetWidth, steps } = rows;
  return {
    rowCount: positions.length,
    features: pickSamples(rows.features, positions),
    ...(rows.wanted ? { wanted: pickSamples(rows.wanted, positions) } : {}),
    targetWidth,
    targets: readRows(rows.targets, targetWidth, positions),
    rowIndices: positions.map((position) => rows.rowIndices[position] ?? 0),
    ...(steps ? { steps: { count: steps.count, rows: pickSteps(steps, positions) } } : {}),
  };
}

function pickSteps({ rows, count }: SampleSteps, positions: Uint32Array): Uint32Array {
  const picked = new Uint32Array(positions.length * count);
  positions.forEach((position, i) => picked.set(rows.subarray(position * count, (position + 1) * count), i * count));
  return picked;
}

/** A random sample of `count` rows that the seed decides; all rows where there are no more. */
export function sampleRows(rows: PreparedRows, count: number, seed: number): PreparedRows {
  if (rows.rowCount <= count) return rows;
  const order = shuffledIndices(rows.rowCount, createRandom(deriveSeed(seed, 'sample of training rows')));
  return pickRows(rows, order.subarray(0, count).sort());
}
