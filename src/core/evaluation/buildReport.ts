import { AppError } from '../../shared/appError.ts';
import type { ClassTask, FittedPipeline, FittedTarget, JudgedRows, SplitPart } from '../preprocessing/preparation.ts';
import { classificationBaseline, regressionBaseline } from './baseline.ts';
import { evaluateClassification, type ClassificationInput } from './classification.ts';
import { bootstrapErrors, clopperPearson } from './intervals.ts';
import type { ForecastReport } from './forecast.ts';
import { evaluateRegression, type RegressionInput } from './regression.ts';
import type { EvaluatedRows, EvaluationReport } from './report.ts';

/** Prepared rows and the network's outputs for them, as people read them: class indices, 0/1 labels, numbers in target units. */
export function describeRows(
  runId: string,
  part: SplitPart,
  pipeline: FittedPipeline,
  rows: JudgedRows,
  outputs: Float32Array,
): EvaluatedRows {
  const { target, task } = pipeline;
  const width = rows.targetWidth;
  return {
    runId,
    part,
    rowIndices: rows.rowIndices,
    ...(rows.stepIndices ? { stepIndices: rows.stepIndices } : {}),
    outputWidth: width,
    outputs: inTargetUnits(target, outputs),
    targetWidth: task === 'multiclass' ? 1 : width,
    targets: task === 'multiclass' ? classIndices(rows.targets, width) : inTargetUnits(target, rows.targets),
  };
}

/**
 * What the training rows alone would predict, one number per output: the share of the positive class, of each class, of each label,
 * or the mean of each target in its unit.
 */
export function trainingMeans(pipeline: FittedPipeline, training: JudgedRows): number[] {
  const { rowCount, targetWidth } = training;
  const targets = inTargetUnits(pipeline.target, training.targets);
  const sums = new Array<number>(targetWidth).fill(0);
  for (let row = 0; row < rowCount; row++) {
    for (let column = 0; column < targetWidth; column++) {
      sums[column] = (sums[column] ?? 0) + (targets[row * targetWidth + column] ?? 0);
    }
  }
  return sums.map((sum) => sum / rowCount);
}

/** Everything a report is made from. */
export interface ReportInput {
  readonly pipeline: FittedPipeline;
  readonly rows: EvaluatedRows;
  /** From `trainingMeans`: what the naive baseline predicts. */
  readonly trainingMeans: readonly number[];
  /** Milliseconds since 1970-01-01 UTC. */
  readonly evaluatedAt: number;
  /** From `evaluateForecasts`. */
  readonly forecasts?: readonly ForecastReport[];
}

/**
 * The whole judgement of a model on one part: metrics, intervals, and the naive baseline on the same rows.
 * Of tasks with targets: `buildReconstructionReport` judges the others.
 * @throws AppError `data.noRows` where the part is empty, `engine.failed` where an output is not finite
 */
export function buildReport({
  pipeline,
  rows,
  trainingMeans,
  evaluatedAt,
  forecasts = [],
}: ReportInput): EvaluationReport {
  const rowCount = rows.rowIndices.length;
  if (rowCount === 0) throw new AppError('data.noRows', { split: rows.part });
  const common = { version: 1, runId: rows.runId, part: rows.part, rowCount, evaluatedAt } as const;
  const { task } = pipeline;

  if (task === 'regression') {
    const input: RegressionInput = {
      columns: targetNames(pipeline.target),
      rowCount,
      targets: rows.targets,
      outputs: rows.outputs,
    };
    const intervals = bootstrapErrors(input);
    return {
      ...common,
      task,
      targets: evaluateRegression(input),
      maeInterval: intervals.mae,
      rmseInterval: intervals.rmse,
      baseline: regressionBaseline(input, trainingMeans),
      ...(forecasts.length > 0 ? { forecasts } : {}),
    };
  }
  if (task === 'reconstruction' || task === 'generation' || task === 'translation')
    throw new TypeError(`no report of this kind for ${task}`);
  const input = classificationInput(task, pipeline.target, rows);
  const metrics = evaluateClassification(input);
  return {
    ...common,
    task,
    classes: input.classes,
    metrics,
    accuracyInterval: clopperPearson(Math.round(metrics.accuracy * rowCount), rowCount),
    baseline: classificationBaseline(input, trainingMeans),
  };
}

function classificationInput(
  task: ClassTask,
  target: FittedTarget,
  { rowIndices, targets, outputs }: EvaluatedRows,
): ClassificationInput {
  return { task, classes: targetNames(target), rowCount: rowIndices.length, targets, outputs };
}

function targetNames(target: FittedTarget): readonly string[] {
  if (target.kind === 'features') return [];
  return target.kind === 'classes' ? target.classes : target.columns;
}

function inTargetUnits(target: FittedTarget, values: Float32Array): Float32Array {
  if (target.kind !== 'numbers') return values;
  const { center, scale } = target;
  const width = target.columns.length;
  return values.map((value, index) => value * (scale[index % width] ?? 1) + (center[index % width] ?? 0));
}

/** One-hot rows [rows, width] to the index of their 1. */
function classIndices(oneHot: Float32Array, width: number): Float32Array {
  return Float32Array.from({ length: oneHot.length / width }, (_, row) => {
    const start = row * width;
    return oneHot.subarray(start, start + width).indexOf(1);
  });
}
