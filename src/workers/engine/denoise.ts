import { spoilSamples } from '../../engine/layers/corruption.ts';
import { meanOf, reconstructionErrors, type DenoisingErrors } from '../../core/evaluation/reconstruction.ts';
import type { PreparedRows } from '../../core/preprocessing/preparation.ts';
import { rangeOf, samplesAtOnce } from '../../core/preprocessing/samples.ts';
import { Cancelled } from '../../shared/appError.ts';
import { predictScores, type RunModel } from './runModel.ts';

/** At most so many samples, evenly thinned: their mean is then known well enough. */
const MAX_MEASURED = 2000;

/** How far spoilt normal samples are from clean ones before and after a denoising autoencoder; null for other networks. */
export async function measureDenoising(
  model: RunModel,
  { features, rowCount, rowIndices, targets }: PreparedRows,
  signal: AbortSignal,
): Promise<DenoisingErrors | null> {
  const { procedure, training } = model.run.recipe;
  if (procedure.kind !== 'autoencoder' || !procedure.corruption) return null;
  const { shape } = features;
  const { target } = model.pipeline;
  const label = target.kind === 'features' ? target.label : null;
  const normal = label?.classes.indexOf(label.normalClass ?? '') ?? -1;
  // What was never to be made again says nothing of noise.
  const usual = rangeOf(0, rowCount).filter((i) => normal < 0 || targets[i] === normal);
  const stride = Math.max(1, Math.ceil(usual.length / MAX_MEASURED));
  const chosen = usual.filter((_, i) => i % stride === 0);
  if (chosen.length === 0) return null;
  const before = new Float32Array(chosen.length);
  const after = new Float32Array(chosen.length);
  const atOnce = samplesAtOnce(shape);
  for (let start = 0; start < chosen.length; start += atOnce) {
    if (signal.aborted) throw new Cancelled();
    const positions = chosen.subarray(start, start + atOnce);
    const clean = await features.read(positions, null);
    const keys = positions.map((position) => rowIndices[position] ?? 0);
    const noisy = spoilSamples(clean, keys, procedure.corruption, training.seed);
    before.set(reconstructionErrors(clean, noisy, shape).errors, start);
    const outputs = await predictScores(model, noisy, positions.length);
    after.set(reconstructionErrors(clean, outputs, shape).errors, start);
  }
  return { before: meanOf(before), after: meanOf(after), rows: chosen.length };
}
