import {
  reconstructionErrors,
  type ReconstructedPart,
  type ReconstructionErrors,
} from '../../core/evaluation/reconstruction.ts';
import type { PreparedRows, SplitPart } from '../../core/preprocessing/preparation.ts';
import { rangeOf, samplesAtOnce } from '../../core/preprocessing/samples.ts';
import { sizeOf } from '../../core/recipe/shapes.ts';
import type { Progress } from '../../protocol/progress.ts';
import type { CallContext } from '../../protocol/serve.ts';
import { Cancelled } from '../../shared/appError.ts';
import { putReconstruction } from '../../storage/reconstructions.ts';
import { encodeSamples } from './codes.ts';
import { measureDenoising } from './denoise.ts';
import { judgePixels } from './pixelDetection.ts';
import { prepareRun, type PreparedRun } from './preparedRun.ts';
import { findRunModel, predictScores, type RunModel } from './runModel.ts';
import { windowTimes } from './windowTimes.ts';

interface RunPart {
  readonly runId: string;
  readonly part: SplitPart;
}

/**
 * Sends one part of a run's split through its autoencoder, the training and validation rows beside it, and stores what came of it.
 * Where other weights were stored meanwhile, those are judged.
 * @throws Cancelled; AppError `run.noModel`, `data.noRows`
 */
export async function reconstructPart(input: RunPart, context: CallContext<Progress>): Promise<ReconstructedPart> {
  for (;;) {
    const model = await findRunModel(input.runId);
    const reconstructed = await judge(model, input, context);
    if (await putReconstruction(reconstructed, model.version)) return reconstructed;
  }
}

async function judge(
  model: RunModel,
  { runId, part }: RunPart,
  context: CallContext<Progress>,
): Promise<ReconstructedPart> {
  const prepared = await prepareRun(model.run);
  const rows = prepared.rows(part);
  const training = part === 'train' ? rows : prepared.rows('train');
  const validation = prepared.rowsIfAny('validation');
  const others = [training, validation].filter((some) => some !== null && some !== rows);
  const total = others.reduce((sum, some) => sum + (some?.rowCount ?? 0), 2 * rows.rowCount);
  const startedMs = performance.now();
  let done = 0;
  const advance = (count: number): void => {
    if (context.signal.aborted) throw new Cancelled();
    done += count;
    const remainingMs = ((performance.now() - startedMs) / done) * (total - done);
    context.progress({ done, total, unit: 'rows', remainingMs });
  };
  const own = await reconstructRows(model, rows, advance);
  const trained = part === 'train' ? own : await reconstructRows(model, training, advance);
  const validated = part === 'validation' ? own : validation && (await reconstructRows(model, validation, advance));
  const codes = await encodeRows(model, rows, advance);
  const { target, sample } = model.pipeline;
  const label = target.kind === 'features' ? target.label : null;
  return {
    ...own,
    runId,
    part,
    rowIndices: rows.rowIndices,
    labels: rows.targets,
    classes: label?.classes ?? [],
    normalClass: label?.normalClass ?? null,
    kind: sample?.kind === 'window' || sample?.kind === 'image' ? sample.kind : 'row',
    shape: rows.features.shape,
    features: featureNames(prepared, rows),
    windows: windowTimes(prepared, part),
    inputSize: sizeOf(rows.features.shape),
    codeSize: codes.length / rows.rowCount,
    codes,
    baselineErrors: await naiveErrors(rows, training),
    trainingErrors: trained.errors,
    validationErrors: validated ? validated.errors : new Float32Array(0),
    validationPeaks: validated ? validated.peaks : new Float32Array(0),
    trainingMinority: label && minorityOf(training.targets),
    denoising: await measureDenoising(model, rows, context.signal),
    pixels: await judgePixels(model, rows, context.signal),
  };
}

/** Goes through rows, as many at once as fit, [rows, ...sample] each time. */
async function inBatches(
  { features, rowCount }: PreparedRows,
  work: (values: Float32Array, start: number, count: number) => Promise<void> | void,
): Promise<void> {
  const atOnce = samplesAtOnce(features.shape);
  for (let start = 0; start < rowCount; start += atOnce) {
    const end = Math.min(start + atOnce, rowCount);
    await work(await features.read(rangeOf(start, end), null), start, end - start);
  }
}

async function reconstructRows(
  model: RunModel,
  rows: PreparedRows,
  advance: (count: number) => void,
): Promise<ReconstructionErrors> {
  const { shape } = rows.features;
  const all = noErrors(rows);
  await inBatches(rows, async (inputs, start, count) => {
    setErrors(all, reconstructionErrors(inputs, await predictScores(model, inputs, count), shape), start);
    advance(count);
  });
  return all;
}

async function encodeRows(
  model: RunModel,
  rows: PreparedRows,
  advance: (count: number) => void,
): Promise<Float32Array> {
  let codes = new Float32Array(0);
  await inBatches(rows, async (inputs, start, count) => {
    const batch = await encodeSamples(model, inputs, count);
    const width = batch.length / count;
    if (start === 0) codes = new Float32Array(rows.rowCount * width);
    codes.set(batch, start * width);
    advance(count);
  });
  return codes;
}

/** What the mean of the training rows, value by value, would leave. */
async function naiveErrors(rows: PreparedRows, training: PreparedRows): Promise<ReconstructionErrors> {
  const { shape } = rows.features;
  const size = sizeOf(shape);
  const sums = new Float64Array(size);
  await inBatches(training, (values) => {
    values.forEach((value, i) => (sums[i % size] = (sums[i % size] ?? 0) + value));
  });
  const all = noErrors(rows);
  await inBatches(rows, (inputs, start) => {
    const means = Float32Array.from(inputs, (_, i) => (sums[i % size] ?? 0) / training.rowCount);
    setErrors(all, reconstructionErrors(inputs, means, shape), start);
  });
  return all;
}

function noErrors({ rowCount, features }: PreparedRows): ReconstructionErrors {
  const width = features.shape.at(-1) ?? 1;
  return {
    errors: new Float32Array(rowCount),
    peaks: new Float32Array(rowCount),
    featureErrors: new Float32Array(rowCount * width),
  };
}

function setErrors(all: ReconstructionErrors, batch: ReconstructionErrors, start: number): void {
  all.errors.set(batch.errors, start);
  all.peaks.set(batch.peaks, start);
  all.featureErrors.set(batch.featureErrors, (start * batch.featureErrors.length) / batch.errors.length);
}

function featureNames({ pipeline }: PreparedRun, { features: { shape } }: PreparedRows): readonly string[] {
  const width = shape.at(-1) ?? 1;
  const names = pipeline.features.map(({ name }) => name);
  return names.length === width ? names : Array.from({ length: width }, (_, i) => `${i + 1}`);
}

/** Labelled rows that are not of the most frequent class. */
function minorityOf(labels: Float32Array): number {
  const counts = new Map<number, number>();
  for (const label of labels) if (label >= 0) counts.set(label, (counts.get(label) ?? 0) + 1);
  const all = [...counts.values()];
  return all.reduce((sum, count) => sum + count, 0) - Math.max(0, ...all);
}
