import type { RgbaPicture } from '../../core/images/fitImage.ts';
import { fitTile } from '../../core/images/fitTile.ts';
import type { ImageShape } from '../../core/images/imageSample.ts';
import { mergeTiles, scoreOf } from '../../core/images/mergeTiles.ts';
import { overviewOf } from '../../core/images/overview.ts';
import { tileGrid, type TileBox } from '../../core/images/tileGrid.ts';
import { decodeOutputs, outputNames } from '../../core/preprocessing/applyPipeline.ts';
import { samplesAtOnce } from '../../core/preprocessing/samples.ts';
import { outputWidth } from '../../core/preprocessing/transformRows.ts';
import type { EngineContract } from '../../protocol/engineContract.ts';
import type { Progress } from '../../protocol/progress.ts';
import type { CallContext } from '../../protocol/serve.ts';
import { Cancelled } from '../../shared/appError.ts';
import { writeValues } from './imageSamples.ts';
import { predictScores, type RunModel } from './runModel.ts';

interface ScoredTiles {
  readonly boxes: readonly TileBox[];
  /** [tiles, outputs] */
  readonly scores: Float32Array;
}

/**
 * What a model says of each of a picture's tiles; of a model without tiling, of the picture as its only one. No more of them are in memory
 * than go through the network at once.
 * @throws Cancelled
 */
export async function scoreTiles(
  model: RunModel,
  shape: ImageShape,
  picture: RgbaPicture,
  { signal, progress }: CallContext<Progress>,
): Promise<ScoredTiles> {
  const boxes = tileGrid(shape, picture);
  const width = outputWidth(model.pipeline);
  const scores = new Float32Array(boxes.length * width);
  const dimensions = [shape.height, shape.width, shape.channels];
  const size = shape.height * shape.width * shape.channels;
  const atOnce = samplesAtOnce(dimensions);
  const startedMs = performance.now();
  for (let start = 0; start < boxes.length; start += atOnce) {
    if (signal.aborted) throw new Cancelled();
    const some = boxes.slice(start, start + atOnce);
    const values = new Float32Array(some.length * size);
    some.forEach((box, i) => writeValues(fitTile(picture, shape, box), values, i * size));
    scores.set(await predictScores(model, values, some.length), start * width);
    const done = start + some.length;
    const remainingMs = ((performance.now() - startedMs) / done) * (boxes.length - done);
    progress({ done, total: boxes.length, unit: 'rows', remainingMs });
  }
  return { boxes, scores };
}

/** What a model says of one picture, and of each of its tiles where it cuts it into any. */
export async function predictPicture(
  model: RunModel,
  shape: ImageShape,
  picture: RgbaPicture,
  context: CallContext<Progress>,
): Promise<EngineContract['predictImage']['output']> {
  const { pipeline } = model;
  const { boxes, scores } = await scoreTiles(model, shape, picture, context);
  const names = outputNames(pipeline);
  const { values, decision } = decodeOutputs(pipeline, mergeTiles(pipeline, scores));
  const width = outputWidth(pipeline);
  const outputs = boxes.map((_, i) => decodeOutputs(pipeline, scores.subarray(i * width, (i + 1) * width)).values);
  const deciding = shape.tiling?.merge.kind === 'largest' ? shape.tiling.merge.name : (decision[0] ?? names[0] ?? '');
  let shown = 0;
  boxes.forEach((_, tile) => {
    if (scoreOf(pipeline, scores, tile, deciding) > scoreOf(pipeline, scores, shown, deciding)) shown = tile;
  });
  const { height, width: seenWidth, channels } = shape;
  const box = boxes[shown] ?? { left: 0, top: 0, width: picture.width, height: picture.height };
  return {
    prediction: { names, outputs: [values] },
    seen: { height, width: seenWidth, channels, pixels: fitTile(picture, shape, box) },
    tiles: shape.tiling
      ? {
          width: picture.width,
          height: picture.height,
          overview: overviewOf(picture, shape),
          boxes,
          outputs,
          deciding,
          shown,
        }
      : null,
  };
}
