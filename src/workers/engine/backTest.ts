import { requireColumn } from '../../core/dataset/table.ts';
import { describeRows, trainingMeans } from '../../core/evaluation/buildReport.ts';
import {
  planBackTest,
  type BackTest,
  type BackTestFold,
  type BackTestMode,
  type Origin,
} from '../../core/evaluation/backTest.ts';
import { evaluateForecasts } from '../../core/evaluation/forecastInputs.ts';
import { toError } from '../../core/preprocessing/checkPreparation.ts';
import { dealSamples, fitSamples } from '../../core/preprocessing/dealSamples.ts';
import type { PreparedRows, SplitPart } from '../../core/preprocessing/preparation.ts';
import { rangeOf, samplesAtOnce } from '../../core/preprocessing/samples.ts';
import { transformSamples } from '../../core/preprocessing/transformSamples.ts';
import { PauseGate } from '../../engine/procedures/pauseGate.ts';
import { epochMetricFor } from '../../engine/procedures/epochMetric.ts';
import { supervisedJudge } from '../../engine/procedures/supervisedJudge.ts';
import { runTraining, type Judge, type TrainingJob } from '../../engine/procedures/trainingLoop.ts';
import { createTrainer } from '../../engine/createLearner.ts';
import type { Trainer } from '../../engine/trainer.ts';
import type { Progress } from '../../protocol/progress.ts';
import type { CallContext } from '../../protocol/serve.ts';
import { AppError, Cancelled } from '../../shared/appError.ts';
import type { RunRecord } from '../../storage/records.ts';
import { chooseRunEngine } from './chooseRunEngine.ts';
import { asTraining, inTurn } from './engineAccess.ts';
import { jobOf, prepareRun, trainerConfigOf, type PreparedRun } from './preparedRun.ts';
import { findRunModel, predictScores } from './runModel.ts';

interface BackTestRequest {
  readonly runId: string;
  readonly origins: number;
  readonly mode: BackTestMode;
}

type Predict = (features: Float32Array, rowCount: number) => Promise<Float32Array>;

/**
 * A run's forecasts from rolling origins over its test rows, beside the naive ones. Nothing is stored, and the run stays as it is.
 * @throws Cancelled; AppError `run.noModel`, see `planBackTest`
 */
export async function backTestRun(
  { runId, origins: count, mode }: BackTestRequest,
  context: CallContext<Progress>,
): Promise<BackTest> {
  const model = await findRunModel(runId);
  const prepared = await prepareRun(model.run);
  const origins = planBackTest(model.run.preparation, prepared.table, count);
  const folds: BackTestFold[] = [];
  const startedMs = performance.now();
  for (const [index, origin] of origins.entries()) {
    const report = (share: number, steps: number): void => {
      const done = Math.round((index + share) * steps);
      const total = count * steps;
      const remainingMs = ((performance.now() - startedMs) / Math.max(done, 1)) * (total - done);
      context.progress({ done, total, unit: 'steps', remainingMs });
    };
    if (mode === 'fixed') {
      const predict: Predict = (features, rowCount) => predictScores(model, features, rowCount);
      folds.push(await judge(model.run, prepared, origin, predict, context.signal, (share) => report(share, 100)));
    } else {
      folds.push(await retrain(model.run, prepared, origin, context.signal, (share) => report(share, 1000)));
    }
  }
  const { sample } = model.run.preparation;
  const time = sample?.kind === 'window' ? sample.time : null;
  return { mode, timeType: time === null ? null : requireColumn(prepared.table, time).type, folds };
}

/** Trains the run's recipe anew on what an origin knows, and judges that. */
async function retrain(
  run: RunRecord,
  { table }: PreparedRun,
  origin: Origin,
  signal: AbortSignal,
  report: (share: number) => void,
): Promise<BackTestFold> {
  const spec = run.preparation;
  const dealt = dealSamples(spec, table, origin.knownParts);
  const fitted = fitSamples(spec, table, dealt);
  if (!fitted.ok) throw toError(fitted.problems);
  const pipeline = fitted.value;
  const rowsIfAny = transformSamples(pipeline, table, dealt);
  const rows = (part: SplitPart): PreparedRows => {
    const any = rowsIfAny(part);
    if (!any) throw new AppError('data.noRows', { split: part });
    return any;
  };
  const known: PreparedRun = { pipeline, table, dealt, rows, rowsIfAny };
  const job = jobOf(run, known);
  const config = trainerConfigOf(run, pipeline, job);
  return asTraining(async () => {
    await inTurn(() => chooseRunEngine(run, config, job));
    const trainer = await createTrainer(config);
    try {
      await trainOnce(job, trainer, supervisedJudge(job, trainer, epochMetricFor(pipeline)), signal, report);
      const predict: Predict = (features, rowCount) => trainer.predict(features, rowCount);
      return await judge(run, known, origin, predict, signal, () => undefined);
    } finally {
      trainer.dispose();
    }
  });
}

async function trainOnce(
  job: TrainingJob,
  trainer: Trainer,
  judge: Judge,
  signal: AbortSignal,
  report: (share: number) => void,
): Promise<void> {
  const { epochs } = job.settings;
  const outcome = await runTraining(
    job,
    trainer,
    judge,
    {
      now: () => performance.now(),
      // A training of minutes that nothing is kept of.
      saveCheckpoint: () => Promise.resolve(),
      onPaused: () => Promise.resolve(),
      pause: new PauseGate(),
      signal,
      report: (progress) => {
        if (progress.kind === 'step') report((progress.epoch - 1 + progress.batch / progress.batchesPerEpoch) / epochs);
      },
    },
    null,
  );
  if (signal.aborted) throw new Cancelled();
  if (outcome.divergence) throw new AppError('engine.diverged', outcome.divergence);
  report(1);
}

/** The forecasts of an origin's windows beside the naive ones, by what was known there. */
async function judge(
  run: RunRecord,
  known: PreparedRun,
  origin: Origin,
  predict: Predict,
  signal: AbortSignal,
  report: (share: number) => void,
): Promise<BackTestFold> {
  const { pipeline, table } = known;
  const rows = transformSamples(pipeline, table, origin.dealt)('test');
  if (!rows) throw new AppError('data.noRows', { split: 'test' });
  const scores = await predictAll(rows, predict, signal, report);
  const training = known.rows('train');
  const forecasts = evaluateForecasts({
    pipeline,
    spec: run.preparation,
    table,
    dealt: { ...origin.dealt, rowParts: known.dealt.rowParts },
    rows: describeRows(run.id, 'test', pipeline, rows, scores),
    part: 'test',
    trainingMeans: trainingMeans(pipeline, training),
  });
  const { row, time } = origin;
  return { row, time, windows: rows.rowCount, trainingRows: trainingRowsOf(known), forecasts };
}

function trainingRowsOf({ dealt }: { readonly dealt: PreparedRun['dealt'] }): number {
  return dealt.rowParts.reduce((count, part) => count + Number(part === 0), 0);
}

async function predictAll(
  { rowCount, targetWidth, features }: PreparedRows,
  predict: Predict,
  signal: AbortSignal,
  report: (share: number) => void,
): Promise<Float32Array> {
  const scores = new Float32Array(rowCount * targetWidth);
  const atOnce = samplesAtOnce(features.shape);
  for (let start = 0; start < rowCount; start += atOnce) {
    if (signal.aborted) throw new Cancelled();
    const end = Math.min(start + atOnce, rowCount);
    scores.set(await predict(await features.read(rangeOf(start, end), null), end - start), start * targetWidth);
    report(end / rowCount);
  }
  return scores;
}
