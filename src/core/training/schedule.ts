import type { ScheduleSpec } from './settings.ts';

/** A moment of a training: steps are counted from 0 over all epochs. */
export interface TrainingMoment {
  readonly step: number;
  readonly stepsPerEpoch: number;
  /** Epochs planned in all; the cosine ends with them. */
  readonly epochs: number;
}

/** What `reduceOnPlateau` remembers between epochs: plain JSON, so that a checkpoint keeps it. */
export interface PlateauState {
  /** Lowest loss so far; null before the first finite one. */
  readonly best: number | null;
  /** Epochs since then. */
  readonly wait: number;
  readonly learningRate: number;
}

/**
 * The learning rate of one step. During warm-up it is η₀ · step / warmupSteps; after it, every kind counts its own
 * steps from the end of the warm-up, as Keras's `CosineDecay` does with `warmup_steps`.
 * @param plateau - state of `reduceOnPlateau`; without one, or for other kinds, the rate starts from η₀.
 */
export function learningRateAt(spec: ScheduleSpec, moment: TrainingMoment, plateau?: PlateauState): number {
  const { step, stepsPerEpoch, epochs } = moment;
  if (step < spec.warmupSteps) return (spec.initialLearningRate * step) / spec.warmupSteps;
  const decayStep = step - spec.warmupSteps;
  const decayEpochs = decayStep / stepsPerEpoch;
  switch (spec.kind) {
    case 'constant':
      return spec.initialLearningRate;
    case 'step':
      return spec.initialLearningRate * spec.factor ** Math.floor(decayEpochs / spec.everyEpochs);
    case 'exponential':
      return spec.initialLearningRate * spec.decayRate ** (decayEpochs / spec.decayEpochs);
    case 'cosine': {
      const decaySteps = Math.max(1, epochs * stepsPerEpoch - spec.warmupSteps);
      const progress = Math.min(1, decayStep / decaySteps);
      const cosine = (1 + Math.cos(Math.PI * progress)) / 2;
      return spec.initialLearningRate * ((1 - spec.alpha) * cosine + spec.alpha);
    }
    case 'reduceOnPlateau':
      return plateau?.learningRate ?? spec.initialLearningRate;
  }
}

export function startPlateau(spec: ScheduleSpec): PlateauState {
  return { best: null, wait: 0, learningRate: spec.initialLearningRate };
}

/**
 * The state after an epoch that ended with `loss` (Keras `ReduceLROnPlateau` with `cooldown` 0): `patience` epochs
 * without an improvement by more than `minDelta` multiply the rate by `factor`. A loss that is not finite is no
 * improvement. Other schedules have no memory: their state is returned as it is.
 */
export function advancePlateau(spec: ScheduleSpec, state: PlateauState, loss: number): PlateauState {
  if (spec.kind !== 'reduceOnPlateau') return state;
  if (Number.isFinite(loss) && (state.best === null || loss < state.best - spec.minDelta)) {
    return { ...state, best: loss, wait: 0 };
  }
  const wait = state.wait + 1;
  if (wait < spec.patience) return { ...state, wait };
  const reduced = Math.max(state.learningRate * spec.factor, spec.minLearningRate);
  return { best: state.best, wait: 0, learningRate: Math.min(state.learningRate, reduced) };
}
