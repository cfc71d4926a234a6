import {
  reconstructionErrors,
  type ReconstructedPart,
  type ReconstructionErrors,
} from '../../core/evaluation/reconstruction.ts';
import type { PreparedRows, SplitPart } from '../../core/preprocessing/preparation.ts';
import { rangeOf, samplesAtOnce } from '../../core/preprocessing/samples.ts';
import { codeShape } from '../../core/recipe/networks.ts';
import { sizeOf } from '../../core/recipe/shapes.ts';
import { loadPredictor } from '../../engine/inspection/predictor.ts';
import type { Progress } from '../../protocol/progress.ts';
import type { CallContext } from '../../protocol/serve.ts';
import { AppError, Cancelled } from '../../shared/appError.ts';
import { getModel } from '../../storage/models.ts';
import { putReconstruction } from '../../storage/reconstructions.ts';
import { backendForInference, inTurn } from './engineAccess.ts';
import { modelParts } from './modelParts.ts';
import { prepareRun, type PreparedRun } from './preparedRun.ts';
import { findRunModel, predictScores, type RunModel } from './runModel.ts';

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
  const total = rows.rowCount + training.rowCount + (validation?.rowCount ?? 0);
  let before = 0;
  const reconstruct = async (some: PreparedRows): Promise<ReconstructionErrors> => {
    const errors = await reconstructRows(model, some, context, before, total);
    before += some.rowCount;
    return errors;
  };
  const own = await reconstruct(rows);
  const trained = part === 'train' ? own : await reconstruct(training);
  const validated = part === 'validation' ? own : validation && (await reconstruct(validation));
  const { codes, codeSize } = await encodeRows(model, rows, context);
  const { target } = model.pipeline;
  const label = target.kind === 'features' ? target.label : null;
  return {
    ...own,
    runId,
    part,
    rowIndices: rows.rowIndices,
    labels: rows.targets,
    classes: label?.classes ?? [],
    normalClass: label?.normalClass ?? null,
    features: featureNames(prepared, rows),
    inputSize: sizeOf(rows.features.shape),
    codeSize,
    codes,
    baselineErrors: await naiveErrors(rows, training),
    trainingErrors: trained.errors,
    validationErrors: validated ? validated.errors : new Float32Array(0),
    trainingMinority: label && minorityOf(training.targets),
  };
}

async function reconstructRows(
  model: RunModel,
  rows: PreparedRows,
  { signal, progress }: CallContext<Progress>,
  before: number,
  total: number,
): Promise<ReconstructionErrors> {
  const { shape } = rows.features;
  const errors = new Float32Array(rows.rowCount);
  const width = shape.at(-1) ?? 1;
  const featureErrors = new Float32Array(rows.rowCount * width);
  const atOnce = samplesAtOnce(shape);
  for (let start = 0; start < rows.rowCount; start += atOnce) {
    if (signal.aborted) throw new Cancelled();
    const end = Math.min(start + atOnce, rows.rowCount);
    const inputs = await rows.features.read(rangeOf(start, end), null);
    const outputs = await predictScores(model, inputs, end - start);
    const batch = reconstructionErrors(inputs, outputs, shape);
    errors.set(batch.errors, start);
    featureErrors.set(batch.featureErrors, start * width);
    progress({ done: before + end, total, unit: 'rows', remainingMs: null });
  }
  return { errors, featureErrors };
}

/** The codes of rows, from the encoder alone; of a variational one the means. */
async function encodeRows(
  { run, pipeline }: RunModel,
  rows: PreparedRows,
  { signal }: CallContext<Progress>,
): Promise<{ codes: Float32Array; codeSize: number }> {
  const { procedure } = run.recipe;
  const stored = await getModel(run.id);
  if (!stored || procedure.kind !== 'autoencoder') throw new AppError('run.noModel', { runId: run.id });
  const [encoder] = await modelParts(run, pipeline, stored, ['encoder']);
  if (!encoder) throw new AppError('run.noModel', { runId: run.id });
  return inTurn(async () => {
    await backendForInference(run.engine);
    const predictor = await loadPredictor(encoder.model);
    try {
      const atOnce = samplesAtOnce(rows.features.shape);
      let codes = new Float32Array(0);
      let codeSize = 0;
      for (let start = 0; start < rows.rowCount; start += atOnce) {
        if (signal.aborted) throw new Cancelled();
        const end = Math.min(start + atOnce, rows.rowCount);
        const given = await predictor.predict(await rows.features.read(rangeOf(start, end), null), end - start);
        const width = given.length / (end - start);
        codeSize = sizeOf(codeShape([width], procedure));
        if (start === 0) codes = new Float32Array(rows.rowCount * codeSize);
        for (let row = 0; row < end - start; row++) {
          codes.set(given.subarray(row * width, row * width + codeSize), (start + row) * codeSize);
        }
      }
      return { codes, codeSize };
    } finally {
      predictor.dispose();
    }
  });
}

/** What the mean of the training rows, value by value, would leave. */
async function naiveErrors(rows: PreparedRows, training: PreparedRows): Promise<ReconstructionErrors> {
  const { shape } = rows.features;
  const size = sizeOf(shape);
  const sums = new Float64Array(size);
  const atOnce = samplesAtOnce(shape);
  for (let start = 0; start < training.rowCount; start += atOnce) {
    const values = await training.features.read(rangeOf(start, Math.min(start + atOnce, training.rowCount)), null);
    values.forEach((value, i) => (sums[i % size] = (sums[i % size] ?? 0) + value));
  }
  const errors = new Float32Array(rows.rowCount);
  const width = shape.at(-1) ?? 1;
  const featureErrors = new Float32Array(rows.rowCount * width);
  for (let start = 0; start < rows.rowCount; start += atOnce) {
    const end = Math.min(start + atOnce, rows.rowCount);
    const inputs = await rows.features.read(rangeOf(start, end), null);
    const means = Float32Array.from(inputs, (_, i) => (sums[i % size] ?? 0) / training.rowCount);
    const batch = reconstructionErrors(inputs, means, shape);
    errors.set(batch.errors, start);
    featureErrors.set(batch.featureErrors, start * width);
  }
  return { errors, featureErrors };
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
