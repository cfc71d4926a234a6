import {
  activateBackend,
  activeBackend,
  BackendUnavailable,
  type ActiveBackend,
} from '../../engine/backend/backends.ts';
import type { EngineChoice } from '../../storage/records.ts';
import { AppError } from '../../shared/appError.ts';

// tfjs has one backend at a time for the whole worker, so whoever would change it takes turns here.
let turns: Promise<unknown> = Promise.resolve();
let trainings: Promise<unknown> = Promise.resolve();
let isTraining = false;

/** Runs work that sets the backend, or must not have it changed beneath it, when its turn comes. */
export function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const result = turns.then(work);
  turns = result.catch(() => undefined);
  return result;
}

/** Runs a training after those before it have ended. Until it ends, the backend that it sets `inTurn` is kept. */
export function asTraining<T>(work: () => Promise<T>): Promise<T> {
  const result = trainings.then(async () => {
    isTraining = true;
    try {
      return await work();
    } finally {
      isTraining = false;
    }
  });
  trainings = result.catch(() => undefined);
  return result;
}

/**
 * A backend to predict on: that of the training that goes on, else the one that the run was trained on, else the next best.
 * Call `inTurn`.
 * @throws AppError `engine.noBackend`
 */
export async function backendForInference(trainedOn: EngineChoice | null): Promise<ActiveBackend> {
  const current = activeBackend();
  if (isTraining && current) return current;
  const wanted = trainedOn && !trainedOn.isSoftware ? trainedOn.backend : 'wasm';
  const refusals: string[] = [];
  for (const name of new Set([wanted, 'wasm', 'cpu'] as const)) {
    try {
      return await activateBackend(name);
    } catch (error) {
      if (!(error instanceof BackendUnavailable)) throw error;
      refusals.push(`${name}: ${error.message}`);
    }
  }
  throw new AppError('engine.noBackend', { tried: refusals.join('; ') });
}
