import { embeddingOf, embedSamples } from '../../core/evaluation/embedSamples.ts';
import { frechetDistance, judgeGeneration, nearestRows } from '../../core/evaluation/generation.ts';
import { rangeOf, readRows } from '../../core/preprocessing/samples.ts';
import { sizeOf } from '../../core/recipe/shapes.ts';
import { sampleRows } from '../../engine/procedures/sampleRows.ts';
import { shownSamples } from '../../engine/procedures/gameJudge.ts';
import { shownPairs } from '../../engine/procedures/translationJudge.ts';
import type { EngineContract, RealSamples } from '../../protocol/engineContract.ts';
import type { CallContext } from '../../protocol/serve.ts';
import { generateSamples } from './generate.ts';
import { jobOf, prepareRun } from './preparedRun.ts';
import { findRunModel } from './runModel.ts';
import { getRun } from '../../storage/runs.ts';

/** Training samples among which the nearest ones are looked for. */
const MAX_NEIGHBOURS = 4000;
/** Values of samples that are in memory at once. */
const MAX_VALUES = 2 ** 24;
const MAX_JUDGED = 400;

/** Some of a run's samples, as its networks see them: those that are shown beside what is made, of pairs both. */
export async function realSamples({ runId }: { runId: string }): Promise<RealSamples> {
  const run = await getRun(runId);
  const job = jobOf(run, await prepareRun(run));
  const { train } = job;
  const { shape } = train.features;
  const some = train.wanted ? shownPairs(job) : sampleRows(train, shownSamples(shape), run.recipe.training.seed);
  const all = rangeOf(0, some.rowCount);
  const samples = await some.features.read(all, null);
  const { wanted, rowIndices } = some;
  const paired = wanted ? { wanted: { samples: await wanted.read(all, null), shape: wanted.shape } } : {};
  return { samples, shape, rowIndices, ...paired };
}

/**
 * How what a run's generator makes compares with real samples: of the test part where it has enough, and beside that
 * with as many training samples; with the training sample nearest to each of the first ones.
 * @throws Cancelled; AppError `run.noModel`, `data.noRows`
 */
export async function judgeGenerator(
  { runId, seed }: EngineContract['judgeGenerator']['input'],
  context: CallContext<EngineContract['judgeGenerator']['progress']>,
): Promise<EngineContract['judgeGenerator']['output']> {
  const { run } = await findRunModel(runId);
  const prepared = await prepareRun(run);
  const training = prepared.rows('train');
  const { shape } = training.features;
  const size = sizeOf(shape);
  const { kind, width } = embeddingOf(shape);
  const test = prepared.rowsIfAny('test');
  const limit = Math.min(MAX_JUDGED, Math.max(64, Math.floor(MAX_VALUES / 16 / size)));
  const held = test && test.rowCount >= 50 ? test : training;
  const real = sampleRows(held, limit, run.recipe.training.seed);
  const trained = sampleRows(
    training,
    Math.min(MAX_NEIGHBOURS, Math.floor(MAX_VALUES / size)),
    run.recipe.training.seed,
  );
  const realValues = await real.features.read(rangeOf(0, real.rowCount), null);
  const trainedValues = await trained.features.read(rangeOf(0, trained.rowCount), null);
  const made = await generateSamples({ runId, count: real.rowCount, seed, classIndex: null }, context);

  const embedded = embedSamples(realValues, shape);
  const madeEmbedded = embedSamples(made.samples, shape);
  const trainedEmbedded = embedSamples(trainedValues, shape);
  const shown = Math.min(shownSamples(shape), real.rowCount, 16);
  const nearest = nearestRows(madeEmbedded.subarray(0, shown * width), trainedEmbedded, width);
  // What two halves of the training samples are apart is what no generator can be expected to go below.
  const half = Math.floor(Math.min(trained.rowCount, 2 * real.rowCount) / 2);
  return {
    part: held === training ? 'train' : 'test',
    rows: real.rowCount,
    embedding: kind,
    quality: judgeGeneration(madeEmbedded, embedded, width),
    frechet: frechetDistance(madeEmbedded, embedded, width),
    frechetFloor: frechetDistance(
      trainedEmbedded.subarray(0, half * width),
      trainedEmbedded.subarray(half * width, 2 * half * width),
      width,
    ),
    made: { ...made, samples: made.samples.slice(0, shown * size), classes: made.classes.slice(0, shown) },
    nearest: {
      samples: readRows(trainedValues, size, nearest.rows),
      shape,
      rowIndices: nearest.rows.map((row) => trained.rowIndices[row] ?? 0),
    },
    distances: nearest.distances,
  };
}
