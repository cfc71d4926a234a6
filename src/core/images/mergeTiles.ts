/** What a network says of a picture's tiles, made into what it says of the picture. Travels with downloaded models. */
import { outputNames } from '../preprocessing/applyPipeline.ts';
import type { FittedPipeline } from '../preprocessing/preparation.ts';

/**
 * One picture's outputs, [outputs], from those of its tiles, [tiles, outputs]: their mean, or those of the tile with the largest score of
 * the class or label that decides. Of a model without tiling it is what was given.
 */
export function mergeTiles(pipeline: FittedPipeline, outputs: ArrayLike<number>): Float32Array {
  const tiling = pipeline.sample?.kind === 'image' ? pipeline.sample.tiling : undefined;
  const width = pipeline.task === 'binary' ? 1 : outputNames(pipeline).length;
  const tiles = outputs.length / width;
  if (!tiling) return Float32Array.from(outputs);
  const { merge } = tiling;
  if (merge.kind === 'largest') {
    let best = 0;
    for (let tile = 1; tile < tiles; tile++) {
      if (scoreOf(pipeline, outputs, tile, merge.name) > scoreOf(pipeline, outputs, best, merge.name)) best = tile;
    }
    return Float32Array.from({ length: width }, (_, i) => outputs[best * width + i] ?? NaN);
  }
  return Float32Array.from({ length: width }, (_, i) => {
    let sum = 0;
    for (let tile = 0; tile < tiles; tile++) sum += outputs[tile * width + i] ?? NaN;
    return sum / tiles;
  });
}

/** A tile's score of a class, a label or a target column; `outputs` [tiles, outputs]. */
export function scoreOf(pipeline: FittedPipeline, outputs: ArrayLike<number>, tile: number, name: string): number {
  const names = outputNames(pipeline);
  const index = names.indexOf(name);
  if (pipeline.task !== 'binary') return outputs[tile * names.length + index] ?? NaN;
  const positive = outputs[tile] ?? NaN;
  return index === 1 ? positive : 1 - positive;
}
