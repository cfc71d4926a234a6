import { packCodes, unpackCodes, type CodeType, type PackedCodes } from '../../core/codes/packCodes.ts';
import { sampleShape } from '../../core/preprocessing/applyPipeline.ts';
import { samplesAtOnce } from '../../core/preprocessing/samples.ts';
import { sizeOf } from '../../core/recipe/shapes.ts';
import { Cancelled } from '../../shared/appError.ts';
import { predictScores, type RunModel } from './runModel.ts';

/** Whether to go on, and how far it is. */
export interface Watch {
  readonly signal: AbortSignal;
  readonly progress: (done: number) => void;
}

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
async function decodeCodes(
  model: RunModel,
  codes: Float32Array,
  count: number,
  shape: readonly number[],
): Promise<Float32Array> {
  const values = await predictScores(model, codes, count, 'decoder');
  if (values.length !== count * sizeOf(shape)) throw new RangeError(`${values.length} values for ${count} samples`);
  return values;
}

/** The codes of samples as a file holds them, and as they are read from it. */
export async function packSamples(
  model: RunModel,
  values: Float32Array,
  count: number,
  type: CodeType,
  watch: Watch,
): Promise<{ readonly packed: PackedCodes; readonly codes: Float32Array; readonly codeSize: number }> {
  const exact = await encodeAll(model, values, count, watch);
  const codeSize = exact.length / count;
  const packed = packCodes(exact, codeSize, type);
  return { packed, codes: unpackCodes(packed, codeSize, type), codeSize };
}

/**
 * Codes of any number of samples, [count, code].
 * @param values - [count, ...sample]
 * @throws Cancelled
 */
async function encodeAll(
  model: RunModel,
  values: Float32Array,
  count: number,
  { signal, progress }: Watch,
): Promise<Float32Array> {
  const shape = sampleShape(model.pipeline);
  const size = sizeOf(shape);
  const atOnce = samplesAtOnce(shape);
  let codes = new Float32Array(0);
  for (let start = 0; start < count; start += atOnce) {
    if (signal.aborted) throw new Cancelled();
    const end = Math.min(start + atOnce, count);
    const some = await encodeSamples(model, values.subarray(start * size, end * size), end - start);
    const codeSize = some.length / (end - start);
    if (start === 0) codes = new Float32Array(count * codeSize);
    codes.set(some, start * codeSize);
    progress(end);
  }
  return codes;
}

/**
 * Hands over what the decoder makes of any number of codes, some samples at a time.
 * @param codes - [count, code]
 * @param take - is given samples, [samples, ...sample], and which of all the first one is
 * @throws Cancelled
 */
export async function decodeAll(
  model: RunModel,
  codes: Float32Array,
  count: number,
  { signal, progress }: Watch,
  take: (samples: Float32Array, first: number) => void | Promise<void>,
): Promise<void> {
  const shape = sampleShape(model.pipeline);
  const codeSize = codes.length / count;
  const atOnce = samplesAtOnce(shape);
  for (let start = 0; start < count; start += atOnce) {
    if (signal.aborted) throw new Cancelled();
    const end = Math.min(start + atOnce, count);
    const some = await decodeCodes(model, codes.subarray(start * codeSize, end * codeSize), end - start, shape);
    await take(some, start);
    progress(end);
  }
}
