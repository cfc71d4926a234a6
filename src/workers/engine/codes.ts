import { sizeOf } from '../../core/recipe/shapes.ts';
import { predictScores, type RunModel } from './runModel.ts';

/**
 * Codes of samples, from the encoder alone, [samples, code]; of a variational one the means.
 * @param values - [samples, ...sample]
 */
export async function encodeSamples(model: RunModel, values: Float32Array, count: number): Promise<Float32Array> {
  const given = await predictScores(model, values, count, 'encoder');
  const { procedure } = model.run.recipe;
  if (procedure.kind !== 'autoencoder' || !procedure.variational) return given;
  // Means and log-variances side by side.
  const width = given.length / count;
  const codeSize = width / 2;
  const codes = new Float32Array(count * codeSize);
  for (let i = 0; i < count; i++) codes.set(given.subarray(i * width, i * width + codeSize), i * codeSize);
  return codes;
}

/**
 * Samples made from codes, by the decoder alone.
 * @param shape - of one sample
 */
export async function decodeCodes(
  model: RunModel,
  codes: Float32Array,
  count: number,
  shape: readonly number[],
): Promise<Float32Array> {
  const values = await predictScores(model, codes, count, 'decoder');
  if (values.length !== count * sizeOf(shape)) throw new RangeError(`${values.length} values for ${count} samples`);
  return values;
}
