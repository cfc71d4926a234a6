import { buildReport, describeRows, trainingMeans } from '../../core/evaluation/buildReport.ts';
import type { EvaluatedRows, EvaluationReport } from '../../core/evaluation/report.ts';
import type { PreparedRows, SplitPart } from '../../core/preprocessing/preparation.ts';
import type { Progress } from '../../protocol/progress.ts';
import type { CallContext } from '../../protocol/serve.ts';
import { Cancelled } from '../../shared/appError.ts';
import { putEvaluation } from '../../storage/evaluations.ts';
import type { RunRecord } from '../../storage/records.ts';
import { prepareRun } from './preparedRun.ts';
import { findRunModel, PREDICT_ROWS, predictScores } from './runModel.ts';

interface RunPart {
  readonly runId: string;
  readonly part: SplitPart;
}

interface JudgedPart {
  readonly run: RunRecord;
  readonly rows: EvaluatedRows;
  readonly trainingMeans: readonly number[];
}

/** The part judged last: its report is asked for first, then its rows. */
let last: JudgedPart | null = null;

/**
 * Judges a run's model on one part of its split, and stores the report.
 * @throws Cancelled; AppError `run.noModel`, `data.noRows`
 */
export async function evaluateRun(input: RunPart, context: CallContext<Progress>): Promise<EvaluationReport> {
  const { run, rows, trainingMeans: means } = await judge(input, context);
  const { pipeline } = await findRunModel(run.id);
  const report = buildReport({ pipeline, rows, trainingMeans: means, evaluatedAt: Date.now() });
  await putEvaluation(report);
  return report;
}

/** The rows behind the report: what was predicted for each. Nothing is stored. */
export async function evaluatedRows(input: RunPart, context: CallContext<never>): Promise<EvaluatedRows> {
  return (await judge(input, { signal: context.signal, progress: () => undefined })).rows;
}

async function judge({ runId, part }: RunPart, context: CallContext<Progress>): Promise<JudgedPart> {
  const { run, pipeline } = await findRunModel(runId);
  if (last?.run.id === runId && last.run.updatedAt === run.updatedAt && last.rows.part === part) return last;
  const prepared = await prepareRun(run);
  const rows = prepared.rows(part);
  const scores = await predictAll(run, rows, context);
  last = {
    run,
    rows: describeRows(runId, part, pipeline, rows, scores),
    trainingMeans: trainingMeans(pipeline, part === 'train' ? rows : prepared.rows('train')),
  };
  return last;
}

/** Scores for all rows, [rows, outputs]. */
async function predictAll(
  run: RunRecord,
  rows: PreparedRows,
  { signal, progress }: CallContext<Progress>,
): Promise<Float32Array> {
  const { rowCount, featureCount, targetWidth } = rows;
  const scores = new Float32Array(rowCount * targetWidth);
  const startedMs = performance.now();
  for (let start = 0; start < rowCount; start += PREDICT_ROWS) {
    if (signal.aborted) throw new Cancelled();
    const end = Math.min(start + PREDICT_ROWS, rowCount);
    const features = rows.features.slice(start * featureCount, end * featureCount);
    scores.set(await predictScores(run, features, end - start), start * targetWidth);
    const remainingMs = ((performance.now() - startedMs) / end) * (rowCount - end);
    progress({ done: end, total: rowCount, unit: 'rows', remainingMs });
  }
  return scores;
}
