import { meanAndSpread, plainErrors } from '../../core/evaluation/translation.ts';
import type { PreparedRows } from '../../core/preprocessing/preparation.ts';
import { rangeOf, samplesAtOnce } from '../../core/preprocessing/samples.ts';
import { sizeOf } from '../../core/recipe/shapes.ts';
import type { GameFigures, GameTrainer } from '../trainer.ts';
import { shownSamples, type Snapshot, snapshotEvery } from './gameJudge.ts';
import { GameMeans } from './gameMeans.ts';
import { sampleRows } from './sampleRows.ts';
import type { Judge, TrainingJob } from './trainingLoop.ts';

/** More pictures of a part than hold so many values are judged by a fixed random sample of them. */
const MAX_JUDGED_VALUES = 2 ** 22;
const MIN_JUDGED = 16;
/** The training figure is beside the point: a few pictures tell it. */
const MAX_TRAINED = 64;

/** Pairs that are looked at as training goes on: held out where there are any. */
export function shownPairs({ settings, train, validation }: TrainingJob): PreparedRows {
  const rows = validation ?? train;
  return sampleRows(rows, shownSamples(rows.features.shape), settings.seed);
}

/**
 * Judges a translation by pairs that it does not learn from: their mean absolute error is the validation loss, which decides what
 * is best, their peak signal-to-noise ratio the metric. Keeps what becomes of the same pictures as it goes on.
 */
export function translationJudge(
  job: TrainingJob,
  trainer: GameTrainer,
  saveSnapshot: (snapshot: Snapshot) => Promise<void>,
): Judge {
  const { settings, train, validation } = job;
  const shown = shownPairs(job);
  const limit = Math.max(MIN_JUDGED, Math.floor(MAX_JUDGED_VALUES / sizeOf(train.features.shape)));
  const trained = sampleRows(train, Math.min(limit, MAX_TRAINED), settings.seed);
  const held = validation && sampleRows(validation, limit, settings.seed);
  const steps = settings.epochs * Math.ceil(train.rowCount / settings.batchSize);
  const every = snapshotEvery(steps);
  const means = new GameMeans();

  const keep = async (step: number, epoch: number): Promise<void> => {
    const sources = await shown.features.read(rangeOf(0, shown.rowCount), null);
    const samples = await trainer.generate(sources, shown.rowCount, []);
    await saveSnapshot({ step, epoch, samples, classes: [] });
  };

  return {
    begin: async (step) => {
      means.begin(step);
      if (step === 0) await keep(0, 0);
    },
    stepsAhead: (step) => every - (step % every),
    look: async (step, epoch): Promise<GameFigures | null> => {
      const game = means.add(trainer.readGame(), step);
      if (step % every === 0 || step === steps) await keep(step, epoch);
      return game;
    },
    judge: async () => {
      const measured = await measure(trainer, trained);
      const validated = held && (await measure(trainer, held));
      return {
        validationLoss: validated?.mae ?? null,
        trainMetric: measured.psnr,
        ...(trained.rowCount < train.rowCount ? { trainMetricRows: trained.rowCount } : {}),
        validationMetric: validated?.psnr ?? null,
        game: { ...means.take(), diversity: null, isCollapsed: false },
        monitored: (validated ?? measured).mae,
        losses: validated ? [measured.mae, validated.mae] : [measured.mae],
      };
    },
  };
}

/** Means over pictures. */
async function measure(trainer: GameTrainer, rows: PreparedRows): Promise<{ mae: number; psnr: number }> {
  const { features, wanted, rowCount } = rows;
  if (!wanted) throw new Error('pictures without what is wanted of them');
  const mae = new Float32Array(rowCount);
  const psnr = new Float32Array(rowCount);
  const size = sizeOf(wanted.shape);
  const atOnce = samplesAtOnce(features.shape);
  for (let start = 0; start < rowCount; start += atOnce) {
    const positions = rangeOf(start, Math.min(start + atOnce, rowCount));
    const made = await trainer.generate(await features.read(positions, null), positions.length, []);
    const targets = await wanted.read(positions, null);
    for (let i = 0; i < positions.length; i++) {
      const errors = plainErrors(made, i * size, targets, i * size, wanted.shape);
      mae[start + i] = errors.mae;
      psnr[start + i] = errors.psnr;
    }
  }
  return { mae: meanAndSpread(mae).mean, psnr: meanAndSpread(psnr).mean };
}
