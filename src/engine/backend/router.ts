import { AppError, describeUnknown } from '../../shared/appError.ts';
import { BACKENDS, type BackendChoice, type BackendName } from '../../core/training/settings.ts';
import type { EngineChoice } from '../../storage/records.ts';
import { activateBackend, BackendUnavailable, releaseBackend, type ActiveBackend } from './backends.ts';
import { selfTest } from './selfTest.ts';

type Candidate = EngineChoice['candidates'][number];

interface Trial {
  readonly candidate: Candidate;
  readonly backend: ActiveBackend | null;
}

/** What the router needs of the outside, so that tests can make a backend fail. */
export interface RouterParts {
  readonly activate: typeof activateBackend;
  readonly selfTest: typeof selfTest;
  readonly release: typeof releaseBackend;
}

const PARTS: RouterParts = { activate: activateBackend, selfTest, release: releaseBackend };

/**
 * Picks the backend for a model, sets it, and says why: a pinned one, else the faster of WebGPU and WASM, else the CPU.
 * Each has to pass the self-test first; one that does not is listed with what was wrong.
 * @param probe takes a few steps of the actual model on the backend that is set, and gives milliseconds per step.
 * It disposes what it makes.
 * @throws AppError `engine.noBackend` if none can be used
 */
export async function chooseEngine(
  choice: BackendChoice,
  probe: (backend: BackendName) => Promise<number>,
  parts: RouterParts = PARTS,
): Promise<EngineChoice> {
  const trials: Trial[] = [];
  for (const name of choice === 'auto' ? BACKENDS : [pinnedBackend(choice)]) {
    // JavaScript on one core is the last resort, never the fastest: tried only where nothing else works.
    if (choice === 'auto' && name === 'cpu' && trials.some(isUsable)) continue;
    trials.push(await tryBackend(name, choice === 'webgpuSoftware', probe, parts));
  }
  const usable = trials.filter(isUsable);
  const [best] = usable.toSorted((a, b) => (a.candidate.msPerStep ?? Infinity) - (b.candidate.msPerStep ?? Infinity));
  const candidates = trials.map(({ candidate }) => candidate);
  if (!best) {
    const tried = candidates.map(({ backend, status, detail }) => `${backend}: ${status} (${detail})`).join('; ');
    throw new AppError('engine.noBackend', { tried });
  }
  await parts.activate(best.backend.name, { allowSoftware: best.backend.isSoftware });
  return {
    backend: best.backend.name,
    isSoftware: best.backend.isSoftware,
    adapter: best.backend.adapter,
    reason: choice !== 'auto' ? 'pinned' : usable.length > 1 ? 'fastest' : 'onlyOne',
    candidates,
  };
}

function pinnedBackend(choice: Exclude<BackendChoice, 'auto'>): BackendName {
  return choice === 'webgpuSoftware' ? 'webgpu' : choice;
}

function isUsable(trial: Trial): trial is Trial & { readonly backend: ActiveBackend } {
  return trial.candidate.status === 'ok' && trial.backend !== null;
}

async function tryBackend(
  name: BackendName,
  allowSoftware: boolean,
  probe: (backend: BackendName) => Promise<number>,
  parts: RouterParts,
): Promise<Trial> {
  const failed = (status: Candidate['status'], detail: string): Trial => ({
    candidate: { backend: name, status, msPerStep: null, detail },
    backend: null,
  });
  let backend: ActiveBackend;
  try {
    backend = await parts.activate(name, { allowSoftware });
  } catch (error) {
    if (error instanceof BackendUnavailable) return failed(error.reason, error.message);
    return failed('error', describeUnknown(error));
  }
  try {
    const problem = await parts.selfTest();
    backend.throwIfFailed();
    if (problem !== null) {
      parts.release(name);
      return failed('failedSelfTest', problem);
    }
    const msPerStep = await probe(name);
    backend.throwIfFailed();
    return { candidate: { backend: name, status: 'ok', msPerStep, detail: backend.adapter }, backend };
  } catch (error) {
    parts.release(name);
    return failed('error', describeUnknown(error));
  }
}
