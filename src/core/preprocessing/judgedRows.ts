import { mergeTiles } from '../images/mergeTiles.ts';
import type { FittedPipeline, PreparedRows } from './preparation.ts';
import { judgeSteps, type JudgedScores } from './stepLabels.ts';

/**
 * Prepared rows as they are judged, and what was said of each: where samples are tiles, the pictures that they are of, in order; where each
 * step of a window has a target, the steps (`judgeSteps`); else the samples themselves.
 * @param scores - [samples, ...target]
 */
export function judgeSamples(pipeline: FittedPipeline, rows: PreparedRows, scores: Float32Array): JudgedScores {
  if (pipeline.sample?.kind !== 'image' || !pipeline.sample.tiling) return judgeSteps(rows, scores);
  const { rowIndices, targets, targetWidth: width } = rows;
  // Tiles of a picture follow one another, and have its target.
  const starts = Array.from(rowIndices.keys()).filter((at) => rowIndices[at] !== rowIndices[at - 1]);
  const merged = new Float32Array(starts.length * width);
  const judged = new Float32Array(starts.length * width);
  starts.forEach((start, i) => {
    const end = starts[i + 1] ?? rowIndices.length;
    merged.set(mergeTiles(pipeline, scores.subarray(start * width, end * width)), i * width);
    judged.set(targets.subarray(start * width, (start + 1) * width), i * width);
  });
  return {
    rows: {
      rowCount: starts.length,
      targetWidth: width,
      targets: judged,
      rowIndices: Uint32Array.from(starts, (start) => rowIndices[start] ?? 0),
    },
    scores: merged,
  };
}
