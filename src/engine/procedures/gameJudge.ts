import { embeddingOf, embedSamples } from '../../core/evaluation/embedSamples.ts';
import { judgeGeneration } from '../../core/evaluation/generation.ts';
import { rangeOf } from '../../core/preprocessing/samples.ts';
import { sizeOf } from '../../core/recipe/shapes.ts';
import { createRandom, deriveSeed } from '../../shared/random.ts';
import type { GameTrainer } from '../trainer.ts';
import { GameMeans } from './gameMeans.ts';
import { sampleRows } from './sampleRows.ts';
import type { Judge, TrainingJob } from './trainingLoop.ts';

/** What the generator makes of the same random numbers, at one point of its training. */
export interface Snapshot {
  readonly step: number;
  readonly epoch: number;
  /** [count, ...sample], in prepared units. */
  readonly samples: Float32Array;
  /** Of each sample, where the networks are told it. */
  readonly classes: readonly number[];
}

export interface GameJudgeOptions {
  readonly latent: number;
  /** Classes that the networks are told; 0: none. */
  readonly classes: number;
  readonly saveSnapshot: (snapshot: Snapshot) => Promise<void>;
}

const SNAPSHOTS = 48;
const SHOWN_PICTURES = 16;
const SHOWN_ROWS = 400;
const MAX_JUDGED = 400;
const MIN_JUDGED = 64;
const MAX_JUDGED_VALUES = 2 ** 20;

/** After how many steps the next snapshot is due, of so many in all. */
export function snapshotEvery(steps: number): number {
  return Math.max(1, Math.ceil(steps / SNAPSHOTS));
}

/** How many samples of this shape a snapshot holds. */
export function shownSamples(shape: readonly number[]): number {
  return shape.length === 3 ? SHOWN_PICTURES : SHOWN_ROWS;
}

/**
 * Judges a GAN by how its samples for fixed random numbers compare with real ones, and keeps some of them as it goes on.
 * What is best covers the data best.
 */
export function gameJudge(
  { settings, train }: TrainingJob,
  trainer: GameTrainer,
  { latent, classes, saveSnapshot }: GameJudgeOptions,
): Judge {
  const { shape } = train.features;
  const wanted = Math.floor(MAX_JUDGED_VALUES / sizeOf(shape));
  const real = sampleRows(train, Math.min(MAX_JUDGED, Math.max(MIN_JUDGED, wanted)), settings.seed);
  const judged = real.rowCount;
  const shown = shownSamples(shape);
  const count = Math.max(judged, shown);
  const fixed = drawLatent(deriveSeed(settings.seed, 'fixed latent'), count, latent);
  const told = Array.from({ length: count }, (_, i) => (classes > 0 ? i % classes : 0));
  const steps = settings.epochs * Math.ceil(train.rowCount / settings.batchSize);
  const every = snapshotEvery(steps);
  const { width } = embeddingOf(shape);
  let reference: Float32Array | null = null;
  const means = new GameMeans();

  const keep = async (step: number, epoch: number): Promise<void> => {
    const samples = await trainer.generate(fixed.subarray(0, shown * latent), shown, told);
    await saveSnapshot({ step, epoch, samples, classes: classes > 0 ? told.slice(0, shown) : [] });
  };

  return {
    begin: async (step) => {
      means.begin(step);
      if (step === 0) await keep(0, 0);
    },
    stepsAhead: (step) => every - (step % every),
    look: async (step, epoch) => {
      const game = means.add(trainer.readGame(), step);
      if (step % every === 0 || step === steps) await keep(step, epoch);
      return game;
    },
    judge: async () => {
      reference ??= embedSamples(await real.features.read(rangeOf(0, judged), null), shape);
      const made = await trainer.generate(fixed.subarray(0, judged * latent), judged, told);
      const { diversity, isCollapsed, coverage } = judgeGeneration(embedSamples(made, shape), reference, width);
      const game = { ...means.take(), diversity, isCollapsed };
      const uncovered = 1 - coverage;
      return {
        validationLoss: null,
        trainMetric: coverage,
        validationMetric: null,
        game,
        monitored: uncovered,
        losses: [uncovered],
      };
    },
  };
}

/** Random numbers for a generator, [count, latent], from N(0, 1). */
export function drawLatent(seed: number, count: number, latent: number): Float32Array {
  const random = createRandom(seed);
  return Float32Array.from({ length: count * latent }, () => random.normal());
}
