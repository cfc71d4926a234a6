import { buildReport, describeRows, trainingMeans } from '../../core/evaluation/buildReport.ts';
import type { ForecastReport } from '../../core/evaluation/forecast.ts';
import { evaluateForecasts } from '../../core/evaluation/forecastInputs.ts';
import type { EvaluatedRows, EvaluationReport } from '../../core/evaluation/report.ts';
import { judgeSamples } from '../../core/preprocessing/judgedRows.ts';
import type { PreparedRows, SplitPart } from '../../core/preprocessing/preparation.ts';
import { rangeOf, samplesAtOnce } from '../../core/preprocessing/samples.ts';
import type { Progress } from '../../protocol/progress.ts';
import type { CallContext } from '../../protocol/serve.ts';
import { Cancelled } from '../../shared/appError.ts';
import { putEvaluation } from '../../storage/evaluations.ts';
import { prepareRun } from './preparedRun.ts';
import { stepPlaces } from './windowTimes.ts';
import { findRunModel, predictScores, type RunModel } from './runModel.ts';

interface RunPart {
  readonly runId: string;
  readonly part: SplitPart;
}

interface JudgedPart {
  readonly model: RunModel;
  readonly rows: EvaluatedRows;
  readonly trainingMeans: readonly number[];
  readonly forecasts: readonly ForecastReport[];
}

/** The part judged last: its report is asked for first, then its rows. */
let last: JudgedPart | null = null;

/**
 * Judges a run's model on one part of its split, and stores the report. Where other weights were stored meanwhile, those are judged.
 * @throws Cancelled; AppError `run.noModel`, `data.noRows`
 */
export async function evaluateRun(input: RunPart, context: CallContext<Progress>): Promise<EvaluationReport> {
  for (;;) {
    const { model, rows, trainingMeans: means, forecasts } = await judge(input, context);
    const { pipeline } = model;
    const report = buildReport({ pipeline, rows, trainingMeans: means, evaluatedAt: Date.now(), forecasts });
    if (await putEvaluation(report, model.version)) return report;
  }
}

/** The rows behind the report: what was predicted for each. Nothing is stored. */
export async function evaluatedRows(input: RunPart, context: CallContext<never>): Promise<EvaluatedRows> {
  return (await judge(input, { signal: context.signal, progress: () => undefined })).rows;
}

async function judge({ runId, part }: RunPart, context: CallContext<Progress>): Promise<JudgedPart> {
  const model = await findRunModel(runId);
  if (last?.model.run.id === runId && last.model.version === model.version && last.rows.part === part) return last;
  const prepared = await prepareRun(model.run);
  const rows = prepared.rows(part);
  const scores = await predictAll(model, rows, context);
  // Some of the scores may be those of weights that were stored meanwhile.
  if ((await findRunModel(runId)).version !== model.version) return judge({ runId, part }, context);
  const { pipeline } = model;
  const { table, dealt } = prepared;
  const judged = judgeSamples(pipeline, rows, scores);
  const places = rows.steps ? stepPlaces(prepared, judged.rows.rowIndices) : null;
  const described = {
    ...describeRows(runId, part, pipeline, judged.rows, judged.scores),
    ...(places ? { places } : {}),
  };
  const training = part === 'train' ? rows : prepared.rows('train');
  const means = trainingMeans(pipeline, judgeSamples(pipeline, training, training.targets).rows);
  const spec = model.run.preparation;
  const forecasts = evaluateForecasts({ pipeline, spec, table, dealt, rows: described, part, trainingMeans: means });
  last = { model, rows: described, trainingMeans: means, forecasts };
  return last;
}

/** Scores for all rows, [rows, outputs]. */
async function predictAll(
  model: RunModel,
  rows: PreparedRows,
  { signal, progress }: CallContext<Progress>,
): Promise<Float32Array> {
  const { rowCount, targetWidth } = rows;
  const scores = new Float32Array(rowCount * targetWidth);
  const startedMs = performance.now();
  const atOnce = samplesAtOnce(rows.features.shape);
  for (let start = 0; start < rowCount; start += atOnce) {
    if (signal.aborted) throw new Cancelled();
    const end = Math.min(start + atOnce, rowCount);
    const features = await rows.features.read(rangeOf(start, end), null);
    scores.set(await predictScores(model, features, end - start), start * targetWidth);
    const remainingMs = ((performance.now() - startedMs) / end) * (rowCount - end);
    progress({ done: end, total: rowCount, unit: 'rows', remainingMs });
  }
  return scores;
}
