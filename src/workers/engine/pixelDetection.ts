import { errorMap } from '../../core/evaluation/errorMap.ts';
import { averagePrecision, rankScores, rocArea } from '../../core/evaluation/ranking.ts';
import type { PixelDetection } from '../../core/evaluation/reconstruction.ts';
import { NO_AUGMENTATION } from '../../core/images/imageSample.ts';
import type { PreparedRows } from '../../core/preprocessing/preparation.ts';
import { samplesAtOnce } from '../../core/preprocessing/samples.ts';
import { sizeOf } from '../../core/recipe/shapes.ts';
import { Cancelled } from '../../shared/appError.ts';
import { getDataset } from '../../storage/datasets.ts';
import { companionSamples } from './imageSamples.ts';
import { predictScores, type RunModel } from './runModel.ts';

/** At most so many pixels are ranked; of more the pictures are thinned evenly. */
const MAX_PIXELS = 4 * 2 ** 20;
/** A pixel is faulty where its mask says so of half of it. */
const MARKED = 0.5;

/** How errors by place and the pictures' masks go together; null where there are no masks, or they mark nothing. */
export async function judgePixels(
  model: RunModel,
  { features, rowCount, rowIndices }: PreparedRows,
  signal: AbortSignal,
): Promise<PixelDetection | null> {
  const shape = model.pipeline.sample;
  if (shape?.kind !== 'image') return null;
  const { id, imagesId = id, companions } = await getDataset(model.run.datasetId);
  if (companions?.role !== 'mask') return null;
  const source = { imagesId, rows: rowIndices, shape, augmentation: NO_AUGMENTATION, seed: 0 };
  const masks = companionSamples(source, 'mask');
  const pixels = shape.height * shape.width;
  const stride = Math.max(1, Math.ceil((rowCount * pixels) / MAX_PIXELS));
  const chosen = Uint32Array.from({ length: Math.ceil(rowCount / stride) }, (_, i) => i * stride);
  const scores = new Float64Array(chosen.length * pixels);
  const isFaulty = new Uint8Array(scores.length);
  const size = sizeOf(features.shape);
  const atOnce = samplesAtOnce(features.shape);
  let pictures = 0;
  for (let start = 0; start < chosen.length; start += atOnce) {
    if (signal.aborted) throw new Cancelled();
    const positions = chosen.subarray(start, start + atOnce);
    const inputs = await features.read(positions, null);
    const marked = await masks.read(positions, null);
    const outputs = await predictScores(model, inputs, positions.length);
    positions.forEach((_, i) => {
      const at = (start + i) * pixels;
      scores.set(errorMap(inputs.subarray(i * size, (i + 1) * size), outputs, i * size, features.shape), at);
      const mask = marked.subarray(i * pixels, (i + 1) * pixels);
      mask.forEach((share, pixel) => (isFaulty[at + pixel] = Number(share >= MARKED)));
      pictures += Number(mask.some((share) => share >= MARKED));
    });
  }
  const faulty = isFaulty.reduce((sum, each) => sum + each, 0);
  if (faulty === 0) return null;
  const ranking = rankScores(scores, isFaulty);
  return {
    pictures,
    faultyShare: faulty / isFaulty.length,
    rocAuc: rocArea(ranking),
    averagePrecision: averagePrecision(ranking),
  };
}
