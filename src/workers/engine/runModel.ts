import { activeBackend, type ActiveBackend } from '../../engine/backend/backends.ts';
import { loadPredictor, type Predictor } from '../../engine/inspection/predictor.ts';
import type { FittedPipeline, FittedWindowSample } from '../../core/preprocessing/preparation.ts';
import { AppError, isAppError } from '../../shared/appError.ts';
import { getModel } from '../../storage/models.ts';
import type { RunRecord } from '../../storage/records.ts';
import { getRun } from '../../storage/runs.ts';
import { backendForInference, inTurn } from './engineAccess.ts';
import { extractPart } from './modelParts.ts';

/** Rows that go through the network at once. */
export const PREDICT_ROWS = 4096;

/** A run's network, or one of the two that an autoencoder is put together from. */
export type NetworkPart = 'whole' | 'encoder' | 'decoder';

interface LoadedModel {
  readonly runId: string;
  /** `RunRecord.kept.version` when it was loaded. */
  readonly version: number;
  readonly backend: ActiveBackend;
  readonly predictors: Map<NetworkPart, Predictor>;
}

/** The model used last stays loaded, so that a form can ask with every key. */
let loaded: LoadedModel | null = null;

/** A run that has a model, and the pipeline that goes with it. */
export interface RunModel {
  readonly run: RunRecord;
  readonly pipeline: FittedPipeline;
  /** Which of the run's networks it is: `RunRecord.kept.version`. */
  readonly version: number;
}

/** @throws AppError `storage.notFound`, `run.noModel` */
export async function findRunModel(runId: string): Promise<RunModel> {
  const run = await getRun(runId);
  if (!run.pipeline || !run.kept) throw new AppError('run.noModel', { runId });
  return { run, pipeline: run.pipeline, version: run.kept.version };
}

/** How the windows of a model lie that takes some. */
export function requireWindows({ pipeline: { sample } }: RunModel): FittedWindowSample {
  if (sample?.kind !== 'window') throw new TypeError('the model takes no windows');
  return sample;
}

/**
 * Scores of the run's network for prepared rows, at most `PREDICT_ROWS` of them: [rows, features] → [rows, outputs].
 * Other calls, a training's steps among them, come in between two of these. A device that is lost is replaced once.
 * @param part - of an autoencoder: the network to use
 */
export function predictScores(
  model: RunModel,
  features: Float32Array,
  rowCount: number,
  part: NetworkPart = 'whole',
): Promise<Float32Array> {
  return inTurn(async () => {
    try {
      return await (await predictorFor(model, part)).predict(features, rowCount);
    } catch (error) {
      unload();
      if (!isAppError(error, 'engine.deviceLost')) throw error;
      return (await predictorFor(model, part)).predict(features, rowCount);
    }
  });
}

async function predictorFor({ run, pipeline, version }: RunModel, part: NetworkPart): Promise<Predictor> {
  const backend = await backendForInference(run.engine);
  if (loaded?.runId !== run.id || loaded.version !== version || loaded.backend !== backend) {
    unload();
    loaded = { runId: run.id, version, backend, predictors: new Map() };
  }
  const { predictors } = loaded;
  const known = predictors.get(part);
  if (known) return known;
  const model = await getModel(run.id);
  if (!model) throw new AppError('run.noModel', { runId: run.id });
  const predictor = await loadPredictor(part === 'whole' ? model : await extractPart(run, pipeline, model, part));
  predictors.set(part, predictor);
  return predictor;
}

function unload(): void {
  const stale = loaded;
  loaded = null;
  try {
    stale?.predictors.forEach((predictor) => predictor.dispose());
  } catch (error) {
    // A backend that is gone has taken its tensors along.
    if (stale?.backend === activeBackend()) throw error;
  }
}
