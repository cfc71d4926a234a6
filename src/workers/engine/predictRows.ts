import {
  decodeOutputs,
  decodeSteps,
  encodeRow,
  encodeSample,
  outputNames,
  sampleShape,
  type EncodeProblem,
} from '../../core/preprocessing/applyPipeline.ts';
import type { FittedPipeline } from '../../core/preprocessing/preparation.ts';
import { outputWidth } from '../../core/preprocessing/transformRows.ts';
import { sizeOf } from '../../core/recipe/shapes.ts';
import type { RawRow } from '../../core/dataset/table.ts';
import { reconstructionErrors } from '../../core/evaluation/reconstruction.ts';
import type { Prediction, ScoredRows } from '../../protocol/engineContract.ts';
import { AppError } from '../../shared/appError.ts';
import { findRunModel, PREDICT_ROWS, predictScores } from './runModel.ts';

/**
 * Predicts rows as a form gives them; where a sample is a window, they are one, the oldest first, with one answer or one for each row.
 * @throws AppError `run.noModel`; the first reason why a row (counted from 1) cannot be predicted
 */
export async function predictRows({ runId, rows }: { runId: string; rows: readonly RawRow[] }): Promise<Prediction> {
  const model = await findRunModel(runId);
  const { pipeline } = model;
  const width = outputWidth(pipeline);
  if (pipeline.sample?.kind === 'window') {
    const encoded = encodeSample(pipeline, rows);
    if (!encoded.ok) throw refusal(pipeline, encoded.problems, 1);
    const scores = await predictScores(model, encoded.value, 1);
    return { names: outputNames(pipeline), outputs: decodeSteps(pipeline, scores).map(({ values }) => values) };
  }
  const outputs: (readonly number[])[] = [];
  for (let start = 0; start < rows.length; start += PREDICT_ROWS) {
    const batch = rows.slice(start, start + PREDICT_ROWS);
    const scores = await predictScores(model, encodeBatch(pipeline, batch, start), batch.length);
    batch.forEach((_, i) => outputs.push(decodeOutputs(pipeline, scores.subarray(i * width, (i + 1) * width)).values));
  }
  return { names: outputNames(pipeline), outputs };
}

/**
 * Sends rows as a form gives them through an autoencoder.
 * @throws AppError `run.noModel`; the first reason why a row (counted from 1) cannot be read
 */
export async function scoreRows({ runId, rows }: { runId: string; rows: readonly RawRow[] }): Promise<ScoredRows> {
  const model = await findRunModel(runId);
  const { pipeline } = model;
  const inputs = encodeBatch(pipeline, rows, 0);
  const outputs = await predictScores(model, inputs, rows.length);
  return {
    ...reconstructionErrors(inputs, outputs, [pipeline.features.length]),
    features: pipeline.features.map(({ name }) => name),
  };
}

function encodeBatch(pipeline: FittedPipeline, rows: readonly RawRow[], firstRow: number): Float32Array {
  const featureCount = sizeOf(sampleShape(pipeline));
  const features = new Float32Array(rows.length * featureCount);
  rows.forEach((row, i) => {
    const encoded = encodeRow(pipeline, row);
    if (!encoded.ok) throw refusal(pipeline, encoded.problems, firstRow + i + 1);
    features.set(encoded.value, i * featureCount);
  });
  return features;
}

function refusal(pipeline: FittedPipeline, [problem]: readonly EncodeProblem[], row: number): Error {
  if (!problem) return new Error('a row refused without a reason');
  const { column, value, reason } = problem;
  switch (reason) {
    case 'missingColumn':
      return new AppError('data.columnMissing', { column });
    case 'missingValue':
      return new AppError('data.missingValue', { column, row });
    case 'unseenCategory':
      return new AppError('data.unseenCategory', { column, value, row });
    case 'invalidValue': {
      const expected = pipeline.columns.find(({ name }) => name === column)?.type ?? '';
      return new AppError('data.invalidValue', { column, value, row, expected });
    }
  }
}
