import { arraySamples } from '../../../../src/core/preprocessing/samples.ts';
import { describe, expect, test } from 'vitest';
import { buildReport, describeRows, trainingMeans } from '../../../../src/core/evaluation/buildReport.ts';
import type { EvaluationReport } from '../../../../src/core/evaluation/report.ts';
import type {
  FittedPipeline,
  FittedTarget,
  PreparedRows,
  Task,
} from '../../../../src/core/preprocessing/preparation.ts';

function pipelineOf(task: Task, target: FittedTarget): FittedPipeline {
  return { version: 1, task, columns: [], features: [], target };
}

function preparedOf(targetWidth: number, targets: readonly number[], firstRow = 0): PreparedRows {
  const rowCount = targets.length / targetWidth;
  return {
    rowCount,
    features: arraySamples(new Float32Array(0), [0], rowCount),
    targetWidth,
    targets: Float32Array.from(targets),
    rowIndices: Uint32Array.from({ length: rowCount }, (_, row) => firstRow + row),
  };
}

function reportOf(
  pipeline: FittedPipeline,
  training: PreparedRows,
  test: PreparedRows,
  outputs: readonly number[],
): EvaluationReport {
  return buildReport({
    pipeline,
    rows: describeRows('run-1', 'test', pipeline, test, Float32Array.from(outputs)),
    trainingMeans: trainingMeans(pipeline, training),
    evaluatedAt: 5,
  });
}

describe('buildReport', () => {
  test('binary: the baseline always says the majority of training', () => {
    const pipeline = pipelineOf('binary', { kind: 'classes', column: 'ok', classes: ['no', 'yes'] });
    const report = reportOf(
      pipeline,
      preparedOf(1, [0, 0, 0, 1]),
      preparedOf(1, [0, 1, 1, 0], 4),
      [0.1, 0.9, 0.4, 0.2],
    );
    if (report.task !== 'binary') throw new Error(report.task);
    expect(report).toMatchObject({
      version: 1,
      runId: 'run-1',
      part: 'test',
      rowCount: 4,
      evaluatedAt: 5,
      classes: ['no', 'yes'],
    });
    expect(report.metrics.accuracy).toBe(0.75);
    expect(report.metrics.confusion).toEqual([
      [2, 0],
      [1, 1],
    ]);
    // binomtest(3, 4).proportion_ci(method='exact')
    expect(report.accuracyInterval.low).toBeCloseTo(0.19412, 5);
    expect(report.accuracyInterval.high).toBeCloseTo(0.99369, 5);
    if (report.baseline.kind !== 'majority') throw new Error(report.baseline.kind);
    expect(report.baseline.className).toBe('no');
    expect(report.baseline.metrics).toMatchObject({ accuracy: 0.5, rocAuc: 0.5, averagePrecision: 0.5, recall: 0 });
    expect(report.baseline.metrics.logLoss).toBeCloseTo(-(Math.log(0.75) + Math.log(0.25)) / 2, 6);
  });

  test('multiclass: one-hot targets become class indices', () => {
    const pipeline = pipelineOf('multiclass', { kind: 'classes', column: 'grade', classes: ['a', 'b', 'c'] });
    const prepared = preparedOf(3, [0, 1, 0, 0, 0, 1, 1, 0, 0]);
    const outputs = [0.1, 0.8, 0.1, 0.2, 0.5, 0.3, 0.6, 0.3, 0.1];
    expect([...describeRows('r', 'test', pipeline, prepared, Float32Array.from(outputs)).targets]).toEqual([1, 2, 0]);
    const report = reportOf(pipeline, preparedOf(3, [0, 0, 1, 0, 0, 1, 1, 0, 0]), prepared, outputs);
    if (report.task !== 'multiclass' || report.baseline.kind !== 'majority') throw new Error(report.task);
    expect(report.metrics.accuracy).toBeCloseTo(2 / 3, 12);
    expect(report.baseline.className).toBe('c');
    expect(report.baseline.metrics.accuracy).toBeCloseTo(1 / 3, 12);
  });

  test('multilabel: rows count as right when every label is', () => {
    const pipeline = pipelineOf('multilabel', { kind: 'labels', columns: ['crack', 'rust'] });
    const report = reportOf(
      pipeline,
      preparedOf(2, [0, 1, 0, 1, 1, 0]),
      preparedOf(2, [1, 0, 0, 1, 1, 1]),
      [0.9, 0.1, 0.3, 0.8, 0.7, 0.2],
    );
    if (report.task !== 'multilabel') throw new Error(report.task);
    expect(report.metrics.accuracy).toBeCloseTo(2 / 3, 12);
    expect(report.metrics.labelConfusions).toHaveLength(2);
    expect(report.baseline).toMatchObject({ kind: 'majorityLabels', metrics: { accuracy: 1 / 3 } });
  });

  test('regression: errors are in the unit of the target, the baseline is the training mean', () => {
    const pipeline = pipelineOf('regression', { kind: 'numbers', columns: ['yield'], center: [80], scale: [5] });
    // Standardised: training 70, 90, 95 %; test 85 and 75 %, predicted 84 and 78 %.
    const report = reportOf(pipeline, preparedOf(1, [-2, 2, 3]), preparedOf(1, [1, -1]), [0.8, -0.4]);
    if (report.task !== 'regression' || report.baseline.kind !== 'mean') throw new Error(report.task);
    expect(report.targets[0]?.mae).toBeCloseTo(2, 5);
    expect(report.targets[0]?.rmse).toBeCloseTo(Math.sqrt(5), 5);
    expect(report.baseline.targets[0]?.mae).toBeCloseTo(5, 5);
    expect(report.baseline.targets[0]?.column).toBe('yield');
    expect(report.maeInterval.low).toBeGreaterThanOrEqual(1 - 1e-5);
    expect(report.maeInterval.high).toBeLessThanOrEqual(3 + 1e-5);
  });

  test('an empty part and a network gone astray are told', () => {
    const pipeline = pipelineOf('binary', { kind: 'classes', column: 'ok', classes: ['no', 'yes'] });
    expect(() => reportOf(pipeline, preparedOf(1, [0, 1]), preparedOf(1, []), [])).toThrow('data.noRows');
    expect(() => reportOf(pipeline, preparedOf(1, [0, 1]), preparedOf(1, [1]), [NaN])).toThrow('not finite');
  });
});
