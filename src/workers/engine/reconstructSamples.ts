import { errorMap } from '../../core/evaluation/errorMap.ts';
import { reconstructionErrors } from '../../core/evaluation/reconstruction.ts';
import { featureUnits } from '../../core/preprocessing/restoreRow.ts';
import type { FittedPipeline } from '../../core/preprocessing/preparation.ts';
import { sizeOf } from '../../core/recipe/shapes.ts';
import { spoilSamples } from '../../engine/layers/corruption.ts';
import type { EngineContract, MadeAgain } from '../../protocol/engineContract.ts';
import { prepareRun, type PreparedRun } from './preparedRun.ts';
import { findRunModel, predictScores, type RunModel } from './runModel.ts';

/** The run looked at last: one sample after the other is asked for. */
let last: { readonly model: RunModel; readonly prepared: PreparedRun } | null = null;

/**
 * Some samples of a part beside what the run's autoencoder makes of them, and where they differ.
 * @param positions - among the part's samples, a few
 * @throws AppError `run.noModel`, `data.noRows`
 */
export async function reconstructSamples({
  runId,
  part,
  positions,
  isSpoilt,
}: EngineContract['reconstructSamples']['input']): Promise<readonly MadeAgain[]> {
  const model = await findRunModel(runId);
  if (last?.model.run.id !== runId || last.model.version !== model.version) {
    last = { model, prepared: await prepareRun(model.run) };
  }
  const { features, rowIndices } = last.prepared.rows(part);
  const chosen = Uint32Array.from(positions);
  const values = await features.read(chosen, null);
  const { procedure, training } = model.run.recipe;
  const corruption = isSpoilt && procedure.kind === 'autoencoder' ? procedure.corruption : null;
  const keys = chosen.map((position) => rowIndices[position] ?? 0);
  const taken = corruption && spoilSamples(values, keys, corruption, training.seed);
  return compareSamples(model, values, taken, features.shape);
}

/**
 * Samples beside what an autoencoder makes of them.
 * @param values - clean ones, [samples, ...shape]
 * @param taken - what the network is given in their place; null: them
 */
export async function compareSamples(
  model: RunModel,
  values: Float32Array,
  taken: Float32Array | null,
  shape: readonly number[],
): Promise<readonly MadeAgain[]> {
  const size = sizeOf(shape);
  const count = values.length / size;
  const outputs = await predictScores(model, taken ?? values, count);
  const { errors, peaks } = reconstructionErrors(values, outputs, shape);
  const before = taken && reconstructionErrors(values, taken, shape);
  const toUnits = inUnits(model.pipeline);
  return Array.from({ length: count }, (_, i) => {
    const [start, end] = [i * size, (i + 1) * size];
    const clean = values.subarray(start, end);
    return {
      shape,
      input: toUnits(clean),
      taken: taken && toUnits(taken.subarray(start, end)),
      output: toUnits(outputs.subarray(start, end)),
      map: errorMap(clean, outputs, start, shape),
      error: errors[i] ?? NaN,
      peak: peaks[i] ?? NaN,
      errorBefore: before ? (before.errors[i] ?? NaN) : null,
    };
  });
}

/** Features in their columns' units; pictures as they are. */
function inUnits(pipeline: FittedPipeline): (values: Float32Array) => Float32Array {
  if (pipeline.sample?.kind === 'image') return (values) => values.slice();
  const units = featureUnits(pipeline);
  return (values) => values.map((value, i) => units[i % units.length]?.(value) ?? value);
}
